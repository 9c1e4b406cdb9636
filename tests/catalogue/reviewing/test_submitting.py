from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.catalogue.publishing import publishing
from factordb.catalogue.reviewing import submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import (
    AlreadyPublished,
    ChangedDraft,
    InReview,
    NotAllowed,
    NotReviewed,
    ReleaseNotFound,
)
from factordb.model.role import Role
from factordb.store import events, log, releases
from tests.catalogue.people import bring_in, somebody, submitted
from tests.catalogue.tables import a_property_row, a_row, a_table, asked

NAME = "grid-office@2023"


def state(db: Session) -> str:
    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    return row.state


def test_what_is_reviewed_is_what_the_leaf_of_the_release_will_say(
    db: Session, tmp_path: Path
) -> None:
    curator = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, curator, tmp_path, [a_row(label__en="Shanghai grid"), a_property_row()])

    done = submitting.submit(db, curator, NAME)

    assert (state(db), done.count) == ("review", 3)
    (event,) = [e for e in events.about(db, NAME) if e.action == "release.submitted"]
    assert event.detail["contents"] == done.contents
    verdicts.file(db, somebody(db, "Li Wei", Role.REVIEWER), NAME, Wish(verdict="approve"))
    publishing.publish(db, NAME, curator)
    leaf = orjson.loads(log.entry(db, log.head(db).size - 1))
    assert (leaf["contents"], leaf["count"]) == (done.contents, 3)


def test_in_review_no_file_replaces_the_draft(db: Session, tmp_path: Path) -> None:
    curator = somebody(db, "Chen", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row()])
    other = a_table(tmp_path / "other", [a_row(printed="0.9")])

    for publish in (True, False):
        with pytest.raises(InReview, match=f"factordb review recall {NAME}"):
            intake.take_in(db, other, asked(publish=publish), by=curator)
    with pytest.raises(InReview):
        list(intake.take_all(db, [(intake.Files.of(other, None), asked())]))

    submitting.recall(db, curator, NAME)
    assert intake.take_in(db, other, asked(publish=False), by=curator).state == "draft"


def test_a_draft_is_submitted_once_and_recalled_once(db: Session, tmp_path: Path) -> None:
    curator = somebody(db, "Chen", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row()])

    with pytest.raises(InReview, match="in review already"):
        submitting.submit(db, curator, NAME)
    submitting.recall(db, curator, NAME)
    assert state(db) == "draft"
    with pytest.raises(NotReviewed):
        submitting.recall(db, curator, NAME)


def test_who_is_no_curator_submits_nothing(db: Session, tmp_path: Path) -> None:
    bring_in(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    for nobody in (
        somebody(db, "Li Wei", Role.REVIEWER),
        somebody(db, "Wang", Role.CURATOR, "other-office"),
    ):
        for act in (submitting.submit, submitting.recall):
            with pytest.raises(NotAllowed):
                act(db, nobody, NAME)
    assert state(db) == "draft"


def test_a_draft_changed_behind_its_imports_back_is_not_submitted(
    db: Session, tmp_path: Path
) -> None:
    curator = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, curator, tmp_path, [a_row(), a_row("CN-BJ")])
    db.connection().execute(text("DELETE FROM factor WHERE region = 'CN-BJ'"))

    with pytest.raises(ChangedDraft, match="Import its file again"):
        submitting.submit(db, curator, NAME)


def test_what_is_not_there_or_published_is_said(db: Session, tmp_path: Path) -> None:
    curator = somebody(db, "Chen", Role.CURATOR)
    with pytest.raises(ReleaseNotFound):
        submitting.submit(db, curator, NAME)
    bring_in(db, curator, tmp_path, [a_row()])
    publishing.publish(db, NAME, curator)

    with pytest.raises(AlreadyPublished):
        submitting.submit(db, curator, NAME)
