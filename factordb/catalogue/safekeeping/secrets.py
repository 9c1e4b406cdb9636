"""What a plain backup never holds: the signer's key and head, and the secrets of datasets.

They are exported apart, under a passphrase, and put back only where no other key is.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from factordb.catalogue.record.keyring import KEY, Keyring, written
from factordb.catalogue.safekeeping import sealing
from factordb.catalogue.safekeeping.sites import Site
from factordb.errors import BackupBroken, CatalogueNotEmpty, Invalid, Unavailable
from factordb.model.base import Model
from factordb.store import dumps
from factordb.store import engine as engines
from factordb.store.log import Head


class Secrets(Model):
    """What is sealed."""

    format: Literal["factordb/secrets/1"] = sealing.FORMAT
    made: str
    key: str | None = None
    """The file of the log's key; nothing where another host signs."""
    size: int = 0
    """Entries that were signed."""
    root: str = ""
    """Their root in hex."""
    tables: dict[str, list[dict[str, str]]]
    """Rows of tables with secrets, each value as PostgreSQL writes it."""


class Exported(Model):
    """What was exported or put back, none of it secret."""

    origin: str | None
    size: int
    datasets: int


def export(site: Site, file: Path, passphrase: str) -> Exported:
    """Write the secrets of ``site`` into ``file``, which is not there yet.

    Raises:
        Invalid: the passphrase is too short, or there is nothing secret here.
        KeyUnusable: the key cannot be read.
        Unavailable: the file is there already, or cannot be written.
    """
    ring = Keyring(site.keys) if site.keys else None
    key, signed = (ring.key(), ring.signed()) if ring else (None, None)
    with engines.speaking(), site.engine.connect() as connection:
        tables = dumps.secrets(connection)
    if key is None and not any(tables.values()):
        raise Invalid(
            "There is nothing secret here: the log's key is on the host that signs, where "
            "FACTORDB_KEYS names its folder."
        )
    found = Secrets(
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        key=(ring.folder / KEY).read_text("utf-8") if ring and key else None,
        size=signed.head.size if signed else 0,
        root=signed.head.root.hex() if signed else "",
        tables=tables,
    )
    _put(file, sealing.seal(found.model_dump_json().encode(), passphrase))
    return _told(found)


def put_back(site: Site, file: Path, passphrase: str) -> Exported:
    """Put the secrets in ``file`` where they belong; the signer goes on where it left off.

    Raises:
        BackupBroken: the file does not open, or is none.
        CatalogueNotEmpty: another key, or another secret of a dataset, is there.
        Unavailable: the file cannot be read.
    """
    found = _opened(file, passphrase)
    if found.key is not None and site.keys is None:
        raise Invalid("Name the folder for the log's key in FACTORDB_KEYS.")
    if found.key is not None and site.keys is not None:
        _require_no_other(site.keys, found)
    with engines.speaking(), site.engine.begin() as connection:
        dumps.put_secrets(connection, found.tables)
    if found.key is not None and site.keys is not None:
        _key_put_back(site.keys, found)
    return _told(found)


def _require_no_other(folder: Path, found: Secrets) -> None:
    there = Keyring(folder).key()
    if there is not None and (folder / KEY).read_text("utf-8").split() != str(found.key).split():
        raise CatalogueNotEmpty(
            f"Another key is in {folder} ({there.verifier.text()}): name an empty folder in "
            "FACTORDB_KEYS, or move that one away."
        )


def _key_put_back(folder: Path, found: Secrets) -> None:
    ring = Keyring(folder).made()
    with ring.alone():
        if ring.key() is not None and ring.signed() is not None:
            return  # what is known here is newer, or says itself that it is not
        if found.root:
            ring.keep(Head(found.size, bytes.fromhex(found.root)), bound=False)
        written(folder / KEY, str(found.key))


def _opened(file: Path, passphrase: str) -> Secrets:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror}.") from error
    try:
        return Secrets.model_validate_json(sealing.unseal(content, passphrase))
    except ValidationError as error:
        raise BackupBroken(f"{file} holds secrets of another version.") from error


def _put(file: Path, content: bytes) -> None:
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(file, flags, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise Unavailable(f"{file} is there already: name another file.") from error
    except OSError as error:
        raise Unavailable(f"{file} cannot be written: {error.strerror}.") from error


def _told(found: Secrets) -> Exported:
    rows = found.tables.get("dataset_secret", [])
    return Exported(
        origin=found.key.split()[0] if found.key else None, size=found.size, datasets=len(rows)
    )
