"""Which of the numbers that succeed each other an activity year means."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve.succession import latest_published

OPEN = "9999-12-31"
Year = int | str | None
Rule = Callable[[Sequence[Entry], int], Sequence[Entry]]


class Chosen(NamedTuple):
    """What a year left of numbers that succeed each other."""

    entries: Sequence[Entry]
    rule: str | None
    """Name of the rule; nothing where no year was asked."""


def choose(entries: Sequence[Entry], year: Year, rules: Sequence[str]) -> Chosen | None:
    """Return which of ``entries`` the activity ``year`` means under the first rule that has any.

    ``latest`` takes the newest. Without a year nothing is left out.
    """
    if year is None:
        return Chosen(entries, None)
    if not isinstance(year, int):
        return Chosen(_newest(entries), year)
    for rule in rules:
        found = _RULES[rule](entries, year)
        if found:
            return Chosen(found, rule)
    return None


def period(entry: Entry) -> str:
    """Return the dates of ``entry`` as one short text: ``2023``, ``2012/2014``, ``from 2022``."""
    if entry.applies:
        first, last = entry.applies
        if first and last:
            return _span(first, last)
        return f"from {first[:4]}" if first else f"until {str(last)[:4]}"
    if entry.data:
        return _span(*entry.data)
    return f"published {entry.published}" if entry.published else "undated"


def _span(first: str, last: str) -> str:
    whole = first.endswith("-01-01") and last.endswith("-12-31")
    if not whole:
        return f"{first}/{last}"
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}/{last[:4]}"


def _applying(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    """The publisher's own word on activity dates goes before everything else."""
    return [
        e
        for e in entries
        if e.applies
        and (e.applies[0] or "") <= f"{year}-12-31"
        and (e.applies[1] or OPEN) >= f"{year}-01-01"
        and not _followed(e, entries, year)
    ]


def _followed(entry: Entry, entries: Sequence[Entry], year: int) -> bool:
    """Say whether an open end was ended before ``year``, by what a later release began."""
    first, last = entry.applies or (None, None)
    return last is None and any(
        other.reference != entry.reference
        and other.applies is not None
        and (first or "") < (other.applies[0] or "") <= f"{year}-01-01"
        for other in entries
    )


def _describing(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    return [
        e
        for e in entries
        if not e.applies and e.data and e.data[0][:4] <= f"{year:04}" <= e.data[1][:4]
    ]


def _carried(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    """The newest that began by then, of series that carry forward."""
    begun = [
        e
        for e in entries
        if not e.applies
        and _carries_forward(e)
        and ((e.data[0] if e.data else e.published) or "")[:4] <= f"{year:04}"
    ]
    return _newest(begun)


def _earlier(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    """The newest whose period ended before."""
    return _newest([e for e in entries if _last(e) < f"{year}-01-01" and (e.applies or e.data)])


def _published(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    """The newest publication by then, of numbers that state no period."""
    stated = (e for e in entries if not (e.applies or e.data) and e.published)
    return latest_published(e for e in stated if str(e.published)[:4] <= f"{year:04}")


def _undated(entries: Sequence[Entry], year: int) -> Sequence[Entry]:
    return [e for e in entries if not (e.applies or e.data or e.published)]


_RULES: dict[str, Rule] = {
    "applies": _applying,
    "data": _describing,
    "carry-forward": _carried,
    "earlier": _earlier,
    "published": _published,
    "undated": _undated,
}


def _newest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Of those that all state a period the last to end; else the last published.

    A period that holds another and ends with it is as new as that one; of open ends the last to
    begin is the newest.
    """
    if not entries or not all(e.applies or e.data for e in entries):
        return latest_published(entries)
    last = max(map(_last, entries))
    newest = [e for e in entries if _last(e) == last]
    if last == OPEN:
        begun = max(map(_first, newest))
        newest = [e for e in newest if _first(e) == begun]
    return newest


def _carries_forward(entry: Entry) -> bool:
    series = entry.manifest.series_of(entry.activity)
    return series is not None and series.year == "carry-forward"


def _first(entry: Entry) -> str:
    return (entry.applies[0] if entry.applies else entry.data[0] if entry.data else None) or ""


def _last(entry: Entry) -> str:
    if entry.applies:
        return entry.applies[1] or OPEN
    return entry.data[1] if entry.data else OPEN
