"""A release that the checks hold, and the ways out of it."""

from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import intake
from factordb.catalogue.publishing import holding, publishing
from factordb.catalogue.record import verifying
from factordb.errors import (
    HeldRelease,
    HoldNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)
from factordb.model.role import Role
from factordb.quality.checks.finding import Finding, Severity
from factordb.store import events, log, persons
from factordb.store.events import Actor
from tests.catalogue.tables import a_row, a_table, asked

RELEASE = "grid-office@2023"


def somebody(db: Session, role: Role, *datasets: str) -> Caller:
    person = persons.put(db, f"a {role}", role)
    return Caller(Actor("api", person.id), person.name, role, datasets)


@pytest.fixture
def held(db: Session, tmp_path: Path) -> int:
    """Return the one hold on a draft whose Beijing is printed in grams."""
    file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "558")])
    done = intake.take_in(db, file, asked(publish=True))
    assert (done.state, done.edition) == ("draft", None)
    (hold,) = done.holds
    return hold


def test_what_is_held_stays_a_draft_and_says_what_to_do(db: Session, held: int) -> None:
    with pytest.raises(HeldRelease, match=rf"{held} beyond-band \(1\).*mend the file"):
        publishing.publish(db, RELEASE)

    (view,) = holding.listed(db, RELEASE)
    assert (view.rule, view.severity, view.count) == ("beyond-band", Severity.HOLD, 1)
    assert view.places[0]["at"] == "table 3, CN-BJ"


def test_a_reviewer_releases_a_hold_with_a_reason_and_then_it_is_published(
    db: Session, held: int
) -> None:
    reviewer = somebody(db, Role.REVIEWER)

    view = holding.release(db, reviewer, held, " a peat plant, see annex 4 ")

    assert (view.released_by, view.reason) == ("a reviewer", "a peat plant, see annex 4")
    assert publishing.publish(db, RELEASE).edition == 1
    (event,) = [e for e in events.about(db, RELEASE) if e.action == "hold.released"]
    assert event.detail == {
        "hold": held,
        "rule": "beyond-band",
        "count": 1,
        "reason": "a peat plant, see annex 4",
    }
    assert event.person_id == reviewer.actor.person_id


def test_letting_go_of_a_hold_is_a_leaf_of_the_log(db: Session, held: int) -> None:
    holding.release(db, somebody(db, Role.REVIEWER), held, "a peat plant, see annex 4")

    said = orjson.loads(log.entry(db, log.head(db).size - 1))
    at = said.pop("at")
    assert at == holding.listed(db, RELEASE)[0].released_at
    assert said == {
        "by": "a reviewer",
        "hold": {"count": 1, "id": held, "rule": "beyond-band"},
        "reason": "a peat plant, see annex 4",
        "release": RELEASE,
        "schema": "factordb/leaf/1",
        "type": "hold",
    }
    assert verifying.verify(db).size == 1


def test_who_is_no_reviewer_releases_nothing(db: Session, held: int) -> None:
    for nobody in (somebody(db, Role.CURATOR), somebody(db, Role.REVIEWER, "other-office")):
        with pytest.raises(NotAllowed):
            holding.release(db, nobody, held, "because")
    with pytest.raises(NotAuthenticated):
        holding.release(db, access.anonymous(None), held, "because")

    assert holding.listed(db, RELEASE)[0].released_by is None


def test_a_hold_is_released_once_and_never_without_a_reason(db: Session, held: int) -> None:
    reviewer = somebody(db, Role.REVIEWER)

    with pytest.raises(Invalid, match="reason"):
        holding.release(db, reviewer, held, "  ")
    holding.release(db, reviewer, held, "seen")
    with pytest.raises(HeldRelease, match="already"):
        holding.release(db, reviewer, held, "seen again")


def test_what_refuses_is_released_by_nobody(db: Session, held: int) -> None:
    there = db.connection().execute(
        text("SELECT release_id FROM hold WHERE id = :id"), {"id": held}
    )
    worse = Finding(
        rule="r", severity=Severity.REFUSE, sentence="s", citation="c", count=1, places=()
    )
    (refused,) = holding.put(db, there.scalar_one(), RELEASE, [worse])

    with pytest.raises(HeldRelease, match="mend the file"):
        holding.release(db, access.shell("root"), refused, "because")


def test_a_mended_file_is_held_no_more_and_the_old_hold_stays_on_record(
    db: Session, tmp_path: Path, held: int
) -> None:
    mended = a_table(tmp_path / "mended", [a_row(), a_row("CN-BJ", "0.558")])

    done = intake.take_in(db, mended, asked(publish=True))

    assert (done.edition, done.holds, holding.listed(db, RELEASE)) == (1, (), [])
    assert db.connection().execute(text("SELECT count(*) FROM hold")).scalar_one() == 1


def test_holds_and_their_releases_are_never_changed(db: Session, held: int) -> None:
    holding.release(db, somebody(db, Role.REVIEWER), held, "seen")
    for statement in (
        "UPDATE hold SET count = 0",
        "DELETE FROM hold_release",
        "UPDATE hold_release SET reason = 'another'",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), db.begin_nested():
            db.connection().execute(text(statement))


def test_a_hold_or_release_that_is_not_there_is_said(db: Session) -> None:
    with pytest.raises(HoldNotFound):
        holding.release(db, access.shell("root"), 404, "because")
    with pytest.raises(ReleaseNotFound):
        holding.listed(db, "grid-office@1999")
