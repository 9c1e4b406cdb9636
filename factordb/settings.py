"""What an operator may set, read once where a program starts."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


def _network(said: str) -> str:
    """Return an address or network as it was said; a host's name would change under us."""
    ip_network(said, strict=False)
    return said


def _origin(said: str) -> str:
    """Return an origin as browsers send it."""
    if not _ORIGIN.fullmatch(said):
        raise ValueError(f"{said!r} is no origin: write https://host, in small letters, no path")
    return said


Network = Annotated[str, AfterValidator(_network)]
Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings):
    """Read from ``FACTORDB_*`` variables; built only by `api.app` and `cli`, then passed on."""

    model_config = SettingsConfigDict(
        env_prefix="FACTORDB_", frozen=True, use_attribute_docstrings=True
    )

    database_url: str | None = None
    """``postgresql://user@host/name``, several hosts allowed; the embedded database where unset."""
    owner_url: str | None = None
    """Address for the owner of the tables, who migrates."""
    home: Path | None = None
    """Folder of the embedded database; ``/var/lib/factordb`` for root."""
    keys: Path | None = None
    """Folder of the log's signing key; ``log`` in the home of the embedded database. With a named
    database nothing is signed where it is unset: one server of several signs."""
    origin: str | None = None
    """Name of the log, fixed when its key is made: ``factors.example.org/log``."""
    trusted_keys: str | None = None
    """Verifier keys whose checkpoints `factordb verify` believes, apart by spaces."""
    cache: Path | None = None
    """Folder of what may be deleted, such as the search index; ``cache`` beside the data."""
    seeds: bool = True
    """Whether the seeds are published where they are missing."""
    access_log: Path | None = None
    """File that every request is noted in, a JSON line each; ``-`` is standard error."""
    rate: float = Field(2_000, ge=0)
    """Requests a second, of an address or a token, that are answered for long; 0 answers all."""
    burst: float = Field(10_000, ge=1)
    """Requests that an address or a token may make at once."""
    trusted_proxies: tuple[Network, ...] = ()
    """Addresses or networks whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed."""
    origins: tuple[Origin, ...] = ()
    """Origins whose pages may ask: ``https://app.example.org``; none where it is empty."""
    statement_seconds: float = Field(30, ge=0)
    """Seconds that a question may keep the database; 0 is any time, as imports have it."""
    public_url: Origin | None = None
    """Where browsers find this server: ``https://factors.example.org``; needed to log in."""
    oidc_issuer: str | None = None
    """Provider of identities (OpenID Connect), as it calls itself; nobody logs in where unset."""
    oidc_client_id: str | None = None
    """What the provider calls this server."""
    oidc_client_secret: SecretStr | None = None
    """What this server shows the provider."""
    session_hours: float = Field(12, gt=0, le=720)
    """Hours after which one logs in again."""
    cache_bytes: int = Field(64 << 20, ge=0)
    """Bodies of pinned factors that a worker keeps in memory."""
