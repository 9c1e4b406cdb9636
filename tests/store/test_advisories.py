import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.model.canonical import raw
from factordb.store import advisories, editions, releases
from tests.examples import a_factor
from tests.store.drafts import drafted


def test_of_several_with_one_id_the_last_counts_and_earlier_editions_keep_theirs(
    db: Session,
) -> None:
    numbers = [advisories.add(db, id_, body, {}) for id_, body in SAID]

    assert numbers == [1, 2, 3]
    assert [s.body for s in advisories.standing(db)] == [b"other", b"one, corrected"]
    assert [s.body for s in advisories.standing(db, edition=2)] == [b"one", b"other"]
    assert [s.body for s in advisories.standing(db, since=2)] == [b"one, corrected"]
    assert [s.edition for s in advisories.of_id(db, "A-2023-1")] == [1, 3]
    assert [s.body for s in advisories.of_edition(db, 2)] == [b"other"]
    assert advisories.ids(db) == {1: "A-2023-1", 2: "A-2023-2", 3: "A-2023-1"}
    assert not advisories.beyond(db, 3)
    assert advisories.beyond(db, 2)


SAID = [("A-2023-1", b"one"), ("A-2023-2", b"other"), ("A-2023-1", b"one, corrected")]


def test_what_a_notice_may_name_of_a_factor(db: Session) -> None:
    factor = a_factor(ids=("12_3",))
    number = drafted(db, "2023", factor)
    releases.publish(db, number, editions.add(db, number, {}))

    (found,) = advisories.subjects(db, number)

    assert found == (raw(factor.digest()), factor.key(), factor.activity, ("12_3",))


@pytest.mark.parametrize("edition", [0, 1, 3])
def test_no_notice_is_written_into_the_past_or_a_far_future(db: Session, edition: int) -> None:
    advisories.add(db, "A-2023-1", b"x", {})

    with pytest.raises(DBAPIError, match="from the next edition on"):
        insert(db.connection(), edition)


def test_a_notice_without_an_edition_of_its_own_is_not_committed(db: Session) -> None:
    insert(db.connection(), 1)

    with pytest.raises(DBAPIError, match="does not say that anything is advised"):
        db.connection().execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_an_edition_of_no_release_has_its_notice(db: Session) -> None:
    editions.add(db, None, {}, "advised")

    with pytest.raises(DBAPIError, match="nothing was advised"):
        db.connection().execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


@pytest.mark.parametrize("statement", ["UPDATE advisory SET id = 'x'", "DELETE FROM advisory"])
def test_a_notice_is_never_changed(db: Session, statement: str) -> None:
    advisories.add(db, "A-2023-1", b"x", {})

    with pytest.raises(DBAPIError):
        db.connection().execute(text(statement))


def insert(connection: Connection, edition: int) -> None:
    connection.execute(
        text("INSERT INTO advisory (edition, id, body) VALUES (:e, 'A-2023-2', 'x')"),
        {"e": edition},
    )
