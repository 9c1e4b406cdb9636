import pytest
from sqlmodel import Session

from factordb.store import log, log_keys
from factordb.store.log import Place


@pytest.fixture
def some(db: Session) -> Session:
    """Return a session on a log of tables with a key and a new origin among them."""
    kinds = ["table", "key", "table", "origin", "table"]
    log.append(db, [kind.encode() for kind in kinds], [Place(k, bytes(32), None) for k in kinds])
    return db


def test_leaves_of_keys_are_found_in_order(some: Session) -> None:
    assert log_keys.every(some) == [(1, b"key"), (3, b"origin")]
    assert log_keys.newest(some) == (3, b"origin")


def test_without_a_key_there_is_none(db: Session) -> None:
    assert log_keys.newest(db) is None
    assert log_keys.every(db) == []


def test_a_checkpoint_is_found_by_its_size(some: Session) -> None:
    log.add_checkpoint(some, "a.example/log", log.head(some), "note")

    assert log_keys.checkpoint(some, "a.example/log", 5) == "note"
    assert log_keys.checkpoint(some, "a.example/log", 4) is None
    assert log_keys.checkpoint(some, "b.example/log", 5) is None
