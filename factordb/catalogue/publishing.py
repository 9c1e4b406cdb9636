"""Publishing: a draft becomes an edition, in one transaction or not at all."""

from sqlmodel import Session

from factordb.catalogue import assessing, entries, logbook, tables
from factordb.errors import ChangedDraft, Invalid
from factordb.model.base import Model
from factordb.store import editions, releases


class Published(Model):
    reference: str
    edition: int
    factors: int
    properties: int


def publish(db: Session, reference: str) -> Published:
    """Publish the draft ``dataset@release`` as the next edition; the caller commits.

    Raises:
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published already.
        ChangedDraft: it does not hold what its import left.
    """
    dataset, release = split(reference)
    row = releases.lock(db, dataset, release)
    number = releases.id_of(row)
    if row.fingerprint is None or bytes(row.fingerprint) != releases.fingerprint(db, number):
        raise ChangedDraft(
            f"{reference} does not hold what its import left: somebody changed it since. Import "
            "its file again.",
            release=reference,
        )
    counts = releases.counts(db, number)
    edition = editions.add(db, number, tables.digests())
    assessing.assess(db, edition, number, entries.manifest(db, bytes(row.manifest)))
    releases.publish(db, number, edition)
    logbook.enter(db)
    return Published(
        reference=reference,
        edition=edition,
        factors=counts["factors"],
        properties=counts["properties"],
    )


def split(reference: str) -> tuple[str, str]:
    """Return dataset and release of ``dataset@release``.

    Raises:
        Invalid: it is not of that form.
    """
    dataset, at, release = reference.partition("@")
    if not (dataset and at and release) or "@" in release:
        raise Invalid(f"{reference!r} is no release: write dataset@release.", reference=reference)
    return dataset, release
