from sqlalchemy import Engine
from sqlmodel import Session

from factordb.store import searching
from factordb.store.searching import State
from tests.catalogue.releases import published
from tests.examples import a_factor


def test_an_empty_catalogue_stands_at_nothing(db: Session) -> None:
    assert searching.state(db, None) == State(newest=0, mark="", standings=0)


def test_an_edition_has_a_mark_that_another_history_has_not(engine: Engine) -> None:
    marks = []
    for name in ("a", "b"):
        with Session(engine) as db:
            published(db, name, a_factor())
            marks.append(searching.state(db, 1).mark)
            db.rollback()

    assert marks[0] != marks[1]


def test_two_databases_have_two_origins(db: Session, engine: Engine) -> None:
    with Session(engine) as other:
        assert searching.origin(db) != searching.origin(other)


def test_only_what_editions_added_is_read(db: Session) -> None:
    published(db, "1", a_factor())
    published(db, "2", a_factor(), a_factor(region="FR"))

    assert [row.region for row in searching.items(db, 1, 2)] == ["CN-SH", "FR"]
    assert [row.edition for row in searching.items(db, 0, 1)] == [1]


def test_equal_numbers_and_identities_are_told_by_their_words(db: Session) -> None:
    published(db, "1", a_factor(), a_factor(region="FR"))
    published(db, "2", a_factor(), a_factor(region="FR", value="0.1"))

    here, there, again, other = searching.items(db, 0, 2)

    assert (here.identity, here.number) == (again.identity, again.number)
    assert there.identity == other.identity
    assert there.number != other.number
    assert here.identity != there.identity


def test_hits_are_joined_as_their_edition_stood(db: Session) -> None:
    published(db, "1", a_factor())
    published(db, "2", a_factor(region="FR"))
    rows = list(searching.items(db, 0, 2))
    places = [(row.release_id, row.ordinal) for row in rows]

    assert set(searching.placed(db, 2, places)) == set(places)
    assert set(searching.placed(db, 1, places)) == {places[0]}
    assert searching.placed(db, 2, []) == {}
