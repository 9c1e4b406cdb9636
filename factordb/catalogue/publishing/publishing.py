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
from factordb.errors import ChangedDraft
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import editions, events, releases


class Published(Model):
    reference: str
    edition: int
    factors: int
    properties: int
    search: Searchable | None = None
    """Whether search finds it by now, where that was waited for."""


def publish(db: Session, reference: str, by: Caller | None = None) -> Published:
    """Publish the draft ``dataset@release`` as the next edition; the caller commits.

    Raises:
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published already.
        ChangedDraft: it does not hold what its import left.
        HeldRelease: checks hold it.
        NotAllowed: ``by`` is no curator; the seeds are published by nobody.
    """
    dataset, release = split(reference)
    if by is not None:
        by.require(Role.CURATOR, dataset)
    row = releases.lock(db, dataset, release)
    number = releases.id_of(row)
    if row.fingerprint is None or bytes(row.fingerprint) != releases.fingerprint(db, number):
        raise ChangedDraft(
            f"{reference} does not hold what its import left: somebody changed it since. Import "
            "its file again.",
            release=reference,
        )
    holding.require_none(db, number, reference)
    counts = releases.counts(db, number)
    edition = editions.add(db, number, tables.digests())
    assessing.assess(db, edition, number, entries.manifest(db, bytes(row.manifest)))
    releases.publish(db, number, edition)
    logbook.enter(db)
    if by is not None:
        events.add(db, by.actor, "release.published", reference, {"edition": edition})
    return Published(
        reference=reference,
        edition=edition,
        factors=counts["factors"],
        properties=counts["properties"],
    )
