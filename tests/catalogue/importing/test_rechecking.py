"""A draft that was fine beside the last release, and is not beside the one published since."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.importing.rechecking import recheck
from factordb.catalogue.publishing import holding, publishing
from factordb.catalogue.reviewing import submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import AlreadyPublished, HeldRelease, NotAllowed, StaleChecks
from factordb.model.role import Role
from factordb.store import events, reviews
from factordb.store.engine import transaction
from tests.catalogue.people import bring_in, somebody
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"
SMALL = [a_row(code, "0.01") for code in ("CN-SH", "CN-BJ", "CN-TJ")]
LARGE = [a_row(code, "0.9") for code in ("CN-SH", "CN-BJ", "CN-TJ")]


def overtaken(db: Session, folder: Path) -> None:
    """Leave a draft of small numbers, and publish a release of large ones after it."""
    admin = somebody(db, "Grace", Role.ADMIN)
    assert bring_in(db, admin, folder, SMALL).holds == ()
    bring_in(db, admin, folder, LARGE, "2022")
    publishing.publish(db, "grid-office@2022", admin)


def test_what_leaps_from_a_release_published_since_is_held_at_submission(
    db: Session, tmp_path: Path
) -> None:
    overtaken(db, tmp_path)
    curator = somebody(db, "Chen", Role.CURATOR)
    with pytest.raises(StaleChecks):
        submitting.submit(db, curator, NAME)

    held = recheck(db, curator, NAME, "submit")

    views = {view.id: view for view in holding.listed(db, NAME)}
    assert held
    assert {views[number].rule for number in held} == {"changed-out-of-proportion"}
    assert "(against grid-office@2022)" in views[held[0]].sentence
    submitting.submit(db, curator, NAME)
    (event,) = [e for e in events.about(db, NAME) if e.action == "release.checked"]
    assert event.detail["holds"] == list(held)
    assert [c.step for c in reviews.checks(db, "grid-office", "2023")] == ["import", "submit"]


def test_what_was_held_against_the_last_release_already_is_left_alone(
    db: Session, tmp_path: Path
) -> None:
    overtaken(db, tmp_path)
    curator = somebody(db, "Chen", Role.CURATOR)
    held = recheck(db, curator, NAME, "submit")

    assert recheck(db, curator, NAME, "publish") == ()
    assert len(holding.listed(db, NAME)) == len(held)


def test_a_release_published_while_a_draft_is_in_review_holds_it_at_publish(
    engine: Engine, tmp_path: Path
) -> None:
    """The holds stay, although the publish that found them is refused."""
    with transaction(engine) as db:
        admin = somebody(db, "Grace", Role.ADMIN)
        bring_in(db, admin, tmp_path, SMALL)
        submitting.submit(db, admin, NAME)
        verdicts.file(db, admin, NAME, Wish(verdict="approve"))
        bring_in(db, admin, tmp_path, LARGE, "2022")
        publishing.publish(db, "grid-office@2022", admin)
    with transaction(engine) as db:
        held = recheck(db, admin, NAME, "publish")
    with pytest.raises(HeldRelease), transaction(engine) as db:
        publishing.publish(db, NAME, admin)

    with transaction(engine) as db:
        assert [view.id for view in holding.listed(db, NAME)] == list(held)


def test_who_is_no_curator_checks_nothing_and_what_is_published_is_left(
    db: Session, tmp_path: Path
) -> None:
    overtaken(db, tmp_path)

    with pytest.raises(NotAllowed):
        recheck(db, somebody(db, "Eve", Role.READER), NAME, "submit")
    with pytest.raises(AlreadyPublished):
        recheck(db, somebody(db, "Chen", Role.CURATOR), "grid-office@2022", "submit")
