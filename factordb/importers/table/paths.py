"""Columns of a table as paths into a document, and what the text of a cell means there."""

import calendar
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

DEEPEST = 8
"""How far JSON in one cell may nest; no path of a document goes further than two."""

_TEXT = (
    *("activity", "subject", "property", "region", "unit", "status", "salt"),
    *("dates.data.from", "dates.data.to", "dates.applies.from", "dates.applies.to"),
    *("dates.published", "source.artifact", "source.document", "source.number"),
    *("source.publisher", "source.url", "uncertainty.distribution", "uncertainty.basis"),
    *("quality.scheme", "amount.gas", "amount.kg", "amount.kg_co2e", "amount.id", "amount.gwp"),
    *("amount.origin", "amount.part", "amount.label", "cell.printed", "cell.unit"),
    *("value", "low", "high"),
)
_LISTS = ("ids", "use", "boundary", "source.notes")
_JSON = (
    *("amount.range", "cell.steps", "uncertainty.parameters", "quality.scores"),
    *("source.upstream", "classification", "properties", "conventions", "label.classification"),
)
_OPEN = re.compile(
    r"(facets|name|label|conventions|properties|uncertainty\.parameters|quality\.scores|"
    r"source\.upstream)\.([A-Za-z][A-Za-z0-9-]*)"
)
_OPEN_LISTS = re.compile(r"(synonyms|classification)\.([A-Za-z][A-Za-z0-9-]*)")


class Column(NamedTuple):
    """One column: where its text goes, and as what."""

    path: str
    outer: tuple[str, ...]
    """Keys from the outside in, but the last: ``("facets",)``."""
    key: str
    """The last: ``mix``."""
    read: Callable[[str], Any]
    identifies: bool
    """Whether it tells one document from another."""

    @property
    def place(self) -> tuple[str, ...]:
        """All keys from the outside in: ``("facets", "mix")``."""
        return (*self.outer, self.key)


@cache
def column(path: str) -> Column:
    """Return the column called ``path``.

    Raises:
        UnreadableFile: no document has such a path; the sentence names the nearest that has.
    """
    *outer, key = path.split(".")
    return Column(path, tuple(outer), key, _reader(path), _identifies(path))


def read_of_cell() -> Column:
    """Return the column of what is read of a cell that prints more than its number."""
    return Column("cell.read", ("cell",), "read", str, identifies=False)


def _reader(path: str) -> Callable[[str], Any]:
    """Return what reads the text of a cell under ``path``."""
    special: dict[str, Callable[[str], Any]] = {
        "dates.data": _period,
        "dates.applies": _applies,
        "amount.outside": _true,
        "cell.at": _place,
    }
    if path in special:
        return special[path]
    if path in _TEXT or (_OPEN.fullmatch(path) and path not in _JSON):
        return str
    if path in _LISTS or _OPEN_LISTS.fullmatch(path):
        return _list
    if path in _JSON:
        return _json
    raise _unknown(path)


def _identifies(path: str) -> bool:
    known = ("facets", *IDENTITY)
    return any(path == one or path.startswith(one + ".") for one in known)


def _period(text: str) -> dict[str, str]:
    """Read ``2023``, ``2023-06``, ``2012/2014`` or two days: the first and the last meant."""
    first, _, last = text.partition("/")
    return {"from": _first_day(first), "to": _last_day(last or first)}


def _applies(text: str) -> dict[str, str]:
    """Read a period of which either end may be open: ``2022/``, ``/2021-12-31``."""
    first, slash, last = text.partition("/")
    ends = {"from": _first_day(first) if first else "", "to": ""}
    ends["to"] = _last_day(last) if last else "" if slash else _last_day(first)
    return {end: day for end, day in ends.items() if day}


def _first_day(text: str) -> str:
    return (
        f"{text}-01-01"[: len("2023-01-01")] if len(text) == 4 else text + "-01" * _is_month(text)
    )


def _last_day(text: str) -> str:
    if _is_month(text):
        year, month = int(text[:4]), int(text[5:])
        return f"{text}-{calendar.monthrange(year, month)[1]}"
    return f"{text}-12-31" if len(text) == 4 else text


def _is_month(text: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])", text) is not None


def _true(text: str) -> bool:
    if text.casefold() != "true":
        raise ValueError(f"{text[:40]!r}: write true, or leave it empty")
    return True


def _list(text: str) -> Sequence[str]:
    return _json(text) if text.startswith("[") else [text]


def _place(text: str) -> Any:  # a place, or a list of several
    """A list of one place is that place."""
    if not text.startswith("["):
        return text
    places = _json(text)
    return places[0] if len(places) == 1 and isinstance(places[0], str) else places


def _json(text: str) -> Any:  # any JSON
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{text[:60]!r} is no JSON: {error}") from error
    if text.count("[") + text.count("{") > DEEPEST and _depth(value) > DEEPEST:
        raise ValueError(f"{text[:60]!r} nests deeper than {DEEPEST}")
    return value


def _depth(value: object) -> int:
    """Return how deep ``value`` nests, looking no further than it may."""
    level: list[object] = [value]
    for depth in range(DEEPEST + 2):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return depth
    return DEEPEST + 1


def _unknown(path: str) -> UnreadableFile:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong header needs it

    known = [
        *(*_TEXT, *_LISTS, *_JSON, "dates.data", "dates.applies", "amount.outside", "cell.at"),
        *("facets.…", "name.zh", "label.zh", "synonyms.zh"),
    ]
    nearest = process.extractOne(path[:80], known, scorer=fuzz.ratio, score_cutoff=60)
    hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
    return UnreadableFile(
        f"The column {path[:80]!r} is no path of a document.{hint} Map it under [columns], or "
        "leave it out under [not_ours] with the reason.",
        column=path[:80],
    )
