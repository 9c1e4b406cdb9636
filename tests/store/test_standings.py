import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from factordb.model.canonical import raw
from factordb.store import editions, factors, releases, standings
from factordb.store.engine import transaction
from factordb.store.tables import EditionRow
from tests.examples import a_factor
from tests.store.drafts import a_draft, drafted, publish


def published(db: Session, *regions: str) -> int:
    number = drafted(db, "2023", *(a_factor(region=code) for code in regions))
    releases.publish(db, number, editions.add(db, number, {}))
    return number


def seen(db: Session, edition: int) -> dict[str, str | None]:
    regions = ("CN-SH", "CN-BJ", "CN-TJ")
    found = factors.candidates(db, edition, [("electricity.grid", code) for code in regions])
    return {row.region: row.standing for row in found}


def test_a_withdrawal_is_an_edition_of_its_own_and_earlier_ones_stay_as_they_were(
    db: Session,
) -> None:
    number = published(db, "CN-SH", "CN-BJ")
    before = seen(db, 1)

    edition = standings.add(db, number, "withdrawn", "a slipped point", {"regions-1": "x"})

    assert edition == 2
    assert seen(db, 1) == before == {"CN-SH": None, "CN-BJ": None}
    assert seen(db, 2) == {"CN-SH": "withdrawn", "CN-BJ": "withdrawn"}
    row = db.exec(select(EditionRow).where(EditionRow.number == 2)).one()
    assert (row.event, row.release_id, row.tables) == ("withdrawn", number, {"regions-1": "x"})


def test_a_factor_may_be_withdrawn_alone(db: Session) -> None:
    number = published(db, "CN-SH", "CN-BJ")

    standings.add(db, number, "superseded", "x", {}, [raw(a_factor(region="CN-BJ").digest())])

    assert seen(db, 2) == {"CN-SH": None, "CN-BJ": "superseded"}


def test_several_factors_may_be_withdrawn_in_one_edition(db: Session) -> None:
    number = published(db, "CN-SH", "CN-BJ", "CN-TJ")
    digests = [raw(a_factor(region=code).digest()) for code in ("CN-SH", "CN-TJ")]

    assert standings.add(db, number, "withdrawn", "x", {}, digests) == 2
    assert seen(db, 2) == {"CN-SH": "withdrawn", "CN-BJ": None, "CN-TJ": "withdrawn"}


def test_the_last_word_counts(db: Session) -> None:
    number = published(db, "CN-SH")

    standings.add(db, number, "superseded", "a newer one", {})
    standings.add(db, number, "withdrawn", "a slipped point", {})

    assert [seen(db, edition)["CN-SH"] for edition in (1, 2, 3)] == [
        *(None, "superseded", "withdrawn")
    ]


def test_a_withdrawal_is_committed_with_its_edition(engine: Engine) -> None:
    number = a_draft(engine, "2023")
    publish(engine, number)
    with transaction(engine) as db:
        standings.add(db, number, "withdrawn", "a slipped point", {})

    with transaction(engine) as db:
        assert editions.current(db) == 2


def test_a_draft_is_not_withdrawn(db: Session) -> None:
    number = drafted(db, "2023", a_factor())

    with pytest.raises(DBAPIError, match="only what is published"):
        standings.add(db, number, "withdrawn", "x", {})


def test_of_several_statements_the_last_counts_and_earlier_editions_do_not_know_it(
    db: Session,
) -> None:
    number = published(db, "CN-SH", "CN-BJ")
    one, other = (raw(a_factor(region=code).digest()) for code in ("CN-SH", "CN-BJ"))
    assert standings.of_documents(db, [one]) == {}
    standings.add(db, number, "superseded", "newer", {}, [one])
    standings.add(db, number, "withdrawn", "wrong", {})

    found = standings.of_documents(db, [one, other])

    assert [(s.kind, s.since, s.reason) for s in found[one]] == [("withdrawn", 3, "wrong")]
    assert found[one][0].release == "2023"
    early = standings.of_documents(db, [one, other], edition=2)
    assert [(s.kind, s.reason) for s in early[one]] == [("superseded", "newer")]
    assert other not in early
    assert standings.of_release(db, number, other) == "withdrawn"
    assert standings.of_release(db, number) == "withdrawn"
