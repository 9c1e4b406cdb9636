"""Opening the catalogue: a server that is named, or the embedded one, migrated and seeded."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

from factordb.catalogue import seeding
from factordb.catalogue.publishing import retabling
from factordb.embedded.home import default_folder
from factordb.embedded.lease import Lease
from factordb.store import engine as engines
from factordb.store import roles, schema

_SEEDING = 7_003
"""Advisory lock: several workers open at once."""


class Where(NamedTuple):
    """Which database, and whether the seeds belong in it."""

    database: str | None = None
    """Address of a named server; the embedded one where there is none."""
    owner: str | None = None
    """Address for the owner of a named server's tables."""
    home: Path | None = None
    """Folder of the embedded database."""
    seeds: Path | None = None
    """Folder of the seeds to publish where they are missing."""
    keys: Path | None = None
    """Folder of the log's key; with the embedded database ``log`` in its home."""
    origin: str | None = None
    """Name of the log, when its key is made."""
    seconds: float | None = None
    """That a statement may take; any time where unset."""


def cache(named: Path | None, home: Path | None) -> Path:
    """Return the folder of what may be deleted: the one named, else ``cache`` beside the data."""
    return named or (home or default_folder()) / "cache"


class Opened(NamedTuple):
    engine: Engine
    seeded: seeding.Seeded | None
    keys: Path | None
    """Folder of the log's key; nothing where another server signs."""
    address: str
    """Of the database, for who opens it anew: it may hold a password."""


@contextmanager
def opened(where: Where) -> Iterator[Opened]:
    """Give the catalogue, connected as a role that owns nothing; closed at the end.

    Raises:
        DatabaseUnavailable: there is no database, or it is not migrated, or the role is its owner.
        SeedsDiffer: a published seed was made of another file than the one shipped.
    """
    with ExitStack() as stack:
        keys = where.keys
        if where.database is None:
            lease = stack.enter_context(Lease(where.home))
            migrate(lease.url, roles.SERVER)
            address = lease.url.replace("//factordb@", f"//{roles.SERVER}@", 1)
            engine = engines.connect(address, revive=lease.ensure, seconds=where.seconds)
            keys = keys or lease.folder / "log"
        else:
            if where.owner is not None:
                migrate(where.owner, role_of(where.database))
            address = where.database
            engine = engines.connect(address, seconds=where.seconds)
        stack.callback(engine.dispose)
        with engines.speaking(), engine.connect() as connection:
            schema.require_current(connection)
            roles.require_unprivileged(connection)
        seeded = _seed(engine, where.seeds) if where.seeds else None
        yield Opened(engine, seeded, keys, address)


def migrate(owner: str, role: str) -> None:
    """Bring the database to the newest revision and grant ``role`` what a server needs.

    Raises:
        DatabaseUnavailable: nothing answers at ``owner``.
    """
    engine = engines.connect(owner)
    try:
        with engines.speaking():
            _migrate(engine, role)
    finally:
        engine.dispose()


def _migrate(engine: Engine, role: str) -> None:
    with engine.connect() as connection:
        if schema.is_current(connection) and roles.is_granted(connection, role):
            return
    with engine.begin() as connection:
        schema.upgrade(connection)
        roles.grant(connection, role)


def role_of(address: str) -> str:
    """Return the role that an address connects as."""
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  # only a named server needs it

    parts = conninfo_to_dict(engines.libpq(address))
    return str(parts.get("user") or roles.SERVER)


def _seed(engine: Engine, folder: Path) -> seeding.Seeded:
    with engines.transaction(engine) as db:
        engines.unhurried(db)
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEEDING})
        seeded = seeding.seed(db, folder)
        retabling.take(db)
        return seeded
