"""What is private and what is absent take one path: the same statements, the same scans."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from factordb.catalogue.looking import fetching, looking
from factordb.catalogue.record import transparency
from factordb.errors import FactordbError
from factordb.store import engine as engines
from factordb.store import releases, viewing
from tests import closed
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases

_SCANS = """
    SELECT relname, seq_scan, seq_tup_read, coalesce(idx_scan, 0), coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables
"""
BY_DIGEST: dict[str, Callable[[Session, str, str], object]] = {
    "document": lambda db, digest, dataset: fetching.document(db, digest),
    "batch": lambda db, digest, dataset: fetching.batch(db, [digest]),
    "provenance": lambda db, digest, dataset: fetching.provenance(db, digest),
    "proof": lambda db, digest, dataset: transparency.proof(db, digest),
    "file": lambda db, digest, dataset: fetching.artifact(db, digest),
}
BY_NAME: dict[str, Callable[[Session, str, str], object]] = {
    "dataset": lambda db, digest, dataset: looking.dataset(db, dataset, None),
    "release": lambda db, digest, dataset: looking.release(db, f"{dataset}@2023", None),
    "draft": lambda db, digest, dataset: releases.known(db, dataset, "2023"),
    "lock": lambda db, digest, dataset: releases.lock(db, dataset, "2023"),
    "values": lambda db, digest, dataset: releases.readable(db, dataset, "2023"),
    "class": lambda db, digest, dataset: releases.access_of(db, dataset),
}
CALLS = BY_DIGEST | BY_NAME
ASKED = [*((call, ()) for call in CALLS), *((call, (KNOWN,)) for call in BY_NAME)]
"""Who was granted another dataset than the private one meets no row by its name either."""


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that are sent meanwhile."""
    sent: list[str] = []

    def note(*said: object) -> None:
        sent.append(str(said[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


Scans = dict[str, tuple[int, ...]]


def scans(db: Session) -> Scans:
    """Return what this connection read of each table, since nobody knows when."""
    return {row[0]: tuple(row[1:]) for row in db.connection().execute(text(_SCANS))}


def path(
    engine: Engine, call: str, digest: str, dataset: str, granted: Collection[str] = ()
) -> tuple[list[str], Scans]:
    """Return the statements of a stranger's call, and what each table was read for.

    Rows are fetched by an index, as in a table too large to be gone through.
    """
    with engines.transaction(engine) as db:
        db.connection().execute(text("SET LOCAL enable_seqscan = off"))
        viewing.see(db, granted)
        before = scans(db)
        with statements(engine) as sent, suppress(FactordbError):
            CALLS[call](db, digest, dataset)
        after = scans(db)
    none = (0, 0, 0, 0)
    read = {
        name: tuple(now - was for now, was in zip(found, before.get(name, none), strict=True))
        for name, found in after.items()
    }
    return sent, {name: found for name, found in read.items() if any(found)}


@pytest.fixture(scope="module")
def hiding(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give a database with something private in it, and something open beside."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    folder = tmp_path_factory.mktemp("hiding")
    closed.brought_in(engine, folder, OPEN, closed.curator(engine, "editor"))
    closed.brought_in(engine, folder, KNOWN, closed.curator(engine, "other"))
    closed.brought_in(engine, folder, PRIVATE, closed.curator(engine, "owner"))
    yield engine
    engine.dispose()
    databases.drop(name)


@pytest.mark.parametrize(("call", "granted"), ASKED)
def test_private_and_absent_are_looked_for_alike(
    hiding: Engine, call: str, granted: Collection[str]
) -> None:
    pins = closed.pins(hiding, PRIVATE)
    digest = pins.artifact if call == "file" else pins.factor
    path(hiding, call, digest, PRIVATE, granted)  # whatever is read once for all

    private = path(hiding, call, digest, PRIVATE, granted)
    absent = path(hiding, call, digest[:-8] + "0" * 8, "absent-mill", granted)

    assert private[0]
    assert private == absent
