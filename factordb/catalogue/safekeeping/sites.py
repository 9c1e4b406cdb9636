"""Where a backup is taken from or restored to: the embedded database or a named one, as owner."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from factordb.catalogue import opening
from factordb.catalogue.opening import Where
from factordb.embedded import binaries
from factordb.embedded.lease import Lease
from factordb.errors import DatabaseUnavailable, Invalid
from factordb.store import dumps, roles
from factordb.store import engine as engines
from factordb.store.dumps import Programs


class Site(NamedTuple):
    owner: str
    """Address for the owner."""
    role: str
    """Who serves."""
    engine: Engine
    """As the owner."""
    programs: Programs
    keys: Path | None
    """Folder of the signer, where it is here."""


@contextmanager
def opened(where: Where) -> Iterator[Site]:
    """Give the database as its owner, as it is: neither migrated nor seeded.

    Raises:
        DatabaseUnavailable: there is none, or no programs that go with it.
        Invalid: a server is named, and not who owns the tables there.
    """
    with ExitStack() as stack:
        keys = where.keys
        if where.database is None:
            lease = stack.enter_context(Lease(where.home))
            owner, role, folders = lease.url, roles.SERVER, [binaries.clients()]
            keys = keys or lease.folder / "log"
        elif where.owner is None:
            raise Invalid(
                "Name the owner of the tables in FACTORDB_OWNER_URL; the server's role may not."
            )
        else:
            owner, role = where.owner, opening.role_of(where.database)
            folders = [*dumps.on_path(), *_of_the_wheel()]
        engine = engines.connect(owner)
        stack.callback(engine.dispose)
        with engines.speaking(), engine.connect() as connection:
            programs = dumps.programs(folders, dumps.major(connection))
        yield Site(owner, role, engine, programs, keys)


def _of_the_wheel() -> list[Path]:
    try:
        return [binaries.clients()]
    except DatabaseUnavailable:
        return []
