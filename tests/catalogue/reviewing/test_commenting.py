from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.reviewing import commenting
from factordb.catalogue.reviewing.commenting import Remark
from factordb.errors import (
    AlreadyReviewed,
    CommentNotFound,
    DigestNotFound,
    FourEyes,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import documents, events, releases
from tests.catalogue.people import bring_in, four_eyes, somebody
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"


def digest(db: Session) -> str:
    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    return text_of(documents.digests_of(db, "factor", releases.id_of(row))[0])


def test_a_comment_is_on_a_release_a_document_or_a_field_of_it(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, chen, tmp_path, [a_row()])
    one = digest(db)

    commenting.add(db, chen, NAME, Remark(says="the whole"))
    commenting.add(db, chen, NAME, Remark(says="this one", digest=one))
    commenting.add(db, chen, NAME, Remark(says="its number", digest=one, field="/amounts/0/kg"))

    assert [(c.says, c.digest, c.field) for c in commenting.open_of(db, NAME)] == [
        ("the whole", None, None),
        ("this one", one, None),
        ("its number", one, "/amounts/0/kg"),
    ]
    made = [e for e in events.about(db, NAME) if e.action == "comment.made"]
    assert [(e.detail["says"], e.person_id) for e in made][2] == (
        "its number",
        chen.actor.person_id,
    )


def test_what_is_not_there_is_not_remarked_on(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    with pytest.raises(ReleaseNotFound):
        commenting.add(db, chen, NAME, Remark(says="x"))
    with pytest.raises(ReleaseNotFound):
        commenting.listed(db, NAME)
    bring_in(db, chen, tmp_path, [a_row()])

    with pytest.raises(DigestNotFound, match="does not stand in"):
        commenting.add(db, chen, NAME, Remark(says="x", digest="sha256:" + "0" * 64))
    with pytest.raises(Invalid, match="has cell, gas, kg"):
        commenting.add(db, chen, NAME, Remark(says="x", digest=digest(db), field="/amounts/0/mg"))
    with pytest.raises(Invalid, match="name its digest"):
        commenting.add(db, chen, NAME, Remark(says="x", field="/unit"))
    assert commenting.listed(db, NAME) == []


def test_readers_and_strangers_write_nothing(db: Session, tmp_path: Path) -> None:
    bring_in(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])

    with pytest.raises(NotAllowed, match="is a reader"):
        commenting.add(db, somebody(db, "Eve", Role.READER), NAME, Remark(says="x"))
    with pytest.raises(NotAllowed):
        commenting.add(db, somebody(db, "Li", Role.REVIEWER, "other"), NAME, Remark(says="x"))
    with pytest.raises(NotAuthenticated):
        commenting.add(db, access.anonymous(None), NAME, Remark(says="x"))


def test_a_comment_is_resolved_once_with_a_reason_and_stays(db: Session, tmp_path: Path) -> None:
    chen, li = somebody(db, "Chen", Role.CURATOR), somebody(db, "Li Wei", Role.REVIEWER)
    bring_in(db, chen, tmp_path, [a_row()])
    number = commenting.add(db, li, NAME, Remark(says="per MWh?")).id

    with pytest.raises(NotAllowed):
        commenting.resolve(db, chen, number, "no")
    with pytest.raises(Invalid, match="reason"):
        commenting.resolve(db, li, number, " ")
    done = commenting.resolve(db, li, number, "the file says kWh")
    with pytest.raises(AlreadyReviewed):
        commenting.resolve(db, li, number, "again")

    assert (done.resolved_by, done.reason) == ("Li Wei", "the file says kWh")
    assert commenting.open_of(db, NAME) == []
    assert commenting.listed(db, NAME) == [done]
    with pytest.raises(CommentNotFound):
        commenting.resolve(db, li, 404, "x")


def test_the_importer_does_not_resolve_what_others_remarked(db: Session, tmp_path: Path) -> None:
    li, _ = four_eyes(db)
    grace = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, grace, tmp_path, [a_row()])
    theirs = commenting.add(db, li, NAME, Remark(says="per MWh?")).id
    own = commenting.add(db, grace, NAME, Remark(says="to do")).id

    with pytest.raises(FourEyes):
        commenting.resolve(db, grace, theirs, "no")
    assert commenting.resolve(db, grace, own, "done").resolved_by == "Grace"


def test_a_remark_outlives_the_draft_it_was_made_on(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, chen, tmp_path, [a_row()])
    commenting.add(db, chen, NAME, Remark(says="mend this", digest=digest(db)))

    bring_in(db, chen, tmp_path / "anew", [a_row(printed="0.56")])

    assert [one.says for one in commenting.open_of(db, NAME)] == ["mend this"]
