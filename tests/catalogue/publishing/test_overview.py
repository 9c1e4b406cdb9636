from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.publishing import holding, overview, publishing
from factordb.catalogue.reviewing import commenting, submitting, verdicts
from factordb.catalogue.reviewing.commenting import Remark
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import NotAuthenticated, ReleaseNotFound
from factordb.model.role import Role
from tests.catalogue.people import bring_in, four_eyes, somebody
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"


def test_each_thing_a_draft_lacks_is_said_until_it_is_there(db: Session, tmp_path: Path) -> None:
    li, _ = four_eyes(db)
    chen = somebody(db, "Chen", Role.CURATOR)
    (hold,) = bring_in(db, chen, tmp_path, [a_row(), a_row("CN-BJ", "558")]).holds
    commenting.add(db, li, NAME, Remark(says="558?"))

    found = overview.review_state(db, chen, NAME)
    assert (found.state, found.importer, found.submitter) == ("draft", "Chen", None)
    assert [h.id for h in found.holds] == [hold]
    assert [c.says for c in found.comments] == ["558?"]
    assert [line.split(":")[0] for line in found.lacks] == [
        "Open holds",
        "It is submitted for review",
    ]

    submitting.submit(db, chen, NAME)
    holding.release(db, li, hold, "peat")
    (lack,) = overview.review_state(db, chen, NAME).lacks
    assert lack.startswith("A reviewer who neither imported nor submitted it")
    verdicts.file(db, li, NAME, Wish(verdict="approve"))
    found = overview.review_state(db, chen, NAME)
    assert (found.lacks, [r.verdict for r in found.reviews]) == ((), ["approve"])
    publishing.publish(db, NAME, chen)
    assert overview.review_state(db, chen, NAME).state == "published"


def test_a_release_published_since_is_told(db: Session, tmp_path: Path) -> None:
    admin = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, admin, tmp_path, [a_row()])
    bring_in(db, admin, tmp_path, [a_row()], "2022")
    publishing.publish(db, "grid-office@2022", admin)

    (lack,) = overview.review_state(db, admin, NAME).lacks
    assert "grid-office@2022" in lack


def test_drafts_are_not_for_everybody(db: Session) -> None:
    with pytest.raises(NotAuthenticated):
        overview.review_state(db, access.anonymous(None), NAME)
    with pytest.raises(ReleaseNotFound):
        overview.review_state(db, access.shell("root"), NAME)
