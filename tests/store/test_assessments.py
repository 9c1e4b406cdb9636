"""Assessments in the store: at publication or as an edition of their own, and never otherwise."""

import pytest
from psycopg.errors import RestrictViolation
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.model.canonical import canonical_bytes, raw, raw_digest
from factordb.store import assessments, editions, releases
from factordb.store.engine import transaction
from tests.examples import a_factor
from tests.store.drafts import drafted

SHANGHAI, BEIJING = a_factor(), a_factor(region="CN-BJ")
BODY = canonical_bytes({"rules": "assess-1"})


def _published(db: Session, name: str = "2023") -> tuple[int, int]:
    """Publish both factors under one finding; return the release's number and edition."""
    number = drafted(db, name, SHANGHAI, BEIJING)
    edition = editions.add(db, number, {})
    assessments.add(db, edition, number, [BODY], [(1, 1), (2, 1)])
    releases.publish(db, number, edition)
    return number, edition


def test_columns_come_in_the_order_of_the_file(db: Session) -> None:
    number = drafted(db, "2023", SHANGHAI, BEIJING)
    first, second = assessments.columns(db, number)
    assert (first.ordinal, first.region, first.activity) == (1, "CN-SH", "electricity.grid")
    assert (second.ordinal, second.data_from, second.published) == (2, "2023-01-01", "2024-06-01")
    assert first.facets == '{"at": "consumer", "mix": "average"}'


def test_one_finding_is_of_both_factors(db: Session) -> None:
    _, edition = _published(db)
    for factor in (SHANGHAI, BEIJING):
        (said,) = assessments.of_rules(db, raw(factor.digest()))
        assert (said.edition, said.dataset, said.release, said.body) == (
            edition,
            "grid-office",
            "2023",
            BODY,
        )
    assert assessments.rules(db, edition) == "assess-1"


def test_contents_are_digest_and_finding_by_digest(db: Session) -> None:
    number, edition = _published(db)
    digests = sorted(raw(factor.digest()) for factor in (SHANGHAI, BEIJING))
    whole = b"".join(digest + raw_digest(BODY) for digest in digests)
    assert assessments.contents(db, edition, number) == (raw_digest(whole), 2)


def test_an_earlier_edition_does_not_know_a_later_word(db: Session) -> None:
    number, edition = _published(db)
    name = raw(SHANGHAI.digest())
    later = assessments.say(db, number, name, b"said", {})
    assert later == edition + 1
    assert assessments.of_persons(db, name, edition) == []
    assert [said.body for said in assessments.of_persons(db, name)] == [b"said"]
    assert assessments.by_persons(db, later) == [(name, b"said")]
    assert not assessments.beyond(db, later)
    assert assessments.beyond(db, edition)


def test_a_release_nobody_looked_at_has_no_rules(db: Session) -> None:
    number = drafted(db, "2023", SHANGHAI)
    edition = editions.add(db, number, {})
    releases.publish(db, number, edition)
    assert assessments.rules(db, edition) is None
    assert assessments.contents(db, edition, number)[1] == 0


def _refused(engine: Engine, statement: str, said: str) -> None:
    with pytest.raises(DBAPIError, match=said) as raised, transaction(engine) as db:
        db.connection().execute(text(statement))
    assert isinstance(raised.value.orig, RestrictViolation)


def test_what_was_found_stays_and_nothing_is_added_later(engine: Engine) -> None:
    with transaction(engine) as db:
        number, _ = _published(db)
    late = f"VALUES (1, 9, {number}, {{}}, 'x')"
    into = "INSERT INTO assessment (edition, number, release_id, factor, body) "
    _refused(engine, into + late.format("NULL"), "nothing later")
    _refused(engine, into + late.format("sha256('x')"), "stands from the next edition")
    _refused(engine, f"INSERT INTO assessed VALUES ({number}, 9, 1)", "keeps what it was assessed")


def test_a_person_speaks_of_what_is_published_in_an_edition_that_says_so(engine: Engine) -> None:
    with transaction(engine) as db:
        number, edition = _published(db)
    into = "INSERT INTO assessment (edition, number, release_id, factor, body) "
    unknown = f"VALUES ({edition + 1}, 1, {number}, sha256('x'), 'x')"
    _refused(engine, into + unknown, "assesses what is published")
    silent = f"SELECT {edition + 1}, 1, {number}, digest, 'x' FROM factor LIMIT 1"
    _refused(engine, into + silent, "does not say that anything is assessed")
    empty = f"INSERT INTO edition (number, release_id, event, tables) VALUES ({edition + 1}, "
    _refused(engine, empty + f"{number}, 'assessed', '{{}}')", "nothing was assessed")


@pytest.mark.parametrize("table", ["assessment", "assessed"])
def test_nothing_is_changed_or_taken_away(engine: Engine, owner_address: str, table: str) -> None:
    from sqlalchemy import create_engine

    with transaction(engine) as db:
        _published(db)
    owner = create_engine(owner_address)
    for statement in (f"UPDATE {table} SET number = 2", f"DELETE FROM {table}"):
        with owner.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.execute(text(statement))
    owner.dispose()
