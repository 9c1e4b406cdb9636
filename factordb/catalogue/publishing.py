"""Publishing: a draft becomes an edition, in one transaction or not at all."""

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.errors import Invalid
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
    """
    dataset, release = split(reference)
    row = releases.lock(db, dataset, release)
    number = releases.id_of(row)
    counts = releases.counts(db, number)
    tally = row.tally
    if any(tally.get(kind) != counts[kind] for kind in ("factors", "properties")):
        raise Invalid(f"{reference} does not hold what its import counted: import it again.")
    edition = editions.add(db, number, tables.digests())
    releases.publish(db, number, edition)
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
