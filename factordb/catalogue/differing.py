"""Two releases out of the store, compared."""

from sqlmodel import Session

from factordb.catalogue.comparing import Diff, Printed, compare, numbers
from factordb.catalogue.entries import manifest
from factordb.catalogue.publishing import split
from factordb.model.canonical import text_of
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.store import documents, editions, releases

_ALL = 2_000_000_000


def diff(db: Session, from_: str, to: str) -> Diff:
    """Return how the numbers of two releases differ.

    Raises:
        ReleaseNotFound: one of them is not published.
    """
    return compare(_numbers(db, from_), _numbers(db, to), (from_, to))


def _numbers(db: Session, reference: str) -> list[Printed]:
    dataset, name = split(reference)
    row = releases.published(db, dataset, name, editions.current(db))
    assert row.id is not None  # noqa: S101  # it comes from the database
    factors = documents.of_release(db, "factor", row.id, 0, _ALL)
    properties = documents.of_release(db, "property", row.id, 0, _ALL)
    return numbers(
        [(text_of(digest), Factor.of(body)) for _, digest, body in factors],
        [(text_of(digest), Property.of(body)) for _, digest, body in properties],
        manifest(db, bytes(row.manifest)).inferred_gwp(),
    )
