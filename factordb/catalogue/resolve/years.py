"""Which of the numbers that succeed each other an activity year means."""

from collections.abc import Sequence
from typing import NamedTuple

from factordb.catalogue.entry import Entry

OPEN = "9999-12-31"


class Chosen(NamedTuple):
    """What a year left of the candidates that share a key."""

    entries: list[Entry]
    rule: str
    """``applies``, ``data``, ``carry-forward``, ``published``, ``undated`` or ``latest``."""
    data_year: str
    """The period of the chosen numbers, for people."""


def choose(entries: Sequence[Entry], year: int | str | None) -> Chosen | None:
    """Return which of ``entries``, all of one key, hold in the activity ``year``, if any does.

    ``latest`` takes the newest period. Without a year nothing is left out.
    """
    if year is None:
        return Chosen(list(entries), "not asked", "")
    if year == "latest":
        return _newest(entries, "latest")
    for rule in (_applying, _describing, _carried, _undated):
        chosen = rule(entries, int(year))
        if chosen is not None:
            return chosen
    return None


def before(entries: Sequence[Entry], year: int | str | None) -> Chosen | None:
    """Return the newest of ``entries`` that end before the activity ``year``, if any does."""
    if not isinstance(year, int):
        return None
    earlier = [e for e in entries if (end := _end(e)) is not None and end < f"{year}-01-01"]
    return _newest(earlier, "an earlier year")


def period(entry: Entry) -> str:
    """Return the dates of ``entry`` as one short text: ``2023``, ``2012/2014``, ``from 2022``."""
    if entry.applies:
        first, last = entry.applies
        return f"{(first or '')[:4]}/{(last or '')[:4]}" if first and last else _open(first, last)
    if entry.data:
        first, last = entry.data[0][:4], entry.data[1][:4]
        return first if first == last else f"{first}/{last}"
    return f"published {entry.published}" if entry.published else "undated"


def _open(first: str | None, last: str | None) -> str:
    return f"from {first[:4]}" if first else f"until {str(last)[:4]}"


def _applying(entries: Sequence[Entry], year: int) -> Chosen | None:
    """The publisher's own word on activity dates goes before everything else."""
    found = [
        e
        for e in entries
        if e.applies
        and (e.applies[0] or "") <= f"{year}-12-31"
        and (e.applies[1] or OPEN) >= f"{year}-01-01"
    ]
    return _chosen(found, "applies")


def _describing(entries: Sequence[Entry], year: int) -> Chosen | None:
    found = [
        e
        for e in entries
        if not e.applies and e.data and e.data[0][:4] <= f"{year:04}" <= e.data[1][:4]
    ]
    return _chosen(found, "data")


def _carried(entries: Sequence[Entry], year: int) -> Chosen | None:
    """Series that carry forward, and numbers that only say when they were published."""
    carried = [
        e
        for e in entries
        if not e.applies and (_carries_forward(e) or (e.data is None and e.published))
    ]
    past = [e for e in carried if (begin := _begin(e)) is not None and begin[:4] <= f"{year:04}"]
    return _newest(past, "carry-forward")


def _undated(entries: Sequence[Entry], year: int) -> Chosen | None:
    found = [e for e in entries if not (e.applies or e.data or e.published)]
    return _chosen(found, "undated")


def _newest(entries: Sequence[Entry], rule: str) -> Chosen | None:
    if not entries:
        return None
    newest = max(_end(e) or "" for e in entries)
    return _chosen([e for e in entries if (_end(e) or "") == newest], rule)


def _chosen(entries: list[Entry], rule: str) -> Chosen | None:
    return Chosen(entries, rule, period(entries[0])) if entries else None


def _carries_forward(entry: Entry) -> bool:
    series = entry.manifest.series_of(entry.activity)
    return series is not None and series.year == "carry-forward"


def _begin(entry: Entry) -> str | None:
    return entry.data[0] if entry.data else entry.published


def _end(entry: Entry) -> str | None:
    if entry.applies:
        return entry.applies[1] or OPEN
    return entry.data[1] if entry.data else entry.published
