"""Columns of a table as paths into a document, and what the text of a cell means there."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson

from factordb.errors import UnreadableFile

IDENTITY = (
    "activity",
    "subject",
    "property",
    "region",
    "unit",
    "boundary",
    "dates.data",
    "dates.applies",
)
"""Rows that agree in these, and in all facets, are amounts of one factor."""

_TEXT = (
    *("activity", "subject", "property", "region", "unit", "status", "salt"),
    *("dates.data.from", "dates.data.to", "dates.applies.from", "dates.applies.to"),
    *("dates.published", "source.artifact", "source.document", "source.number"),
    *("source.publisher", "source.url", "uncertainty.distribution", "uncertainty.basis"),
    *("quality.scheme", "amount.gas", "amount.kg", "amount.kg_co2e", "amount.id", "amount.gwp"),
    *("amount.origin", "amount.part", "amount.label", "cell.printed", "cell.unit"),
    *("value", "low", "high"),
)
_LISTS = ("ids", "use", "boundary", "source.notes", "cell.at")
_JSON = (
    *("amount.range", "cell.steps", "uncertainty.parameters", "quality.scores"),
    *("source.upstream", "classification", "properties", "conventions"),
)
_OPEN = re.compile(r"(facets|name|label|synonyms|conventions|properties)\.([A-Za-z][A-Za-z0-9-]*)")
_LISTS_OPEN = ("synonyms",)


class Column(NamedTuple):
    """One column: where its text goes, and as what."""

    path: str
    place: tuple[str, ...]
    """Keys from the outside in: ``("facets", "mix")``."""
    read: Callable[[str], Any]
    identifies: bool
    """Whether it tells one document from another."""


@cache
def column(path: str) -> Column:
    """Return the column called ``path``.

    Raises:
        UnreadableFile: no document has such a path; the sentence names the nearest that has.
    """
    place = tuple(path.split("."))
    if path == "dates.data":
        return Column(path, place, _period, identifies=True)
    if path == "amount.outside":
        return Column(path, place, _true, identifies=False)
    if path in _TEXT:
        return Column(path, place, str, _identifies(path))
    if path in _LISTS:
        return Column(path, place, _list, _identifies(path))
    if path in _JSON:
        return Column(path, place, _json, identifies=False)
    found = _OPEN.fullmatch(path)
    if found is None:
        raise _unknown(path)
    read = _list if found[1] in _LISTS_OPEN else str
    return Column(path, (found[1], found[2]), read, identifies=found[1] == "facets")


def _identifies(path: str) -> bool:
    return any(path == known or path.startswith(known + ".") for known in IDENTITY)


def _period(text: str) -> dict[str, str]:
    """Read ``2023``, ``2012/2014`` or two days: the first and the last that are meant."""
    first, _, last = text.partition("/")
    last = last or first
    return {
        "from": first if len(first) > len("2023") else f"{first}-01-01",
        "to": last if len(last) > len("2023") else f"{last}-12-31",
    }


def _true(text: str) -> bool:
    if text.casefold() != "true":
        raise ValueError(f"{text!r}: write true, or leave it empty")
    return True


def _list(text: str) -> Sequence[str]:
    return _json(text) if text.startswith("[") else [text]


def _json(text: str) -> Any:  # any JSON
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{text[:60]!r} is no JSON: {error}") from error


def _unknown(path: str) -> UnreadableFile:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong header needs it

    known = [
        *_TEXT,
        *_LISTS,
        *_JSON,
        "dates.data",
        "amount.outside",
        "facets.…",
        "name.zh",
        "label.zh",
    ]
    nearest = process.extractOne(path[:80], known, scorer=fuzz.ratio, score_cutoff=60)
    hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
    return UnreadableFile(
        f"The column {path!r} is no path of a document.{hint} Map it under [columns], or leave it "
        "out under [not_ours] with the reason.",
        column=path,
    )
