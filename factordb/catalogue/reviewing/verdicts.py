"""Verdicts: a reviewer approves what is in review, sends it back, or says what she saw.

Each is a leaf of the log. An approval is of the contents that were frozen, by one person, for one
submission: what was sent back is approved anew or not at all.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import Field
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import eyes, signing, submitting
from factordb.errors import AlreadyReviewed, Invalid, NotReviewed
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.canonical import digest, text_of
from factordb.model.review import Review, Verdict
from factordb.model.role import Role
from factordb.model.text import Text
from factordb.store import acts, events, releases, reviews
from factordb.store.review_tables import ReviewRow
from factordb.store.reviews import Reviewed
from factordb.store.tables import ReleaseRow

LONGEST_WORDS = 4_000


class Wish(Model):
    """What a reviewer says of a release."""

    verdict: Verdict | None = None
    """``approve``, ``reject`` (it goes back to its curator) or ``comment``; the signed one where
    a note is given."""
    says: Annotated[Text, Field(max_length=LONGEST_WORDS)] | None = None
    """Her words; needed unless she approves."""
    note: str | None = Field(None, max_length=20_000)
    """A signed note over the review, as `factordb review sign` makes it."""


class ReviewView(Model):
    """One review, as anybody may check it."""

    release: str
    verdict: Verdict
    by: str
    at: str
    """When it was filed."""
    says: str | None
    contents: str
    """What was reviewed."""
    digest: str
    """Of its leaf in the log."""
    place: int | None
    """Index of that leaf."""
    key: str | None
    """The verifier key it is signed with."""
    sheet: str | None
    """Digest of the inspection's sheet that was filed with it."""


def file(
    db: Session, by: Caller, reference: str, wish: Wish, sheet: bytes | None = None
) -> ReviewView:
    """Keep a verdict as a leaf of the log; a rejected draft goes back; the caller commits.

    ``sheet`` is an inspection's, in canonical bytes.

    Raises:
        NotAllowed: ``by`` is no reviewer.
        FourEyes: she brought the draft in herself, and approves.
        ReleaseNotFound: there is none.
        NotReviewed: it is a draft that nobody submitted.
        AlreadyReviewed: she filed this very note before.
        Invalid: words are missing, or the note is not of this release, or not hers.
        UntrustedKey: the note is signed with no key that she registered.
        SignatureBroken: its signature does not hold.
    """
    dataset, name = split(reference)
    by.require(Role.REVIEWER, dataset)
    person = eyes.person(by, "review")
    row = _row(db, dataset, name)
    review, signature = _said(db, by, row, wish, sheet)
    if review.verdict == "approve":
        eyes.require_other(db, by, row, "approve it")
    elif wish.says is None:
        raise Invalid(f"Say in words why: `{review.verdict}` without a reason helps nobody.")
    if signature is not None:
        _require_new(db, reference, review)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    body = leaf.of_review(review.plain(), at, signature)
    act = acts.add(db, "review", reference, body, person)
    submission = reviews.submission(db, releases.id_of(row)) if row.state == "review" else None
    kept = ReviewRow(
        act_id=act.id or 0,
        release_id=releases.id_of(row),
        submission_id=submission.id if submission else None,
        verdict=review.verdict,
        words=wish.says,
        sheet=sheet,
    )
    reviews.add(db, kept)
    if review.verdict == "reject" and row.state == "review":
        releases.move(db, releases.id_of(row), "draft")
    told = {"verdict": review.verdict, "says": wish.says, "review": text_of(bytes(act.digest))}
    events.add(db, by.actor, "release.reviewed", reference, told)
    logbook.enter(db)
    return views(db, [Reviewed(kept, act)])[0]


def _require_new(db: Session, reference: str, review: Review) -> None:
    """Take a signed note once: what was sent back is not approved by an old signature."""
    for one in reviews.of_reference(db, reference):
        said = orjson.loads(one.act.body)
        if "signature" in said and said["review"] == review.plain():
            raise AlreadyReviewed(f"{review.by} filed this very review of {reference} before.")


def approved(db: Session, row: ReleaseRow) -> bool:
    """Say whether what is in review was approved as it is now, by whom four eyes let count."""
    submission = reviews.submission(db, releases.id_of(row))
    if submission is None or submission.id is None:
        return False
    given = [one for one in reviews.of_submission(db, submission.id)
             if one.review.verdict == "approve"]  # fmt: skip
    if eyes.are_on(db):
        mine = eyes.hands(db, row).ids
        given = [one for one in given if one.act.person_id not in mine]
    there = submitting.contents(db, row).model_dump() if given else {}
    return any(there.items() <= orjson.loads(one.act.body)["review"].items() for one in given)


def views(db: Session, found: list[Reviewed]) -> list[ReviewView]:
    """Return reviews with their places in the log."""
    places = acts.places(db, [bytes(one.act.digest) for one in found])
    return [_view(one, places.get(bytes(one.act.digest))) for one in found]


def _view(one: Reviewed, place: int | None) -> ReviewView:
    said: dict[str, Any] = orjson.loads(one.act.body)
    review = Review.model_validate(said["review"])
    return ReviewView(
        release=review.release,
        verdict=review.verdict,
        by=review.by,
        at=said["at"],
        says=one.review.words,
        contents=review.contents,
        digest=text_of(bytes(one.act.digest)),
        place=place,
        key=said.get("signature", {}).get("key"),
        sheet=review.sheet,
    )


def _row(db: Session, dataset: str, name: str) -> ReleaseRow:
    row = releases.readable(db, dataset, name)
    reference = f"{dataset}@{name}"
    if row.state != "published":
        row = releases.lock(db, dataset, name)
    if row.state == "draft":
        raise NotReviewed(
            f"{reference} is a draft, which may change under a reviewer: its curator submits it "
            f"first, `factordb review submit {reference}`.",
            release=reference,
        )
    return row


def _said(
    db: Session, by: Caller, row: ReleaseRow, wish: Wish, sheet: bytes | None
) -> tuple[Review, dict[str, str] | None]:
    meant = made(db, by, row, wish, sheet)
    if wish.note is None:
        if wish.verdict is None:
            raise Invalid("Name a verdict: approve, reject or comment.")
        return meant, None
    review, signature = signing.opened(db, by, wish.note)
    mine = meant.model_copy(update={"at": review.at, "verdict": review.verdict})
    if wish.verdict not in (None, review.verdict) or review != mine:
        differing = sorted(
            name for name, said in review.plain().items() if mine.plain().get(name) != said
        ) or sorted(mine.plain().keys() - review.plain().keys()) or ["verdict"]  # fmt: skip
        raise Invalid(
            f"The note speaks of something else in {', '.join(differing)}: take its text anew from "
            "`factordb review text`, and give the same words beside it."
        )
    return review, signature


def made(
    db: Session, by: Caller, row: ReleaseRow, wish: Wish, sheet: bytes | None = None
) -> Review:
    """Return the review that ``by`` would sign now."""
    there = submitting.contents(db, row)
    return Review(
        release=f"{row.dataset}@{row.name}",
        manifest=there.manifest,
        contents=there.contents,
        count=there.count,
        verdict=wish.verdict or "comment",
        by=by.name or "",
        at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        words=None if wish.says is None else digest(wish.says.encode()),
        sheet=None if sheet is None else digest(sheet),
    )
