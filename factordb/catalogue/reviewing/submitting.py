"""Submitting: a draft is frozen for its reviewers, and thawed where it is called back."""

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import checks, eyes
from factordb.errors import ChangedDraft, InReview, NotReviewed
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import documents, events, releases, reviews
from factordb.store.review_tables import SubmissionRow
from factordb.store.tables import ReleaseRow

_KINDS = ("factor", "property", "label")


class Contents(Model):
    """What stands in a release, as its own leaf in the log will say."""

    manifest: str
    contents: str
    count: int


class Submitted(Model):
    release: str
    state: str = "review"
    contents: str
    """SHA-256 over the sorted raw digests of its documents: what is reviewed."""
    count: int


def contents(db: Session, row: ReleaseRow) -> Contents:
    """Return what stands in a release now."""
    number = releases.id_of(row)
    there = leaf.contents(d for kind in _KINDS for d in documents.digests_of(db, kind, number))
    return Contents.model_validate({"manifest": text_of(bytes(row.manifest)), **there})


def submit(db: Session, by: Caller, reference: str) -> Submitted:
    """Freeze a draft, so that reviewers look at what will be published; the caller commits.

    Raises:
        NotAllowed: ``by`` is no curator.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published already.
        InReview: it is submitted already.
        ChangedDraft: it does not hold what its import left.
        StaleChecks: a release was published since it was checked.
    """
    dataset, release = split(reference)
    by.require(Role.CURATOR, dataset)
    person = eyes.person(by, "submit a draft")
    row = releases.lock(db, dataset, release)
    if row.state == "review":
        raise InReview(
            f"{reference} is in review already: `factordb review show {reference}` says by whom.",
            release=reference,
        )
    require_as_left(db, row)
    checks.require_fresh(db, row)
    found = contents(db, row)
    kept = SubmissionRow(
        release_id=releases.id_of(row),
        dataset=dataset,
        release=release,
        contents=found.contents,
        person_id=person,
        by=by.name or "",
    )
    reviews.submit(db, kept)
    releases.move(db, releases.id_of(row), "review")
    told = {"submission": kept.id, "contents": found.contents, "count": found.count}
    events.add(db, by.actor, "release.submitted", reference, told)
    return Submitted(release=reference, contents=found.contents, count=found.count)


def recall(db: Session, by: Caller, reference: str) -> None:
    """Make a draft again of what is in review; the caller commits.

    Raises:
        NotAllowed: ``by`` is no curator.
        ReleaseNotFound: there is no such draft.
        NotReviewed: it is not in review.
    """
    dataset, release = split(reference)
    by.require(Role.CURATOR, dataset)
    row = releases.lock(db, dataset, release)
    if row.state != "review":
        raise NotReviewed(f"{reference} is a draft, and not in review.", release=reference)
    releases.move(db, releases.id_of(row), "draft")
    events.add(db, by.actor, "release.recalled", reference)


def require_as_left(db: Session, row: ReleaseRow) -> None:
    """Do nothing where every row of a draft is as its import left it.

    Raises:
        ChangedDraft: it is not.
    """
    now = releases.fingerprint(db, releases.id_of(row))
    if row.fingerprint is None or bytes(row.fingerprint) != now:
        reference = f"{row.dataset}@{row.name}"
        raise ChangedDraft(
            f"{reference} does not hold what its import left: somebody changed it since. Import "
            "its file again.",
            release=reference,
        )
