"""Writes documents as the table that reads back to the same digests."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from factordb.importers.table.paths import column
from factordb.model.base import Document
from factordb.model.canonical import canonical_text
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.property import Property

_AS_JSON = frozenset(
    {
        *("ids", "use", "boundary", "classification", "properties", "source.notes"),
        *("source.upstream", "uncertainty.parameters", "quality.scores", "amount.range"),
        *("cell.steps", "conventions"),
    }
)
Row = dict[str, str]


def table(documents: Iterable[Document], labels: Iterable[Label]) -> str:
    """Return the CSV of factors and properties, with the labels about them beside."""
    columns, rows = flat(documents, labels)
    out = io.StringIO(newline="")
    written = csv.writer(out, lineterminator="\n")
    written.writerow(columns)
    written.writerows(rows)
    return out.getvalue()


def flat(
    documents: Iterable[Document], labels: Iterable[Label]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Return the header and the rows of the same table."""
    about = {label.about: label for label in labels}
    rows = [row for document in documents for row in _rows(document, about)]
    columns = list(dict.fromkeys(path for row in rows for path in row))
    return columns, [[row.get(path, "") for path in columns] for row in rows]


def toml(manifest: Mapping[str, Any], release: str) -> str:
    """Return the TOML that belongs to a table of the release."""
    said = {key: value for key, value in manifest.items() if key not in ("schema", "series")}
    lines = ["[manifest]", *(f"{key} = {_toml(value)}" for key, value in said.items())]
    for series in manifest.get("series", ()):
        lines += ["", "[[manifest.series]]"]
        lines += [f"{key} = {_toml(value)}" for key, value in series.items()]
    return "\n".join([*lines, "", "[release]", f"name = {_toml(release)}", ""])


def _rows(document: Document, about: Mapping[str, Label]) -> Iterator[Row]:
    plain = document.plain()
    cells = plain["source"]["cells"]
    label = about.get(document.digest())
    ours = _ours(label) if label else {}
    match document:
        case Factor():
            whole = _whole(plain)
            for amount in plain["amounts"]:
                cell = cells[amount.pop("cell")]
                yield whole | _flat("amount", amount) | _flat("cell", cell) | ours
                ours = {}
        case Property() if len(cells) == 1:
            yield _whole(plain) | _flat("cell", cells[0]) | ours
        case Property():
            whole = _whole({k: v for k, v in plain.items() if k not in ("low", "high")})
            for end, cell in zip(("low", "high"), cells, strict=True):
                yield whole | {end: plain[end]} | _flat("cell", cell) | ours
                ours = {}


def _whole(plain: Mapping[str, Any]) -> Row:
    """Return what is said of the whole document, by path."""
    source = {k: v for k, v in plain["source"].items() if k != "cells"}
    left_out = ("schema", "dataset", "amounts", "source")
    said = {k: v for k, v in plain.items() if k not in left_out}
    return _flat("", said) | _flat("source", source)


def _flat(place: str, value: Mapping[str, Any]) -> Row:
    """Return nested objects as texts by path; lists and steps as canonical JSON."""
    row: Row = {}
    for key, inner in value.items():
        path = f"{place}.{key}" if place else key
        if path in _AS_JSON or isinstance(inner, list | tuple):
            row[path] = canonical_text(inner)
        elif isinstance(inner, Mapping):
            row |= _flat(path, inner)
        elif path == "cell.at" and inner.strip().startswith("["):
            row[path] = canonical_text([inner])  # a place that would read as a list
        else:
            row[path] = "true" if inner is True else str(inner)
        if path in row:
            column(path)
    return row


def _ours(label: Label) -> Row:
    said = {f"label.{language}": name for language, name in (label.name or {}).items()}
    if label.classification:
        said["label.classification"] = canonical_text(label.classification)
    texts = (label.synonyms or {}).items()
    return said | {f"synonyms.{language}": canonical_text(words) for language, words in texts}


def _toml(value: Any) -> str:  # what a manifest holds
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # A basic string of TOML escapes what one of JSON does.
    return canonical_text([value])[1:-1]
