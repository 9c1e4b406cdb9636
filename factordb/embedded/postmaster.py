"""What the running server wrote about itself."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from factordb.embedded.home import Home

OWNER = "factordb"
"""The role that owns everything in the embedded database."""

_ONLY_THIS = (
    "hostaddr=&options=&require_auth=&requirepeer=&target_session_attrs=any&channel_binding=prefer"
    "&gssencmode=disable&sslmode=disable&sslnegotiation=postgres&sslrootcert=&sslcertmode=disable"
    "&client_encoding=UTF8"
)
"""What a shell that was set up for another server (``PGHOSTADDR`` …) must not change."""

_STRONGER = ("PGSERVICE", "PGDATESTYLE", "PGTZ", "PGGEQO")
"""What libpq takes from the environment whatever the address says."""


class Postmaster(NamedTuple):
    """The first process of a server; it may be long gone."""

    pid: int
    port: str
    folder: Path
    ready: bool = False
    """It has said that it takes connections."""

    @property
    def socket(self) -> Path:
        return self.folder / f".s.PGSQL.{self.port}"

    @property
    def url(self) -> str:
        """The owner's address of the database that every server has."""
        host = quote(os.fsencode(self.folder), safe="/")
        return f"postgresql://{OWNER}@/postgres?host={host}&port={self.port}&{_ONLY_THIS}"


def forget_others() -> None:
    """Take out of our environment what speaks of another server and no address can overrule."""
    for name in _STRONGER:
        os.environ.pop(name, None)


def read(home: Home) -> Postmaster | None:
    """Return what the pid file says, or nothing where it is missing or half written.

    It is written before there is a socket: without one, an address would be some other server's.
    """
    try:
        lines = (home.data / "postmaster.pid").read_bytes().split(b"\n")
        ready = lines[7:8] != [] and lines[7].strip() == b"ready"
        found = Postmaster(int(lines[0]), lines[3].decode(), Path(os.fsdecode(lines[4])), ready)
    except (OSError, IndexError, ValueError):
        return None
    return found if found.folder.is_absolute() else None


def answering(home: Home) -> str | None:
    """Return the owner's address where a connection succeeds, and nothing elsewhere."""
    found = read(home)
    return None if found is None or refusal(found) else found.url


def refusal(server: Postmaster) -> str:
    """Return why a connection to ``server`` fails; empty where it succeeds."""
    import psycopg  # noqa: PLC0415  # `factordb --help` need not wait for it

    try:
        psycopg.connect(server.url, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return " ".join(str(error).split()) or "no reason is given"
    return ""
