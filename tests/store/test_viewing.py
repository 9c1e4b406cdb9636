from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.errors import ValuesClosed
from factordb.store import engine as engines
from factordb.store import viewing
from tests import closed
from tests.closed import KNOWN, OPEN, PRIVATE


@pytest.fixture
def three(engine: Engine, tmp_path: Path) -> Engine:
    """Return a database with one dataset of each class."""
    for dataset in closed.CLASSES:
        closed.brought_in(engine, tmp_path, dataset, closed.curator(engine, "owner"))
    return engine


def seen(db: Session, what: str) -> Sequence[object]:
    return list(db.connection().execute(text(what)).scalars())


DATASETS = "SELECT slug FROM dataset ORDER BY slug"
VALUES = "SELECT value FROM factor ORDER BY value NULLS LAST"
BODIES = "SELECT count(*) FROM document WHERE kind IN ('factor', 'property')"


def test_a_session_that_says_nothing_sees_what_is_open(three: Engine) -> None:
    with engines.transaction(three) as db:
        assert seen(db, DATASETS) == [OPEN, KNOWN]
        assert seen(db, VALUES) == ["0.5500", "0.6", None]
        assert seen(db, BODIES) == [2]
        assert seen(db, "SELECT count(*) FROM release") == [2]
        assert seen(db, "SELECT count(*) FROM rejection") == [0]


def test_a_session_sees_what_it_was_granted_and_each_factor_once(three: Engine) -> None:
    with engines.transaction(three) as db:
        viewing.see(db, {KNOWN})
        assert seen(db, DATASETS) == [OPEN, KNOWN]
        assert seen(db, VALUES) == ["0.5500", "0.6", "1.9172"]
        viewing.see(db, {PRIVATE})
        assert seen(db, DATASETS) == [OPEN, PRIVATE, KNOWN]
        assert seen(db, VALUES) == ["0.5500", "0.6", "0.7341", None]
        viewing.see(db, viewing.EVERYTHING)
        assert seen(db, VALUES) == ["0.5500", "0.6", "0.7341", "1.9172"]
        assert seen(db, BODIES) == [6]


def test_what_was_told_ends_with_the_transaction_though_the_connection_goes_on(
    three: Engine,
) -> None:
    for _ in range(8):  # every connection of the pool, and prepared statements
        with engines.transaction(three) as db:
            viewing.see(db, viewing.EVERYTHING)
            assert len(seen(db, VALUES)) == 4
        with engines.transaction(three) as db:
            assert viewing.granted_to(db) == frozenset()
            assert seen(db, VALUES) == ["0.5500", "0.6", None]


def test_what_is_told_within_a_savepoint_is_undone_with_it(three: Engine) -> None:
    with engines.transaction(three) as db:
        with db.begin_nested() as savepoint:
            viewing.see_also(db, PRIVATE)
            assert PRIVATE in seen(db, DATASETS)
            savepoint.rollback()
        assert not viewing.may_read(db, PRIVATE)
        assert PRIVATE not in seen(db, DATASETS)


def test_book_keeping_sees_everything_and_leaves_it_as_it_was(three: Engine) -> None:
    with engines.transaction(three) as db:
        viewing.see(db, {KNOWN})
        with viewing.everything(db):
            assert PRIVATE in seen(db, DATASETS)
        assert viewing.granted_to(db) == {KNOWN}
        assert PRIVATE not in seen(db, DATASETS)


def test_a_name_with_a_comma_or_a_star_grants_nothing_more(three: Engine) -> None:
    with engines.transaction(three) as db:
        viewing.see(db, {"*x", "secret-mil", "ecret-mill"})
        assert PRIVATE not in seen(db, DATASETS)


def test_values_are_refused_by_class(db: Session) -> None:
    viewing.require(db, "any", "open")
    with pytest.raises(ValuesClosed, match="any is metadata-only"):
        viewing.require(db, "any", "metadata-only")
    viewing.see(db, {"any"})
    viewing.require(db, "any", "private")
