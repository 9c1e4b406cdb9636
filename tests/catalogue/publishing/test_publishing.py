from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.importing import intake
from factordb.catalogue.publishing import publishing
from factordb.errors import AlreadyPublished, ChangedDraft, Invalid, NotAllowed, ReleaseNotFound
from factordb.model.role import Role
from factordb.store import editions, releases
from factordb.store.engine import transaction
from tests.catalogue.people import somebody
from tests.catalogue.tables import a_property_row, a_row, a_table, asked
from tests.store.drafts import at_once

REFERENCE = "grid-office@2023"


@pytest.fixture
def drafted(db: Session, tmp_path: Path) -> Session:
    """Return a session on one draft with two factors, a property, a label and a rejection."""
    rows = [
        a_row(label__en="Shanghai grid"),
        a_row("CN-BJ", "0.6"),
        a_row("CN-TJ", "a lot"),
        a_property_row(),
    ]
    intake.take_in(db, a_table(tmp_path, rows), asked(publish=False))
    return db


def do(db: Session, statement: str) -> None:
    db.connection().execute(text(statement))


def test_a_draft_becomes_the_next_edition(drafted: Session) -> None:
    done = publishing.publish(drafted, REFERENCE)

    assert (done.edition, done.factors, done.properties) == (1, 2, 1)
    (edition,) = editions.every(drafted)
    assert edition.tables == tables.digests()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM factor",
        "DELETE FROM factor WHERE region = 'CN-BJ'",
        "DELETE FROM property",
        "DELETE FROM label",
        "DELETE FROM rejection",
        "INSERT INTO rejection SELECT release_id, 9, at, printed, reason, numbers FROM rejection",
    ],
)
def test_a_draft_emptied_or_filled_behind_its_imports_back_is_not_published(
    drafted: Session, change: str
) -> None:
    do(drafted, change)

    with pytest.raises(ChangedDraft, match="Import its file again"):
        publishing.publish(drafted, REFERENCE)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value", "'9'"),
        ("unit", "'MWh'"),
        ("region", "'CN-HE'"),
        ("purpose", "'{product}'"),
        ("name", """'{"en": "Other"}'"""),
        ("words", "'other'"),
        ("ordinal", "7"),
    ],
)
def test_a_row_exchanged_for_another_keeps_the_counts_and_is_not_published(
    drafted: Session, column: str, value: str
) -> None:
    do(drafted, "CREATE TEMPORARY TABLE taken AS SELECT * FROM factor WHERE region = 'CN-BJ'")
    do(drafted, "DELETE FROM factor WHERE region = 'CN-BJ'")
    do(drafted, f"UPDATE taken SET {column} = {value}")
    do(drafted, "INSERT INTO factor SELECT * FROM taken")

    with pytest.raises(ChangedDraft):
        publishing.publish(drafted, REFERENCE)


def test_rows_taken_out_and_put_back_as_they_were_are_published(drafted: Session) -> None:
    do(drafted, "CREATE TEMPORARY TABLE taken AS SELECT * FROM factor")
    do(drafted, "DELETE FROM factor")
    do(drafted, "INSERT INTO factor SELECT * FROM taken ORDER BY region")

    assert publishing.publish(drafted, REFERENCE).factors == 2


def test_a_release_in_review_is_published_from_there(drafted: Session) -> None:
    do(drafted, "UPDATE release SET state = 'review'")

    assert publishing.publish(drafted, REFERENCE).edition == 1


def test_publishing_twice_is_refused_with_the_edition_it_has(drafted: Session) -> None:
    publishing.publish(drafted, REFERENCE)

    with pytest.raises(AlreadyPublished, match="edition 1"):
        publishing.publish(drafted, REFERENCE)


def test_a_release_that_is_not_there_is_said_with_what_to_do(db: Session) -> None:
    with pytest.raises(ReleaseNotFound, match="import it first"):
        publishing.publish(db, REFERENCE)


@pytest.mark.parametrize("reference", ["", "x", "@", "a@", "@1", "a@1@2"])
def test_what_is_no_reference_is_said_with_how_to_write_one(db: Session, reference: str) -> None:
    with pytest.raises(Invalid, match="dataset@release"):
        publishing.publish(db, reference)


def test_one_draft_published_by_two_at_once_is_published_once(
    engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as db:
        intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=False))

    def publish() -> None:
        with transaction(engine) as db:
            publishing.publish(db, REFERENCE)

    raised = at_once(publish, publish, publish)

    assert sorted(type(error).__name__ for error in raised) == [
        *("AlreadyPublished", "AlreadyPublished", "NoneType")
    ]
    with transaction(engine) as db:
        assert editions.current(db) == 1


def test_a_draft_replaced_while_it_is_published_is_one_or_the_other_and_never_a_mix(
    engine: Engine, tmp_path: Path
) -> None:
    old = a_table(tmp_path / "old", [a_row(code, "0.1") for code in ("CN-BJ", "CN-TJ")])
    new = a_table(tmp_path / "new", [a_row(code, "0.2") for code in ("CN-HE", "CN-SX", "CN-NM")])
    with transaction(engine) as db:
        intake.take_in(db, old, asked(publish=False))

    def publish() -> None:
        with transaction(engine) as db:
            publishing.publish(db, REFERENCE)

    def replace() -> None:
        with transaction(engine) as db:
            intake.take_in(db, new, asked(publish=False))

    at_once(publish, replace)

    with transaction(engine) as db:
        row = releases.find(db, "grid-office", "2023")
        assert row is not None
        values = set(db.connection().execute(text("SELECT value FROM factor")).scalars())
        assert values in ({"0.1"}, {"0.2"})
        assert releases.fingerprint(db, releases.id_of(row)) == bytes(row.fingerprint or b"")


@pytest.mark.parametrize("scope", [(), ("grid-office", "whole-office"), ("grid-office",)])
def test_who_may_not_publish_the_whole_publishes_no_part_of_it(
    db: Session, tmp_path: Path, scope: tuple[str, ...]
) -> None:
    """What repeats a part follows the whole's numbers, and would answer in their place."""
    curator = somebody(db, "Mei", Role.CURATOR, *scope)
    file = a_table(tmp_path, [a_row()], more='subset_of = "whole-office"\n')
    intake.take_in(db, file, asked(publish=False), by=curator)

    if scope == ("grid-office",):
        with pytest.raises(NotAllowed, match="good for grid-office, not whole-office"):
            publishing.publish(db, "grid-office@2023", curator)
    else:
        assert publishing.publish(db, "grid-office@2023", curator).edition == 1


def test_editions_follow_the_order_of_commits(engine: Engine, tmp_path: Path) -> None:
    years = ["2021", "2022", "2023"]
    with transaction(engine) as db:
        for year in years:
            file = a_table(tmp_path / year, [a_row()], year=year)
            intake.take_in(db, file, asked(year, publish=False))
    seen: list[int] = []

    def publish(year: str) -> None:
        with transaction(engine) as db:
            publishing.publish(db, f"grid-office@{year}")
        with transaction(engine) as db:
            seen.append(editions.current(db))

    assert at_once(*(partial(publish, year) for year in years)) == [None] * 3
    assert max(seen) == 3
    with transaction(engine) as db:
        ats = [row.number for row in editions.every(db)]
        assert ats == [1, 2, 3]
