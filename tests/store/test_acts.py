import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from factordb.catalogue.record import logbook
from factordb.model import leaf
from factordb.model.canonical import raw_digest
from factordb.store import acts


def a_body(state: str = "on", at: str = "2026-11-29T08:00:00Z") -> bytes:
    return leaf.of_four_eyes(state, "Li Wei", "enough of us", at)


def test_an_act_waits_until_it_is_entered_and_then_has_its_place(db: Session) -> None:
    one = acts.add(db, "four-eyes", "four-eyes", a_body())
    other = acts.add(db, "four-eyes", "four-eyes", a_body("off"))
    assert acts.pending(db) == [one, other]

    logbook.enter(db)

    assert acts.pending(db) == []
    places = acts.places(db, [raw_digest(a_body()), raw_digest(a_body("off")), bytes(32)])
    assert sorted(places.values()) == [0, 1]


def test_acts_are_found_by_what_they_are_about(db: Session) -> None:
    one = acts.add(db, "four-eyes", "four-eyes", a_body())

    assert acts.about(db, "four-eyes", "four-eyes") == acts.of_kind(db, "four-eyes") == [one]
    assert acts.every(db) == [one]
    assert acts.about(db, "hold", "four-eyes") == []


def test_the_very_same_act_is_kept_once(db: Session) -> None:
    acts.add(db, "four-eyes", "four-eyes", a_body())

    with pytest.raises(IntegrityError, match="act_once"), db.begin_nested():
        acts.add(db, "four-eyes", "four-eyes", a_body())
