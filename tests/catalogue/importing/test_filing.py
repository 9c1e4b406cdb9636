"""An inspection filed as a review: as it was drawn, or not at all."""

from pathlib import Path

import orjson
import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import filing, inspecting
from factordb.catalogue.importing.inspecting import Sheet
from factordb.catalogue.record import verifying
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import (
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
    ReviewNotFound,
)
from factordb.log.notes import SigningKey
from factordb.model.canonical import digest
from factordb.model.role import Role
from factordb.store import reviews
from tests.catalogue.people import somebody, submitted
from tests.catalogue.reviewing.test_signing import KEY, claimed
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"
SEEN = Wish(verdict="comment", says="three of four drawn")


@pytest.fixture
def li(db: Session, tmp_path: Path) -> Caller:
    """Return a reviewer; four factors are in review."""
    rows = [a_row(code) for code in ("CN-SH", "CN-BJ", "CN-TJ", "CN-HE")]
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, rows)
    return somebody(db, "Li Wei", Role.REVIEWER)


def a_sheet(db: Session, **verdicts: str) -> Sheet:
    """Return a sheet of three; ``first`` replaces the verdict of the first cell."""
    made = inspecting.inspect(db, NAME, 3, 7)
    said = made.model_dump()
    if verdicts:
        cell = said["factors"][0]["cells"][0]
        said["factors"][0]["cells"] = ({**cell, "verdict": verdicts["first"], "note": "by hand"},)
    return Sheet.model_validate(said)


def test_a_sheet_is_kept_by_its_digest_in_the_leaf(db: Session, li: Caller) -> None:
    sheet = a_sheet(db)
    assert sheet.counts == {"not held": 3}

    found = filing.file(db, li, NAME, SEEN, sheet)

    (one,) = reviews.of_reference(db, NAME)
    body = bytes(one.review.sheet or b"")
    assert found.sheet == digest(body)
    assert orjson.loads(body)["counts"] == {"not held": 3}
    assert verifying.verify(db).size == 1
    assert filing.filed_sheet(db, li, NAME, found.sheet) == body
    with pytest.raises(ReviewNotFound, match="its trail says"):
        filing.filed_sheet(db, li, NAME, "sha256:" + "0" * 64)
    with pytest.raises(ReleaseNotFound):
        filing.filed_sheet(db, li, "grid-office@2022", found.sheet)
    with pytest.raises(NotAuthenticated):
        filing.filed_sheet(db, access.anonymous(None), NAME, found.sheet)


def test_verdicts_and_notes_of_the_inspectors_own_hand_are_taken_and_counted(
    db: Session, li: Caller
) -> None:
    filing.file(db, li, NAME, SEEN, a_sheet(db, first="same"))

    (one,) = reviews.of_reference(db, NAME)
    said = orjson.loads(bytes(one.review.sheet or b""))
    assert said["counts"] == {"not held": 2, "same": 1}
    assert said["factors"][0]["cells"][0]["note"] == "by hand"


def test_nobody_approves_with_a_sheet_that_differs(db: Session, li: Caller) -> None:
    sheet = a_sheet(db, first="differs")

    with pytest.raises(Invalid, match="a cell that differs"):
        filing.file(db, li, NAME, Wish(verdict="approve"), sheet)
    assert filing.file(db, li, NAME, SEEN, sheet).verdict == "comment"


def test_a_sheet_that_was_not_drawn_so_is_refused(db: Session, li: Caller) -> None:
    sheet = a_sheet(db)
    other = sheet.model_copy(update={"seed": 8})
    fewer = sheet.model_copy(update={"factors": sheet.factors[:2], "sample": 3})
    turned = sheet.model_copy(update={"factors": sheet.factors[::-1]})

    for forged in (other, fewer, turned):
        with pytest.raises(Invalid, match="not those that seed"):
            filing.file(db, li, NAME, SEEN, forged)
    with pytest.raises(Invalid, match="The sheet is of"):
        filing.file(db, li, "grid-office@2022", SEEN, sheet)


@pytest.mark.parametrize("field", ["at", "printed", "unit"])
def test_a_cell_that_says_something_else_than_its_document_is_refused(
    db: Session, li: Caller, field: str
) -> None:
    said = a_sheet(db).model_dump()
    said["factors"][0]["cells"] = ({**said["factors"][0]["cells"][0], field: "9"},)

    with pytest.raises(Invalid, match="than its document"):
        filing.file(db, li, NAME, SEEN, Sheet.model_validate(said))


def test_a_sheet_may_be_signed_with_its_review(db: Session, li: Caller) -> None:
    from factordb.catalogue.reviewing import signing

    key: SigningKey = KEY
    signing.register(db, li, claimed(key, "Li Wei"))
    sheet = a_sheet(db)

    note = key.signed(filing.to_sign(db, li, NAME, SEEN, sheet))
    found = filing.file(db, li, NAME, SEEN.model_copy(update={"note": note}), sheet)

    assert found.key == key.verifier.text()
    with pytest.raises(Invalid, match="something else in sheet"):
        filing.file(db, li, NAME, SEEN.model_copy(update={"note": note}), a_sheet(db, first="same"))


def test_only_a_reviewer_is_given_a_text_to_sign(db: Session, li: Caller) -> None:
    with pytest.raises(NotAllowed):
        filing.to_sign(db, somebody(db, "Eve", Role.READER), NAME, SEEN, None)
    with pytest.raises(Invalid, match="Name a verdict"):
        filing.to_sign(db, li, NAME, Wish(says="x"), None)
    with pytest.raises(ReleaseNotFound):
        filing.to_sign(db, li, "grid-office@1999", SEEN, None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"release": 7}'])
def test_what_is_no_sheet_is_said(text: str) -> None:
    with pytest.raises(Invalid, match="no sheet"):
        filing.read(text)


def test_a_sheet_is_read_as_it_was_written(db: Session, li: Caller) -> None:
    sheet = a_sheet(db)

    assert filing.read(sheet.model_dump_json()) == sheet
