"""A draft on its way: what was said of it, what holds it, and what it still lacks."""

from collections.abc import Iterator

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.publishing import holding
from factordb.catalogue.publishing.holding import HoldView
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import checks, commenting, eyes, submitting, verdicts
from factordb.catalogue.reviewing.commenting import CommentView
from factordb.catalogue.reviewing.verdicts import ReviewView
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import releases, reviews
from factordb.store.tables import ReleaseRow


class ReviewState(Model):
    release: str
    state: str
    """``draft``, ``review`` or ``published``."""
    manifest: str
    contents: str
    """SHA-256 over the sorted raw digests of its documents: what a review is of."""
    count: int
    four_eyes: str
    """``on`` or ``off``."""
    importer: str | None
    submitter: str | None
    against: str | None
    """The release it was held against last."""
    holds: tuple[HoldView, ...]
    """Those that nobody has released."""
    comments: tuple[CommentView, ...]
    """Those that nobody has resolved."""
    reviews: tuple[ReviewView, ...]
    lacks: tuple[str, ...]
    """What keeps it from being published now, a sentence each."""


def review_state(db: Session, by: Caller, reference: str) -> ReviewState:
    """Return how far a release is.

    Raises:
        NotAuthenticated: nobody in particular asks; drafts are not for everybody.
        ReleaseNotFound: there is none.
    """
    dataset, name = split(reference)
    by.require(Role.READER, dataset)
    row = releases.readable(db, dataset, name)
    there, hands = submitting.contents(db, row), eyes.hands(db, row)
    checked = reviews.last_check(db, releases.id_of(row))
    held = tuple(one for one in holding.listed(db, reference) if one.released_by is None)
    return ReviewState(
        release=reference,
        state=row.state,
        **there.model_dump(),
        four_eyes=eyes.state(db).state,
        importer=hands.importer,
        submitter=hands.submitter,
        against=checked.against if checked else None,
        holds=held,
        comments=tuple(commenting.open_of(db, reference)),
        reviews=tuple(verdicts.views(db, reviews.of_reference(db, reference))),
        lacks=tuple(_lacks(db, row, len(held))),
    )


def _lacks(db: Session, row: ReleaseRow, held: int) -> Iterator[str]:
    if row.state == "published":
        return
    if held:
        yield f"Open holds: {held}. A reviewer releases each with a reason."
    if checks.are_stale(db, row):
        yield f"It is held against {checks.last(db, row)} when it is submitted or published."
    if row.state == "review" and not verdicts.approved(db, row):
        other = " who neither imported nor submitted it" if eyes.are_on(db) else ""
        yield f"A reviewer{other} approves it, or sends it back."
    if row.state == "draft" and eyes.are_on(db):
        yield "It is submitted for review: four eyes are on."
