"""Publishing: a draft becomes an edition, in one transaction or not at all."""

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.access import Caller
from factordb.catalogue.finding.waiting import Searchable
from factordb.catalogue.grading import assessing
from factordb.catalogue.hits import entries
from factordb.catalogue.publishing import holding
from factordb.catalogue.record import logbook
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import checks, eyes, submitting, verdicts
from factordb.errors import FourEyes, NotReviewed
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import editions, events, releases
from factordb.store import engine as engines
from factordb.store.tables import ReleaseRow


class Published(Model):
    reference: str
    edition: int
    factors: int
    properties: int
    search: Searchable | None = None
    """Whether search finds it by now, where that was waited for."""


def publish(
    db: Session, reference: str, by: Caller | None = None, *, left_just_now: bool = False
) -> Published:
    """Publish the draft ``dataset@release`` as the next edition; the caller commits.

    Of a draft ``left_just_now``, filled in this very transaction, nobody else has seen a row yet:
    it is as its import left it.

    Raises:
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published already.
        ChangedDraft: it does not hold what its import left.
        HeldRelease: checks hold it.
        StaleChecks: another release was published since it was checked.
        NotReviewed: it is in review, and nobody approved it, or nobody whom four eyes let count.
        FourEyes: it is a draft that nobody reviewed, and four eyes are on.
        NotAllowed: ``by`` is no curator of the dataset, or not of the one that its manifest says it
            is a part of. The seeds are published by nobody: they are the same
            everywhere, and were reviewed where they were made.
    """
    dataset, release = split(reference)
    if by is not None:
        by.require(Role.CURATOR, dataset)
    engines.unhurried(db)
    row = releases.lock(db, dataset, release)
    number = releases.id_of(row)
    manifest = entries.manifest(db, bytes(row.manifest))
    if not left_just_now:
        submitting.require_as_left(db, row)
    if by is not None:
        if manifest.subset_of is not None:  # its numbers follow those of the whole
            by.require(Role.CURATOR, manifest.subset_of)
        _require_reviewed(db, row, reference)
    holding.require_none(db, number, reference)
    editions.following(db)  # from here on nobody else publishes
    if by is not None:
        checks.require_fresh(db, row)
    counts = releases.counts(db, number)
    edition = editions.add(db, number, tables.digests())
    assessing.assess(db, edition, number, manifest)
    releases.publish(db, number, edition, shipped=by is None)
    logbook.enter(db)
    if by is not None:
        events.add(db, by.actor, "release.published", reference, {"edition": edition})
    return Published(
        reference=reference,
        edition=edition,
        factors=counts["factors"],
        properties=counts["properties"],
    )


def _require_reviewed(db: Session, row: ReleaseRow, reference: str) -> None:
    if row.state == "review":
        if not verdicts.approved(db, row):
            raise NotReviewed(
                f"{reference} is in review, and nobody has approved it yet who may: "
                f"`factordb review show {reference}` says what is missing.",
                release=reference,
            )
    elif eyes.are_on(db):
        raise FourEyes(
            f"{reference} was not reviewed, and four eyes are on: submit it with "
            f"`factordb review submit {reference}`, and let another person approve it.",
            release=reference,
        )
