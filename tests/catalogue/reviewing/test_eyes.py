"""Four eyes: whose they are, when they begin, and the one way they end."""

from pathlib import Path

import orjson
import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.importing import intake
from factordb.catalogue.publishing import holding, publishing
from factordb.catalogue.record import verifying
from factordb.catalogue.reviewing import eyes, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import FourEyes, Invalid, NotAllowed, NotReviewed
from factordb.model.role import Role
from factordb.store import events, log, persons, releases
from tests.catalogue.people import bring_in, four_eyes, somebody, submitted
from tests.catalogue.tables import a_row, a_table, asked

NAME = "grid-office@2023"
APPROVE = Wish(verdict="approve", says="all seen")


def test_they_begin_with_the_second_reviewer_and_outlive_her(db: Session) -> None:
    somebody(db, "Li Wei", Role.REVIEWER)
    somebody(db, "Grace", Role.ADMIN)
    assert not eyes.are_on(db)

    somebody(db, "Ada", Role.REVIEWER)
    persons.put(db, "Ada", Role.READER)

    found = eyes.state(db)
    assert (found.state, found.by, found.reviewers) == ("on", "factordb", ("Li Wei",))


def test_only_an_admin_switches_them_off_with_a_reason_that_the_log_keeps(db: Session) -> None:
    reviewer, _ = four_eyes(db)
    admin = somebody(db, "Grace", Role.ADMIN)
    with pytest.raises(NotAllowed):
        eyes.switch(db, reviewer, "off", "in a hurry")
    with pytest.raises(Invalid, match="reason"):
        eyes.switch(db, admin, "off", "  ")
    with pytest.raises(Invalid, match="on already"):
        eyes.switch(db, admin, "on", "more")

    eyes.switch(db, admin, "off", "Ada left, and nobody follows before May")

    said = orjson.loads(log.entry(db, log.head(db).size - 1))
    assert (said["type"], said["state"], said["by"]) == ("four-eyes", "off", "Grace")
    assert said["reason"] == "Ada left, and nobody follows before May"
    (event,) = events.about(db, "four-eyes")
    assert (event.action, event.person_id) == ("four-eyes.off", admin.actor.person_id)
    somebody(db, "Wang", Role.REVIEWER)
    assert not eyes.are_on(db), "what an admin decided stands"
    assert verifying.verify(db).size == 2


def test_who_imported_or_submitted_does_not_approve_by_whatever_token(
    db: Session, tmp_path: Path
) -> None:
    one, other = four_eyes(db)
    curator = somebody(db, "Chen", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row()])
    for name in ("Chen", "Li Wei"):
        again = somebody(db, name, Role.REVIEWER)
        token = again._replace(actor=again.actor._replace(token_id=None, address="198.51.100.1"))
        if name == "Chen":
            with pytest.raises(FourEyes, match="imported"):
                verdicts.file(db, token, NAME, APPROVE)
    with pytest.raises(NotReviewed):
        publishing.publish(db, NAME, somebody(db, "Chen", Role.CURATOR))

    assert verdicts.file(db, one, NAME, APPROVE).by == "Li Wei"
    assert publishing.publish(db, NAME, curator).edition == 1
    assert other.name == "Ada"


def test_the_shell_is_a_person_too(db: Session, tmp_path: Path) -> None:
    four_eyes(db)
    root = access.sitting(db, "root", "host.example")
    submitted(db, root, tmp_path, [a_row()])

    with pytest.raises(FourEyes, match="root imported"):
        verdicts.file(db, access.sitting(db, "root", "another.example"), NAME, APPROVE)
    verdicts.file(db, access.sitting(db, "li", "host.example"), NAME, APPROVE)

    publishing.publish(db, NAME, root)
    told = {event.action: event.address for event in events.about(db, NAME)}
    assert told["release.reviewed"] == "li@host.example"
    assert told["release.published"] == "root@host.example"


def test_who_has_no_person_approves_nothing(db: Session, tmp_path: Path) -> None:
    four_eyes(db)
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    with pytest.raises(Invalid, match="known person"):
        verdicts.file(db, access.shell("ghost"), NAME, APPROVE)


def test_an_unreviewed_draft_is_published_while_they_are_off_and_not_after(
    db: Session, tmp_path: Path
) -> None:
    admin = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, admin, tmp_path, [a_row()], "2022")
    assert publishing.publish(db, "grid-office@2022", admin).edition == 1
    four_eyes(db)
    bring_in(db, admin, tmp_path, [a_row()])

    with pytest.raises(FourEyes, match=f"factordb review submit {NAME}"):
        publishing.publish(db, NAME, admin)

    eyes.switch(db, admin, "off", "an emergency of the exchange")
    assert publishing.publish(db, NAME, admin).edition == 2


def test_an_import_that_would_publish_at_once_stays_a_draft(db: Session, tmp_path: Path) -> None:
    four_eyes(db)
    admin = somebody(db, "Grace", Role.ADMIN)

    done = intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=True), by=admin)

    assert (done.state, done.edition) == ("draft", None)
    assert "four eyes" in done.cautions[-1]


def test_what_was_approved_by_its_importer_before_they_began_does_not_count_after(
    db: Session, tmp_path: Path
) -> None:
    admin = somebody(db, "Grace", Role.ADMIN)
    submitted(db, admin, tmp_path, [a_row()])
    verdicts.file(db, admin, NAME, APPROVE)
    four_eyes(db)

    with pytest.raises(NotReviewed):
        publishing.publish(db, NAME, admin)


def test_the_importer_does_not_let_go_of_her_own_holds(db: Session, tmp_path: Path) -> None:
    reviewer, _ = four_eyes(db)
    admin = somebody(db, "Grace", Role.ADMIN)
    (hold,) = bring_in(db, admin, tmp_path, [a_row(), a_row("CN-BJ", "558")]).holds

    with pytest.raises(FourEyes, match="let go of its holds"):
        holding.release(db, admin, hold, "it is fine")
    assert holding.release(db, reviewer, hold, "peat").released_by == "Li Wei"


def test_hands_are_those_of_the_draft_that_is_there(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, somebody(db, "Grace", Role.ADMIN), tmp_path, [a_row()])
    submitted(db, chen, tmp_path / "anew", [a_row(printed="0.56")])

    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    found = eyes.hands(db, row)
    assert (found.importer, found.submitter) == ("Chen", "Chen")
    assert found.ids == {chen.actor.person_id}


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalogue forget to ask who approved."""
    monkeypatch.setattr(publishing, "_require_reviewed", lambda *_: None)


@pytest.mark.parametrize("approver", [None, "Mei", "Li Wei"])
def test_what_nobody_else_approved_is_refused_by_the_database_too(
    db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, approver: str | None
) -> None:
    curator = somebody(db, "Mei", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row("CN-SH")])
    if approver is not None:
        verdicts.file(db, somebody(db, approver, Role.REVIEWER), NAME, APPROVE)
    four_eyes(db)
    forgetful(monkeypatch)

    if approver == "Li Wei":
        publishing.publish(db, NAME, curator)
        assert verifying.verify(db).editions == 1
        return
    with pytest.raises(DBAPIError, match="four eyes are on, and nobody else approved grid-office"):
        publishing.publish(db, NAME, curator)


def test_a_draft_that_was_never_in_review_is_refused_by_the_database_too(
    db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_eyes(db)
    curator = somebody(db, "Mei", Role.CURATOR)
    bring_in(db, curator, tmp_path, [a_row("CN-SH")])
    forgetful(monkeypatch)

    with pytest.raises(DBAPIError, match="nobody else approved"):
        publishing.publish(db, NAME, curator)
