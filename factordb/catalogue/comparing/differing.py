"""Two releases out of the store, compared."""

import orjson
from sqlmodel import Session

from factordb.catalogue.comparing.comparing import Diff, compare
from factordb.catalogue.comparing.figures import Figure, figures_of_plain
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.looking.looking import standing
from factordb.model.canonical import text_of
from factordb.store import documents, releases
from factordb.store.tables import ReleaseRow

_ALL = 2_000_000_000


def diff(db: Session, from_: str, to: str, edition: int | None = None) -> tuple[int, Diff]:
    """Return the edition, and how the numbers of two releases in it differ.

    Raises:
        ReleaseNotFound: one of them does not stand in the edition.
        EditionAhead: this replica has not reached it yet.
    """
    meant, old = standing(db, from_, edition)
    _, new = standing(db, to, meant)
    return meant, compare(figures_of(db, old), figures_of(db, new), (from_, to))


def figures_of(db: Session, row: ReleaseRow) -> list[Figure]:
    """Return every number of a release, draft or published."""
    number = releases.id_of(row)
    factors = documents.of_release(db, "factor", number, 0, _ALL)
    properties = documents.of_release(db, "property", number, 0, _ALL)
    return figures_of_plain(
        ((text_of(digest), orjson.loads(body)) for _, digest, body in factors),
        ((text_of(digest), orjson.loads(body)) for _, digest, body in properties),
        manifest(db, bytes(row.manifest)).inferred_gwp(),
    )
