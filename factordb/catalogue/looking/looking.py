"""Looking: datasets, releases and editions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.reference import split
from factordb.errors import DatasetNotFound
from factordb.model.base import Model
from factordb.model.manifest import Manifest
from factordb.model.reading import Tally
from factordb.store import advisories, editions, releases, viewing
from factordb.store.tables import EditionRow, ReleaseRow

SEALED = "sealed"
"""What is said of an edition that only a grant tells of."""


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
    read: str | None
    """Digest of the file that was read; nothing where values are withheld."""
    tally: Tally
    """What became of every number of the file."""
    cautions: tuple[str, ...]
    access: Literal["open", "metadata-only", "private"] = "open"
    withheld: bool = False
    """True where values need a grant that the caller does not have: then ``tally`` counts only
    the documents."""


class DatasetView(Model):
    dataset: str
    manifest: Manifest
    """Of the newest release."""
    releases: tuple[ReleaseView, ...]
    """In the order they were published."""


class EditionView(Model):
    edition: int
    event: str
    """What befell the release: ``published``, ``withdrawn``, ``superseded`` or ``assessed``;
    ``advised`` where it is a notice that factors are wrong; ``tables`` where a later version of
    factordb brought later numbered tables; ``sealed`` where something happened to a private
    dataset."""
    release: str | None
    """``dataset@release``; nothing of a notice, which may speak of several, and of tables."""
    advisory: str | None = None
    """Id of the notice."""
    at: str
    tables: dict[str, str]
    """Digests of the numbered tables and rule sets it was published with."""
    read_with_others: tuple[str, ...]
    """Those of them that this version of factordb does not have as they were: an answer of the
    edition may differ from what it was in what these say. Empty where all are the same."""


def current_edition(db: Session, edition: int | None = None) -> int:
    """Return ``edition`` where it is reached; the newest, 0 before the first, where none is named.

    Raises:
        EditionAhead: this replica has not reached it yet.
    """
    return editions.meant(db, edition)


def history(db: Session) -> tuple[EditionView, ...]:
    """Return all editions in order."""
    newest = editions.current(db)
    names: dict[int | None, str] = {
        row.id: f"{row.dataset}@{row.name}" for row in releases.every(db, newest)
    }
    notices = advisories.ids(db)
    return tuple(
        EditionView(
            edition=row.number,
            event=row.event if _may_know(row, names, notices) else SEALED,
            release=names.get(row.release_id),
            advisory=notices.get(row.number),
            at=told(row.at),
            tables=row.tables,
            read_with_others=tables.others(row.tables),
        )
        for row in editions.every(db, newest)
    )


def _may_know(row: EditionRow, names: Mapping[int | None, str], notices: Mapping[int, str]) -> bool:
    return row.event == "tables" or row.release_id in names or row.number in notices


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
    meant, row = standing(db, reference, edition)
    return meant, _view(db, row, manifest(db, bytes(row.manifest)))


def manifest_of(db: Session, reference: str, edition: int | None = None) -> Manifest:
    """Return the manifest that a release names.

    Raises:
        ReleaseNotFound: it does not stand in the edition.
    """
    _, row = standing(db, reference, edition)
    return manifest(db, bytes(row.manifest))


def standing(db: Session, reference: str, edition: int | None) -> tuple[int, ReleaseRow]:
    """Return the edition that is meant, and the release ``dataset@release`` in it.

    Raises:
        ReleaseNotFound: it does not stand there.
        EditionAhead: this replica has not reached the edition yet.
    """
    meant = editions.meant(db, edition)
    slug, name = split(reference)
    return meant, releases.published(db, slug, name, meant)


def valued(db: Session, reference: str, edition: int | None) -> tuple[int, ReleaseRow]:
    """Return the edition that is meant, and a release in it whose values the caller may read.

    Raises:
        ReleaseNotFound: it does not stand there.
        ValuesClosed: its values need a grant that the caller does not have.
        EditionAhead: this replica has not reached the edition yet.
    """
    meant, row = standing(db, reference, edition)
    viewing.require(db, row.dataset, manifest(db, bytes(row.manifest)).access)
    return meant, row


def _dataset(db: Session, slug: str, rows: list[ReleaseRow]) -> DatasetView:
    manifests = [manifest(db, bytes(row.manifest)) for row in rows]
    return DatasetView(
        dataset=slug,
        manifest=manifests[-1],
        releases=tuple(_view(db, row, m) for row, m in zip(rows, manifests, strict=True)),
    )


def _view(db: Session, row: ReleaseRow, said: Manifest) -> ReleaseView:
    withheld = said.access != "open" and not viewing.may_read(db, row.dataset)
    tally = Tally.model_validate(row.tally)
    return ReleaseView(
        dataset=row.dataset,
        release=row.name,
        edition=row.edition or 0,
        published_at=told(row.published_at),
        manifest=f"sha256:{bytes(row.manifest).hex()}",
        licence=said.licence.name,
        attribution=said.attribution,
        layout=row.layout,
        importer=row.importer,
        read=None if withheld else f"sha256:{bytes(row.read).hex()}",
        tally=Tally(factors=tally.factors, properties=tally.properties) if withheld else tally,
        cautions=() if withheld else tuple(row.cautions),
        access=said.access,
        withheld=withheld,
    )


def told(at: datetime | None) -> str:
    """Return a moment as ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
