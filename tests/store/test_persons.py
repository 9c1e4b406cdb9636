import pytest
from sqlmodel import Session

from factordb.errors import PersonNotFound
from factordb.store import persons


def test_a_person_is_known_by_name_and_her_role_may_change(db: Session) -> None:
    first = persons.put(db, "Li Wei", "curator")
    again = persons.put(db, "Li Wei", "reviewer")

    assert first.id == again.id
    assert persons.get(db, "Li Wei").role == "reviewer"
    assert persons.count_with(db, "reviewer") == 1
    assert persons.count_with(db, "curator") == 0


def test_who_is_not_known_is_said_with_who_is(db: Session) -> None:
    persons.put(db, "Li Wei", "curator")

    with pytest.raises(PersonNotFound, match="known are Li Wei"):
        persons.get(db, "Mallory")


def test_an_unknown_token_is_nothing(db: Session) -> None:
    assert persons.token(db, "nothing") is None
    assert persons.tokens(db) == []
