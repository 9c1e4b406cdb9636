"""What is private and what is absent take one path: the same statements, the same scans."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from factordb.catalogue.looking import fetching
from factordb.catalogue.record import transparency
from factordb.errors import FactordbError
from factordb.store import engine as engines
from tests import closed
from tests.closed import PRIVATE

_SCANS = """
    SELECT relname, seq_scan, seq_tup_read, coalesce(idx_scan, 0), coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables
"""
CALLS: dict[str, Callable[[Session, str, str], object]] = {
    "document": lambda db, digest, dataset: fetching.document(db, digest),
    "batch": lambda db, digest, dataset: fetching.batch(db, [digest]),
    "provenance": lambda db, digest, dataset: fetching.provenance(db, digest),
    "proof": lambda db, digest, dataset: transparency.proof(db, digest),
    "file": lambda db, digest, dataset: fetching.artifact(db, digest),
}


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


def path(engine: Engine, call: str, digest: str, dataset: str) -> tuple[list[str], Scans]:
    """Return the statements of a stranger's call, and what each table was read for."""
    with engines.transaction(engine) as db:
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


@pytest.mark.parametrize("call", CALLS)
def test_private_and_absent_are_looked_for_alike(engine: Engine, tmp_path: Path, call: str) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    pins = closed.pins(engine, PRIVATE)
    digest = pins.artifact if call == "file" else pins.factor
    path(engine, call, digest, PRIVATE)  # whatever is read once for all

    private = path(engine, call, digest, PRIVATE)
    absent = path(engine, call, digest[:-8] + "0" * 8, "absent-mill")

    assert private[0]
    assert private == absent
