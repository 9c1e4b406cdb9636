"""A release written to files: as the table that reads back, as documents, or flat for people."""

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.looking import flat
from factordb.catalogue.looking.looking import valued
from factordb.catalogue.tables import Tables
from factordb.importers.table import writer
from factordb.model.base import Document
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.store import documents, releases

Format = Literal["table", "ndjson", "csv"]
_STEP = 2_000


def export(
    db: Session, reference: str, format_: Format, to: Path, edition: int | None = None
) -> list[Path]:
    """Write a published release into the folder ``to`` and return the files.

    ``table`` gives ``factors.csv`` and ``release.toml``, which import to the same digests;
    ``ndjson`` one canonical document a line; ``csv`` a flat line a factor, and in a file of their
    own a flat line a property.

    Raises:
        ReleaseNotFound: it does not stand in the edition.
    """
    _, row = valued(db, reference, edition)
    number = releases.id_of(row)
    said = manifest(db, bytes(row.manifest))
    to.mkdir(parents=True, exist_ok=True)
    if format_ == "table":
        return _table(db, number, said, row.name, to)
    if format_ == "ndjson":
        return [_written(to / f"{reference}.ndjson", _bodies(db, number))]
    _, read_with = tables.chosen(db, edition)
    return list(_flat(_Of(db, number, said, read_with), to / f"{reference}.csv"))


def _table(db: Session, release_id: int, said: Manifest, release: str, to: Path) -> list[Path]:
    found = [type_.of(body) for _, type_, body in _both(db, release_id)]
    labels = [Label.of(body) for _, body in _all(db, "label", release_id)]
    table, toml = to / "factors.csv", to / "release.toml"
    _written(table, [writer.table(found, labels).encode()])
    _written(toml, [writer.toml(said.plain(), release).encode()])
    return [table, toml]


class _Of(NamedTuple):
    """A release, and what it is written with."""

    db: Session
    release_id: int
    manifest: Manifest
    tables: Tables


def _flat(of: _Of, file: Path) -> Iterator[Path]:
    of_properties = file.with_name(f"{file.stem}.properties{file.suffix}")
    kinds = (("factor", flat.factors, file), ("property", flat.properties, of_properties))
    for kind, lines, its_file in kinds:
        bodies = [body for _, body in _all(of.db, kind, of.release_id)]
        if bodies:
            yield _written(its_file, lines(bodies, of.manifest, tables=of.tables))


def _written(file: Path, lines: Iterable[bytes]) -> Path:
    try:
        with file.open("wb") as out:
            out.writelines(lines)
    except OSError as error:  # of a full disk the system does not say which file
        file.unlink(missing_ok=True)  # half a file looks like a whole one
        raise OSError(error.errno, error.strerror, str(file)) from error
    return file


def _bodies(db: Session, release_id: int) -> Iterator[bytes]:
    for _, _, body in _both(db, release_id):
        yield body + b"\n"


def _both(db: Session, release_id: int) -> Iterator[tuple[int, type[Document], bytes]]:
    """Yield factors and properties as they stood in the file, with their types."""
    kinds: dict[str, type[Document]] = {"factor": Factor, "property": Property}
    found = (
        [(ordinal, type_, body) for ordinal, body in _all(db, kind, release_id)]
        for kind, type_ in kinds.items()
    )
    yield from heapq.merge(*found, key=lambda one: one[0])


def _all(db: Session, kind: str, release_id: int) -> Iterator[tuple[int, bytes]]:
    after = 0
    while page := documents.of_release(db, kind, release_id, after, _STEP):
        yield from ((ordinal, body) for ordinal, _, body in page)
        after = page[-1][0]
