"""Fetching: documents by digest, the pages of a release, files, and where a number comes from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.looking.looking import told, valued
from factordb.catalogue.looking.provenance import Held, Standing, prov_json
from factordb.errors import ArtifactNotFound, DigestNotFound, FactordbError, Invalid
from factordb.model import identity
from factordb.model.base import Model
from factordb.model.canonical import is_digest, raw, text_of
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Rejection
from factordb.store import artifacts, blanks, documents, editions, rejections, releases, viewing
from factordb.store.tables import ReleaseRow

MOST_ITEMS = 1_000
"""Of one page."""


class Page(Model):
    """Canonical documents, a list of bytes, and where the next page begins."""

    edition: int
    items: tuple[bytes, ...]
    next: str | None


class RejectionPage(Model):
    edition: int
    items: tuple[Rejection, ...]
    next: str | None


class BlankView(Model):
    """A cell that says "not available", or so many that are not told apart."""

    at: str | None
    """Its cell."""
    count: int
    id: str | None
    """The publisher's id of the number that could stand there."""
    of: dict[str, Any] | None
    """What the number would be of, by the fields of its document; nothing where its row does not
    tell."""
    pick: str | None
    """Which of its numbers: ``CO2e``, or the property's name."""


class BlankPage(Model):
    edition: int
    items: tuple[BlankView, ...]
    next: str | None


class From(NamedTuple):
    """Where a page begins, how long it is, and the edition it is of."""

    after: str | None = None
    """``next`` of the page before."""
    limit: int = 100
    edition: int | None = None


FIRST = From()


def document(db: Session, digest: str, kind: str = "factor") -> bytes:
    """Return the canonical bytes of a published document.

    Raises:
        Invalid: ``digest`` is malformed.
        DigestNotFound: no published document of this kind has it.
    """
    return documents.body(db, digest, (kind,))


def batch(
    db: Session, digests: Sequence[str], edition: int | None = None
) -> tuple[int, list[bytes | FactordbError]]:
    """Return the edition, and for each digest its bytes or why there are none, in order.

    Raises:
        EditionAhead: this replica has not reached ``edition`` yet.
    """
    meant = editions.meant(db, edition)
    sound = [digest for digest in digests if is_digest(digest)]
    found = documents.published(db, sound, ("factor",), meant) if sound else {}
    missing = sorted({*sound}.difference(found))
    closed = documents.withheld(db, missing, meant) if missing else {}
    return meant, [found.get(digest) or _missing(digest, meant, closed) for digest in digests]


def listing(db: Session, reference: str, kind: str = "factor", page: From = FIRST) -> Page:
    """Return canonical documents of a release in file order.

    Raises:
        ReleaseNotFound: it does not stand in the edition.
        Invalid: the cursor is none of ours.
    """
    meant, row = valued(db, reference, page.edition)
    limit = min(page.limit, MOST_ITEMS)
    found = documents.of_release(db, kind, releases.id_of(row), _ordinal(page.after), limit + 1)
    more = str(found[limit - 1][0]) if len(found) > limit else None
    return Page(edition=meant, items=tuple(body for _, _, body in found[:limit]), next=more)


def rejected(db: Session, reference: str, page: From = FIRST) -> RejectionPage:
    """Return the numbers of a release's file that became nothing, with cells and reasons."""
    meant, row = valued(db, reference, page.edition)
    items, after = rejections_of(db, row, page)
    return RejectionPage(edition=meant, items=items, next=after)


def rejections_of(
    db: Session, row: ReleaseRow, page: From
) -> tuple[tuple[Rejection, ...], str | None]:
    """Return a page of the rejections of a release in any state, and where the next begins."""
    limit = min(page.limit, MOST_ITEMS)
    found = rejections.of_release(db, releases.id_of(row), _ordinal(page.after), limit + 1)
    more = str(found[limit - 1].ordinal) if len(found) > limit else None
    items = (
        Rejection(at=r.at, printed=r.printed, reason=r.reason, numbers=r.numbers)
        for r in found[:limit]
    )
    return tuple(items), more


def blank(db: Session, reference: str, page: From = FIRST) -> BlankPage:
    """Return the cells of a release's file that say "not available", in the file's order."""
    meant, row = valued(db, reference, page.edition)
    items, after = blanks_of(db, row, page)
    return BlankPage(edition=meant, items=items, next=after)


def blanks_of(db: Session, row: ReleaseRow, page: From) -> tuple[tuple[BlankView, ...], str | None]:
    """Return a page of the blanks of a release in any state, and where the next begins."""
    limit = min(page.limit, MOST_ITEMS)
    found = blanks.of_release(db, releases.id_of(row), _ordinal(page.after), limit + 1)
    more = str(found[limit - 1].ordinal) if len(found) > limit else None
    items = (
        BlankView(
            at=b.at,
            count=b.count,
            id=b.id,
            of=identity.told(b.identity) if b.identity else None,
            pick=b.pick,
        )
        for b in found[:limit]
    )
    return tuple(items), more


class ArtifactView(Model):
    sha256: str
    size: int
    media: str
    name: str
    content: bytes


def artifact(db: Session, sha256: str) -> ArtifactView:
    """Return a publisher's file, where a licence of a release read from it lets it be handed on.

    Raises:
        Invalid: the hash is malformed.
        ArtifactNotFound: it is not held, or its licence keeps it here.
    """
    name = raw(sha256 if sha256.startswith("sha256:") else f"sha256:{sha256}")
    row = artifacts.get(db, name)
    read_by = [manifest(db, bytes(r.manifest)) for r in releases.read_from(db, name)]
    if not any(m.licence.redistribute and _may_read(db, m) for m in read_by):
        raise ArtifactNotFound(
            f"{row.name} is held here, but its licence does not say that it may be handed on; "
            "fetch it from its publisher and compare the hash.",
            sha256=name.hex(),
        )
    return ArtifactView(
        sha256=name.hex(), size=row.size, media=row.media, name=row.name, content=row.content
    )


def _may_read(db: Session, said: Manifest) -> bool:
    return said.access == "open" or viewing.may_read(db, said.dataset)


def provenance(db: Session, digest: str, edition: int | None = None) -> tuple[int, dict[str, Any]]:
    """Return the edition, and PROV-JSON: from amount to cell, file, document and importer.

    Raises:
        DigestNotFound: no factor or property of the edition has this digest.
    """
    meant = editions.meant(db, edition)
    body = documents.body(db, digest, ("factor", "property"), meant)
    kind = documents.kind(db, raw(digest))
    found = Factor.of(body) if kind == "factor" else Property.of(body)
    rows = releases.holding(db, kind, raw(digest), meant)
    files = {bytes(file) for row in rows for file in (row.read, row.mapping) if file}
    if found.source.artifact:
        files.add(raw(found.source.artifact))
    known = artifacts.known(db, sorted(files))
    held = {text_of(h): Held(name=name, size=n) for h, (name, n) in known.items()}
    standings = [_standing(db, row) for row in rows]
    return meant, prov_json(digest, found, standings, held)


def _fault(digest: str) -> Invalid | None:
    try:
        raw(digest)
    except Invalid as error:
        return error
    return None


def _missing(digest: str, edition: int, closed: Mapping[str, str]) -> FactordbError:
    if digest in closed:
        return viewing.closed(closed[digest], "metadata-only")
    return _fault(digest) or DigestNotFound(
        f"No factor of edition {edition} has the digest {digest}.", digest=digest
    )


def _standing(db: Session, row: ReleaseRow) -> Standing:
    return Standing(
        reference=f"{row.dataset}@{row.name}",
        edition=row.edition or 0,
        published_at=told(row.published_at),
        layout=row.layout,
        importer=row.importer,
        read=text_of(bytes(row.read)),
        mapping=text_of(bytes(row.mapping)) if row.mapping else None,
        manifest=manifest(db, bytes(row.manifest)),
    )


def _ordinal(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        raise Invalid(f"{after[:40]!r} is no cursor: take it from the answer before.")
    return int(after)
