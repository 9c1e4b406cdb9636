"""Two releases out of the store, compared."""

import orjson
from sqlmodel import Session

from factordb.catalogue.comparing import gaps
from factordb.catalogue.comparing.comparing import Contents, Diff, compare
from factordb.catalogue.comparing.figures import Figure, figures_of_plain
from factordb.catalogue.comparing.gaps import Gap
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.looking.looking import valued
from factordb.model.canonical import text_of
from factordb.model.reading import Blank
from factordb.store import blanks, documents, releases
from factordb.store.tables import ReleaseRow

_ALL = 2_000_000_000


def diff(
    db: Session, from_: str, to: str, edition: int | None = None, *, moved: bool = False
) -> tuple[int, Diff]:
    """Return the edition, and how the numbers of two releases in it differ.

    Raises:
        ReleaseNotFound: one of them does not stand in the edition.
        EditionAhead: this replica has not reached it yet.
    """
    meant, old = valued(db, from_, edition)
    _, new = valued(db, to, meant)
    return meant, compare(contents(db, old), contents(db, new), (from_, to), moved=moved)


def contents(db: Session, row: ReleaseRow) -> Contents:
    """Return every number and blank of a release, draft or published."""
    return Contents(tuple(figures_of(db, row)), _gaps(db, row))


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


def _gaps(db: Session, row: ReleaseRow) -> tuple[Gap, ...] | None:
    """Return the blanks of a release; nothing where it is older than the record of them."""
    found = blanks.of_release(db, releases.id_of(row))
    if sum(blank.count for blank in found) != row.tally.get("blank", 0):
        return None
    return gaps.told(
        Blank(count=b.count, at=b.at, id=b.id, identity=b.identity, pick=b.pick) for b in found
    )
