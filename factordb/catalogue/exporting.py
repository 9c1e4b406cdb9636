"""A release written to files: as the table that reads back, as documents, or flat for people."""

import csv
import heapq
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from sqlmodel import Session

from factordb.catalogue.entries import manifest
from factordb.catalogue.looking import standing
from factordb.importers.table import writer
from factordb.model.base import Document
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.store import documents, releases

Format = Literal["table", "ndjson", "csv"]
_STEP = 2_000
FLAT = (
    *("digest", "activity", "facets", "boundary", "region", "data_from", "data_to"),
    *("applies_from", "applies_to", "published", "unit", "value", "gas", "gwp", "computed", "name"),
)


def export(
    db: Session, reference: str, format_: Format, to: Path, edition: int | None = None
) -> list[Path]:
    """Write a published release into the folder ``to`` and return the files.

    ``table`` gives ``factors.csv`` and ``release.toml``, which import to the same digests;
    ``ndjson`` one canonical document a line; ``csv`` a flat line a factor.

    Raises:
        ReleaseNotFound: it does not stand in the edition.
    """
    _, row = standing(db, reference, edition)
    number = releases.id_of(row)
    said = manifest(db, bytes(row.manifest))
    to.mkdir(parents=True, exist_ok=True)
    if format_ == "table":
        return _table(db, number, said, row.name, to)
    lines = _flat(db, number, said) if format_ == "csv" else _bodies(db, number)
    file = to / f"{reference}.{format_}"
    file.write_bytes(b"".join(lines))
    return [file]


def flat(factors: Iterable[tuple[str, Factor]], said: Manifest) -> Iterator[bytes]:
    """Yield a CSV line a factor under the header of `FLAT`; values are headlines."""
    yield _line(FLAT)
    for name, factor in factors:
        shown, dates = headline(factor, None, said.inferred_gwp()), factor.dates
        data, applies = (dates.data, dates.applies) if dates else (None, None)
        yield _line(
            (
                name,
                factor.activity,
                ";".join(f"{k}={v}" for k, v in sorted((factor.facets or {}).items())),
                "+".join(factor.boundary or ()),
                factor.region,
                data.from_ if data else "",
                data.to if data else "",
                (applies.from_ if applies else "") or "",
                (applies.to if applies else "") or "",
                (dates.published if dates else "") or "",
                factor.unit,
                shown.value if shown else "",
                shown.gas if shown else "",
                (shown.gwp if shown else "") or "",
                "true" if shown and shown.computed else "",
                " / ".join(factor.name.values()),
            )
        )


def _table(db: Session, release_id: int, said: Manifest, release: str, to: Path) -> list[Path]:
    found = [type_.of(body) for _, type_, body in _both(db, release_id)]
    labels = [Label.of(body) for _, body in _all(db, "label", release_id)]
    table, toml = to / "factors.csv", to / "release.toml"
    table.write_text(writer.table(found, labels), "utf-8", newline="")
    toml.write_text(writer.toml(said.plain(), release), "utf-8")
    return [table, toml]


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


def _flat(db: Session, release_id: int, said: Manifest) -> Iterator[bytes]:
    found = ((digest(body), Factor.of(body)) for _, body in _all(db, "factor", release_id))
    return flat(found, said)


def _all(db: Session, kind: str, release_id: int) -> Iterator[tuple[int, bytes]]:
    after = 0
    while page := documents.of_release(db, kind, release_id, after, _STEP):
        yield from ((ordinal, body) for ordinal, _, body in page)
        after = page[-1][0]


def _line(values: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue().encode()
