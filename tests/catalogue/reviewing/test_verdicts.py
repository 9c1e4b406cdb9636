from pathlib import Path

import orjson
import pytest
from sqlmodel import Session

from factordb.catalogue.publishing import publishing
from factordb.catalogue.record import verifying
from factordb.catalogue.reviewing import submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import Invalid, NotAllowed, NotReviewed, ReleaseNotFound
from factordb.model.canonical import digest
from factordb.model.role import Role
from factordb.store import events, log, releases
from tests.catalogue.people import bring_in, somebody, submitted
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"
REJECT = Wish(verdict="reject", says="0.55 is of 2021")


def test_an_approval_is_a_leaf_that_names_the_words_by_their_digest(
    db: Session, tmp_path: Path
) -> None:
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    wish = Wish(verdict="approve", says="thirty cells seen")
    found = verdicts.file(db, somebody(db, "Li Wei", Role.REVIEWER), NAME, wish)

    entry = log.entry(db, found.place or 0)
    said = orjson.loads(entry)
    assert found.digest == digest(entry)
    assert said["type"] == "review"
    assert said["review"]["words"] == digest(b"thirty cells seen")
    assert b"thirty" not in entry
    assert (said["review"]["by"], said["review"]["verdict"]) == ("Li Wei", "approve")
    (event,) = [e for e in events.about(db, NAME) if e.action == "release.reviewed"]
    assert (event.detail["says"], event.address) == ("thirty cells seen", "192.0.2.7")
    assert verifying.verify(db).size == 1


def test_what_is_sent_back_is_a_draft_again_and_its_approvals_are_void(
    db: Session, tmp_path: Path
) -> None:
    curator, reviewer = somebody(db, "Chen", Role.CURATOR), somebody(db, "Li Wei", Role.REVIEWER)
    submitted(db, curator, tmp_path, [a_row()])
    verdicts.file(db, reviewer, NAME, Wish(verdict="approve"))
    verdicts.file(db, reviewer, NAME, REJECT)

    submitting.submit(db, curator, NAME)  # word for word as it was
    with pytest.raises(NotReviewed, match="nobody has approved it"):
        publishing.publish(db, NAME, curator)

    verdicts.file(db, reviewer, NAME, Wish(verdict="approve"))
    assert publishing.publish(db, NAME, curator).edition == 1


def test_a_comment_decides_nothing(db: Session, tmp_path: Path) -> None:
    curator, reviewer = somebody(db, "Chen", Role.CURATOR), somebody(db, "Li Wei", Role.REVIEWER)
    submitted(db, curator, tmp_path, [a_row()])

    verdicts.file(db, reviewer, NAME, Wish(verdict="comment", says="looked at one"))

    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    assert row.state == "review"
    assert not verdicts.approved(db, row)


@pytest.mark.parametrize("verdict", ["reject", "comment"])
def test_only_an_approval_goes_without_words(db: Session, tmp_path: Path, verdict: str) -> None:
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])
    reviewer = somebody(db, "Li Wei", Role.REVIEWER)

    with pytest.raises(Invalid, match="Say in words why"):
        verdicts.file(db, reviewer, NAME, Wish.model_validate({"verdict": verdict}))
    with pytest.raises(Invalid, match="Name a verdict"):
        verdicts.file(db, reviewer, NAME, Wish(says="well"))


def test_a_draft_that_may_change_is_not_reviewed(db: Session, tmp_path: Path) -> None:
    reviewer = somebody(db, "Li Wei", Role.REVIEWER)
    with pytest.raises(ReleaseNotFound):
        verdicts.file(db, reviewer, NAME, REJECT)
    bring_in(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    with pytest.raises(NotReviewed, match="submits it first"):
        verdicts.file(db, reviewer, NAME, REJECT)


def test_what_is_published_is_reviewed_as_well_and_stays_as_it_is(
    db: Session, tmp_path: Path
) -> None:
    curator, reviewer = somebody(db, "Chen", Role.CURATOR), somebody(db, "Li Wei", Role.REVIEWER)
    bring_in(db, curator, tmp_path, [a_row()])
    publishing.publish(db, NAME, curator)

    assert verdicts.file(db, reviewer, NAME, REJECT).verdict == "reject"

    assert releases.published(db, "grid-office", "2023", 1).state == "published"


def test_who_is_no_reviewer_judges_nothing(db: Session, tmp_path: Path) -> None:
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    for nobody in (
        somebody(db, "Chen", Role.CURATOR),
        somebody(db, "Li Wei", Role.REVIEWER, "other-office"),
    ):
        with pytest.raises(NotAllowed):
            verdicts.file(db, nobody, NAME, REJECT)
