"""What in a query names a region, a year, a unit, a dataset or an activity: soft filters.

The answer says which. A code alone is a code however it is written; among words only capitals are.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from factordb import units
from factordb.model import regions
from factordb.search import folding, thesaurus

_YEAR = re.compile(r"(19[5-9]\d|20\d\d)")
_SUFFIX = re.compile(r"^(地区|市|省|自治区)")
_AFTER_YEAR = re.compile(r"^年度?")
_EVERYWHERE = {"country", "world", "area", "grid"}
_LONGEST_NAME = 5


class Hint(NamedTuple):
    """Words of a query that narrow it where anything is left."""

    kind: str
    """``region``, ``year``, ``unit``, ``dataset`` or ``activity``."""
    words: str
    meant: tuple[str, ...]
    """Codes of regions, a year, a dimension, a dataset, or how activities begin."""
    exact: str = ""
    """The very unit, of what names one; the activity itself."""


class Words(NamedTuple):
    """A run of the query, and whether it was written with capitals only."""

    text: str
    shouted: bool


class Named(NamedTuple):
    """What a catalogue calls by names of its own, which are no words."""

    datasets: Container[str] = ()
    activities: Sequence[str] = ()
    """Sorted."""

    def hint(self, run: str) -> Hint | None:
        """Return what one run names; an activity is named by its slug, or by how that begins."""
        if run in self.datasets:
            return Hint("dataset", run, (run,))
        if "." in run and self.beginning(run):
            return Hint("activity", run, (run,), run)
        return None

    def beginning(self, run: str) -> Sequence[str]:
        """Return the activities that begin so."""
        first = bisect_left(self.activities, run)
        return self.activities[first : bisect_left(self.activities, f"{run}\U0010ffff")]


def read(
    text: str, known: Iterable[str], named: Named | None = None
) -> tuple[list[Words], list[Hint]]:
    """Return the runs of ``text`` without what names a region, a year or a unit; and those.

    ``known`` are the regions that factors are of; of others only countries and grids are named.
    With ``named`` datasets and activities are read as well.
    """
    places = _places(tuple(known))
    runs = [Words(folding.folded(run), run.isupper()) for run in folding.runs(_kept_case(text))]
    if named is not None:
        alone = [Words(run.text, shouted=run.text not in _units()) for run in runs]
        left, hints = _read(alone, places, named)
        if not left:
            return left, _one_a_kind(hints)
    if all(run.shouted for run in runs):
        runs = [Words(run.text, shouted=False) for run in runs]
    left, hints = _read(runs, places, named)
    return left, _one_a_kind(hints)


def _read(
    runs: list[Words], places: "_Places", named: Named | None
) -> tuple[list[Words], list[Hint]]:
    hints: list[Hint] = []
    left: list[Words] = []
    place = 0
    while place < len(runs):
        size, hint = _at(runs, place, places)
        if hint is None and named is not None:
            hint = named.hint(runs[place].text)
        if hint is None:
            left += _in_run(runs[place], places, hints)
        else:
            hints.append(hint)
        place += size
    return left, hints


def dimension_of(word: str) -> str | None:
    """Return what a word that names a unit measures; nothing where it names none."""
    unit = _units().get(folding.folded(word))
    return units.dimension(unit) if unit else None


def region(text: str, known: Iterable[str]) -> str | None:
    """Return the region that ``text`` is a code or a name of; nothing where it is none."""
    tidy = " ".join(text.split())
    if regions.exists(tidy.upper()):
        return tidy.upper()
    found = regions.find(tidy)
    if found:
        return found[0]
    left, named = read(tidy, known)
    meant = [hint.meant[0] for hint in named if hint.kind == "region"]
    return meant[0] if meant and not left else None


def _kept_case(text: str) -> str:
    """Fold script and width, but keep the case: ``IN`` may be India, ``in`` is not.

    What one character stands for may be a whole sentence; no more is read of it than of any text.
    """
    return text if text.isascii() else "".join(map(_kept, text))[: folding.LONGEST]


@lru_cache(maxsize=8_192)
def _kept(char: str) -> str:
    return char if char.isascii() else folding.folded(char)


def _at(runs: list[Words], place: int, places: "_Places") -> tuple[int, Hint | None]:
    """Return how many runs name something together, and what."""
    for size in range(min(_LONGEST_NAME, len(runs) - place), 0, -1):
        some = runs[place : place + size]
        words = " ".join(run.text for run in some)
        codes = places.names.get(words) or (
            places.codes.get(words) if size == 1 and (some[0].shouted or "-" in words) else None
        )
        if codes:
            return size, Hint("region", words, codes)
        unit = _units().get(words)
        if unit:
            return size, Hint("unit", words, (units.dimension(unit),), unit)
        if size == 1 and _YEAR.fullmatch(words):
            return 1, Hint("year", words, (words,))
    return 1, None


def _in_run(run: Words, places: "_Places", hints: list[Hint]) -> list[Words]:
    """Return what is left of a run, taking regions and units out of a Chinese one."""
    if not folding.is_han(run.text):
        return [run]
    text, left = run.text, list[Words]()
    start = len(text) - len(_AFTER_YEAR.sub("", text))
    for at, end, hint in _named(text, places):
        if at > start:
            left.append(Words(text[start:at], shouted=False))
        hints.append(hint)
        start = end
    if text[start:] not in ("", "每"):
        left.append(Words(text[start:], shouted=False))
    return left


def _named(text: str, places: "_Places") -> Iterator[tuple[int, int, Hint]]:
    """Yield the longest names of regions in a Chinese run, and a unit that ends or is it."""
    start = 0
    while start < len(text):
        for end in range(min(len(text), start + places.longest), start + 1, -1):
            codes = places.names.get(text[start:end])
            if codes:
                yield start, _without_suffix(text, end), Hint("region", text[start:end], codes)
                start = end
                break
        else:
            start += 1
    for size in (4, 3, 2, 1):
        at = len(text) - size
        unit = _units().get(text[at:]) if at >= 0 else None
        if unit and (at == 0 or text[at - 1] in "每/元" or size > 1):
            yield at, len(text), Hint("unit", text[at:], (units.dimension(unit),), unit)
            return


def _without_suffix(text: str, end: int) -> int:
    found = _SUFFIX.match(text[end:])
    return end + found.end() if found else end


def _one_a_kind(hints: list[Hint]) -> list[Hint]:
    """Keep the first of each kind: two regions in one query contradict each other."""
    kept: dict[str, Hint] = {}
    for hint in hints:
        kept.setdefault(hint.kind, hint)
    return list(kept.values())


class _Places(NamedTuple):
    names: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]
    longest: int
    """Characters of the longest Chinese name."""


@lru_cache(maxsize=8)
def _places(known: tuple[str, ...]) -> _Places:
    names: dict[str, tuple[str, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}
    for code in _considered(known):
        codes[code.casefold()] = (code,)
        region = regions.region(code)
        if region.kind == "egrid":
            codes[code.rpartition("-")[2].casefold()] = (code,)
        for name in (*region.name.values(), *region.also, *_further().get(code, ())):
            for one in _spellings(name):
                names[one] = (*(c for c in names.get(one, ()) if c != code), code)
    # A country is meant before what is called the same within another.
    ordered = {name: _widest_first(found) for name, found in names.items()}
    return _Places(ordered, codes, max(len(n) for n in names if folding.is_han(n)))


def _considered(known: tuple[str, ...]) -> list[str]:
    wanted = {code for one in known for code in regions.chain(one)}
    wanted |= {code for code in regions.codes() if regions.region(code).kind in _EVERYWHERE}
    wanted |= {code for code in regions.codes() if code.startswith("CN-")}
    return sorted(wanted)


def _spellings(name: str) -> Iterator[str]:
    one = folding.folded(re.sub(r"[（(].*?[）)]", "", name)).strip()
    if len(one) < 2:
        return
    for suffix in ("电网", " grid"):  # What is asked for there is still electricity of the grid.
        one = one.removesuffix(suffix) if len(one) > len(suffix) + 1 else one
    yield one if folding.is_han(one) else " ".join(folding.runs(one))


def _widest_first(codes: tuple[str, ...]) -> tuple[str, ...]:
    countries = tuple(c for c in codes if regions.region(c).kind in ("country", "world", "area"))
    return countries or codes


@lru_cache(maxsize=1)
def _further() -> dict[str, tuple[str, ...]]:
    return {one["code"]: tuple(one["words"]) for one in thesaurus.content()["regions"]}


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {
        folding.folded(word): one["unit"]
        for one in thesaurus.content()["units"]
        for word in one["words"]
    }
