"""Regions: codes, names, and the dated parents that a fallback climbs."""

from functools import cache
from typing import NamedTuple

from factordb.errors import RegionNotFound
from factordb.model import numbered

TABLE = "regions-1"
WORLD = "GLO"


class Parent(NamedTuple):
    """A region that another lies in, for the data years from ``since`` to ``until``."""

    code: str
    since: int | None = None
    until: int | None = None
    part: dict[str, str] | None = None
    """The part that lies in it, where two such regions share one: 蒙东 in 东北. By language."""

    def holds(self, year: int | None) -> bool:
        """Say whether it holds in the data ``year``; without a year, whether it holds today."""
        if year is None:
            return self.until is None
        return (self.since or 0) <= year <= (self.until or 9999)


class Region(NamedTuple):
    code: str
    """ISO 3166-1/-2, ``M49-142``, ``CN-GRID-EAST``, ``US-EGRID-CAMX``, ``X-EMBER-G20``, ``GLO``."""
    kind: str
    """``world``, ``area``, ``country``, ``subdivision``, ``grid``, ``egrid``, ``publisher`` or
    ``relative``."""
    name: dict[str, str]
    also: tuple[str, ...]
    parents: tuple[Parent, ...]
    """The nearest first."""


@cache
def _table() -> dict[str, dict[str, object]]:
    return {entry["code"]: entry for entry in numbered.content(TABLE)["regions"]}


def codes() -> tuple[str, ...]:
    """Return all codes of the table, in its order."""
    return tuple(_table())


def exists(code: str) -> bool:
    """Say whether ``code`` is a code of the table."""
    return code in _table()


@cache
def region(code: str) -> Region:
    """Return the region behind ``code``.

    Raises:
        RegionNotFound: there is none; the sentence names the nearest by code or name.
    """
    entry = _table().get(code)
    if entry is None:
        raise _not_found(code)
    parents = entry["parents"]
    return Region(
        code,
        str(entry["kind"]),
        dict(entry["name"]),  # type: ignore[call-overload]  # a JSON object
        tuple(entry.get("also", ())),  # type: ignore[arg-type]  # a JSON list
        tuple(Parent(**parent) for parent in parents),  # type: ignore[attr-defined]  # likewise
    )


@cache
def chain(code: str, year: int | None = None) -> tuple[str, ...]:
    """Return ``code`` and what it lies in, nearest first, as it was in the data ``year``.

    A province, its grid area, its country, the areas of the world, ``GLO``.
    """
    found, waiting = [code], [code]
    while waiting:
        parents = [p.code for p in region(waiting.pop(0)).parents if p.holds(year)]
        fresh = [parent for parent in parents if parent not in found]
        found += fresh
        waiting += fresh
    if code != WORLD and WORLD in found:
        found.remove(WORLD)
        found.append(WORLD)
    return tuple(found)


@cache
def of_kind(kind: str) -> tuple[str, ...]:
    """Return the codes of one kind, in the table's order."""
    return tuple(code for code, entry in _table().items() if entry["kind"] == kind)


@cache
def _codes_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, entry in _table().items():
        names = [*entry["name"].values(), *entry.get("also", ())]  # type: ignore[attr-defined,misc]
        for word in {code, *names}:
            found.setdefault(word.casefold(), []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def find(text: str) -> tuple[str, ...]:
    """Return the codes that ``text`` names, by code or by a name in any language; none if none."""
    return _codes_by_word().get(text.strip().casefold(), ())


def country(name: str) -> str:
    """Return the ISO code of the country called ``name``.

    Raises:
        RegionNotFound: no country, or several, are called so.
    """
    codes = [code for code in find(name) if _table()[code]["kind"] == "country"]
    if len(codes) != 1:
        raise _not_found(name)
    return codes[0]


def digest() -> str:
    """Return the digest of the table."""
    return numbered.digest_of(TABLE)


def _not_found(code: str) -> RegionNotFound:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong code needs it

    named = find(code)
    nearest = process.extractOne(code[:60], list(_table()), scorer=fuzz.ratio, score_cutoff=60)
    suggestion = named[0] if named else nearest[0] if nearest else WORLD
    return RegionNotFound(
        f"{code[:60]!r} is no region. Did you mean {suggestion!r}?",
        region=code[:60],
        suggestion=suggestion,
    )
