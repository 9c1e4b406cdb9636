"""Looking: datasets, releases, their documents and rejections, editions, files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from factordb.catalogue.entries import manifest
from factordb.catalogue.provenance import Held, Standing, prov_json
from factordb.catalogue.publishing import split
from factordb.errors import (
    ArtifactNotFound,
    DatasetNotFound,
    DigestNotFound,
    FactordbError,
    Invalid,
)
from factordb.model.base import Model
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Rejection, Tally
from factordb.store import artifacts, documents, editions, rejections, releases
from factordb.store.tables import ReleaseRow

MOST_ITEMS = 1_000
"""Of one page."""


class ReleaseView(Model):
    dataset: str
    release: str
    edition: int
    published_at: str
    """ISO 8601, UTC."""
    manifest: str
    """Digest of the manifest."""
    licence: str
    attribution: str
    layout: str
    importer: str
    """Version of the importer."""
    read: str
    """Digest of the file that was read."""
    tally: Tally
    """What became of every number of the file."""
    cautions: tuple[str, ...]


class DatasetView(Model):
    dataset: str
    manifest: Manifest
    """Of the newest release."""
    releases: tuple[ReleaseView, ...]
    """In the order they were published."""


class EditionView(Model):
    edition: int
    release: str
    """``dataset@release`` that it published."""
    at: str
    tables: dict[str, str]
    """Digests of the numbered tables and rule sets it is read with."""


class Page(Model):
    """Canonical documents, a list of bytes, and where the next page begins."""

    items: tuple[bytes, ...]
    next: str | None


class RejectionPage(Model):
    items: tuple[Rejection, ...]
    next: str | None


def document(db: Session, digest: str, kind: str = "factor") -> bytes:
    """Return the canonical bytes of a published document.

    Raises:
        Invalid: ``digest`` is malformed.
        DigestNotFound: no published document of this kind has it.
    """
    return documents.body(db, digest, (kind,))


def batch(db: Session, digests: Sequence[str]) -> tuple[int, list[bytes | FactordbError]]:
    """Return the edition, and for each digest its bytes or why there are none, in order."""
    sound = {digest for digest in digests if _fault(digest) is None}
    found = documents.published(db, sorted(sound), ("factor", "property"))
    return editions.current(db), [found.get(digest) or _missing(digest) for digest in digests]


def _fault(digest: str) -> Invalid | None:
    try:
        raw(digest)
    except Invalid as error:
        return error
    return None


def _missing(digest: str) -> FactordbError:
    return _fault(digest) or DigestNotFound(
        f"No published document has the digest {digest}.", digest=digest
    )


def current_edition(db: Session) -> int:
    """Return the number of the newest edition; 0 where nothing is published."""
    return editions.current(db)


def history(db: Session) -> tuple[EditionView, ...]:
    """Return all editions in order."""
    names = {
        row.id: f"{row.dataset}@{row.name}" for row in releases.every(db, editions.current(db))
    }
    return tuple(
        EditionView(
            edition=row.number, release=names[row.release_id], at=_time(row.at), tables=row.tables
        )
        for row in editions.every(db)
    )


def datasets(db: Session, edition: int | None = None) -> tuple[int, tuple[DatasetView, ...]]:
    """Return the edition, and every dataset that has a release in it, by name."""
    meant = editions.meant(db, edition)
    rows: dict[str, list[ReleaseRow]] = {}
    for row in releases.every(db, meant):
        rows.setdefault(row.dataset, []).append(row)
    return meant, tuple(_dataset(db, slug, rows[slug]) for slug in sorted(rows))


def dataset(db: Session, slug: str, edition: int | None = None) -> tuple[int, DatasetView]:
    """Return one dataset with its releases.

    Raises:
        DatasetNotFound: none of its releases stands in the edition.
    """
    meant = editions.meant(db, edition)
    rows = releases.of_dataset(db, slug, meant)
    if not rows:
        raise DatasetNotFound(
            f"There is no dataset {slug!r} in edition {meant}; GET /v1/datasets lists those there "
            "are.",
            dataset=slug,
        )
    return meant, _dataset(db, slug, rows)


def release(db: Session, reference: str, edition: int | None = None) -> tuple[int, ReleaseView]:
    """Return one release.

    Raises:
        ReleaseNotFound: it does not stand in the edition.
    """
    meant, row = _release(db, reference, edition)
    return meant, _view(row, manifest(db, bytes(row.manifest)))


def listing(
    db: Session, reference: str, kind: str = "factor", after: str | None = None, limit: int = 100
) -> Page:
    """Return canonical documents of a release in file order, behind ``after``: a page's next."""
    _, row = _release(db, reference, None)
    found = documents.of_release(db, kind, _id(row), _ordinal(after), min(limit, MOST_ITEMS))
    full = len(found) == min(limit, MOST_ITEMS)
    return Page(items=tuple(body for _, _, body in found), next=str(found[-1][0]) if full else None)


def rejected(
    db: Session, reference: str, after: str | None = None, limit: int = 100
) -> RejectionPage:
    """Return the numbers of a release's file that became nothing, with cells and reasons."""
    _, row = _release(db, reference, None)
    found = rejections.of_release(db, _id(row), _ordinal(after), min(limit, MOST_ITEMS))
    full = len(found) == min(limit, MOST_ITEMS)
    items = (
        Rejection(at=r.at, printed=r.printed, reason=r.reason, numbers=r.numbers) for r in found
    )
    return RejectionPage(items=tuple(items), next=str(found[-1].ordinal) if full else None)


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
    read_by = [
        manifest(db, bytes(r.manifest))
        for r in releases.every(db, editions.current(db))
        if name in (bytes(r.read), bytes(r.mapping or b""))
    ]
    if not any(m.licence.redistribute for m in read_by):
        raise ArtifactNotFound(
            f"{row.name} is held here, but its licence does not say that it may be handed on; "
            "fetch it from its publisher and compare the hash.",
            sha256=name.hex(),
        )
    return ArtifactView(
        sha256=name.hex(), size=row.size, media=row.media, name=row.name, content=row.content
    )


def provenance(db: Session, digest: str) -> dict[str, Any]:
    """Return PROV-JSON: from amount to cell to file to document, licence and importer.

    Raises:
        DigestNotFound: no published factor or property has this digest.
    """
    body = documents.body(db, digest, ("factor", "property"))
    found = Factor.of(body) if b'"schema":"factordb/factor/1"' in body else Property.of(body)
    kind = "factor" if isinstance(found, Factor) else "property"
    rows = releases.holding(db, kind, raw(digest))
    files = {bytes(row.read) for row in rows}
    if found.source.artifact:
        files.add(raw(found.source.artifact))
    known = artifacts.known(db, sorted(files))
    held = {f"sha256:{h.hex()}": Held(name=name, size=n) for h, (name, n) in known.items()}
    standings = [_standing(db, row, known) for row in rows]
    return prov_json(digest, found, standings, held)


def _standing(db: Session, row: ReleaseRow, known: dict[bytes, tuple[str, int]]) -> Standing:
    read = bytes(row.read)
    return Standing(
        reference=f"{row.dataset}@{row.name}",
        edition=row.edition or 0,
        published_at=_time(row.published_at),
        layout=row.layout,
        importer=row.importer,
        read=f"sha256:{read.hex()}",
        read_name=known[read][0] if read in known else "",
        manifest=manifest(db, bytes(row.manifest)),
    )


def _release(db: Session, reference: str, edition: int | None) -> tuple[int, ReleaseRow]:
    meant = editions.meant(db, edition)
    slug, name = split(reference)
    return meant, releases.published(db, slug, name, meant)


def _dataset(db: Session, slug: str, rows: list[ReleaseRow]) -> DatasetView:
    manifests = [manifest(db, bytes(row.manifest)) for row in rows]
    return DatasetView(
        dataset=slug,
        manifest=manifests[-1],
        releases=tuple(_view(row, m) for row, m in zip(rows, manifests, strict=True)),
    )


def _view(row: ReleaseRow, said: Manifest) -> ReleaseView:
    return ReleaseView(
        dataset=row.dataset,
        release=row.name,
        edition=row.edition or 0,
        published_at=_time(row.published_at),
        manifest=f"sha256:{bytes(row.manifest).hex()}",
        licence=said.licence.name,
        attribution=said.attribution,
        layout=row.layout,
        importer=row.importer,
        read=f"sha256:{bytes(row.read).hex()}",
        tally=Tally.model_validate(row.tally),
        cautions=tuple(row.cautions),
    )


def _id(row: ReleaseRow) -> int:
    assert row.id is not None  # noqa: S101  # it comes from the database
    return row.id


def _ordinal(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        raise Invalid(f"{after[:40]!r} is no cursor: take it from the answer before.")
    return int(after)


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
