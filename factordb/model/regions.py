"""Regions: codes, names, and the dated parents that a fallback climbs."""

from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from factordb.errors import RegionNotFound
from factordb.numbered import Family, Table

FAMILY = Family("regions", Path(__file__).with_name("tables"))
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


class Regions(Table):
    """One numbered table of regions."""

    def __init__(self, name: str) -> None:
        super().__init__(FAMILY, name)
        self._regions: dict[str, Region] = {}
        self._chains: dict[tuple[str, int | None], tuple[str, ...]] = {}

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        return {entry["code"]: entry for entry in self.content["regions"]}

    def codes(self) -> tuple[str, ...]:
        """Return all codes of the table, in its order."""
        return tuple(self._entries)

    def exists(self, code: str) -> bool:
        """Say whether ``code`` is a code of the table."""
        return code in self._entries

    def region(self, code: str) -> Region:
        """Return the region behind ``code``.

        Raises:
            RegionNotFound: there is none; the sentence names the nearest by code or name.
        """
        found = self._regions.get(code)
        if found is None:
            entry = self._entries.get(code)
            if entry is None:
                raise self._not_found(code)
            found = self._regions[code] = Region(
                code,
                str(entry["kind"]),
                dict(entry["name"]),
                tuple(entry.get("also", ())),
                tuple(Parent(**parent) for parent in entry["parents"]),
            )
        return found

    def chain(self, code: str, year: int | None = None) -> tuple[str, ...]:
        """Return ``code`` and what it lies in, nearest first, as it was in the data ``year``.

        A province, its grid area, its country, the areas of the world, ``GLO``.
        """
        known = self._chains.get((code, year))
        if known is None:
            known = self._chains[code, year] = self._climbed(code, year)
        return known

    def _climbed(self, code: str, year: int | None) -> tuple[str, ...]:
        found, waiting = [code], [code]
        while waiting:
            parents = [p.code for p in self.region(waiting.pop(0)).parents if p.holds(year)]
            fresh = [parent for parent in parents if parent not in found]
            found += fresh
            waiting += fresh
        if code != WORLD and WORLD in found:
            found.remove(WORLD)
            found.append(WORLD)
        return tuple(found)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the codes of one kind, in the table's order."""
        return tuple(code for code, entry in self._entries.items() if entry["kind"] == kind)

    @cached_property
    def _codes_by_word(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, entry in self._entries.items():
            for word in {code, *entry["name"].values(), *entry.get("also", ())}:
                found.setdefault(word.casefold(), []).append(code)
        return {word: tuple(codes) for word, codes in found.items()}

    def find(self, text: str) -> tuple[str, ...]:
        """Return the codes that ``text`` names, by code or a name in any language."""
        return self._codes_by_word.get(text.strip().casefold(), ())

    def country(self, name: str) -> str:
        """Return the ISO code of the country called ``name``.

        Raises:
            RegionNotFound: no country, or several, are called so.
        """
        codes = [code for code in self.find(name) if self._entries[code]["kind"] == "country"]
        if len(codes) != 1:
            raise self._not_found(name)
        return codes[0]

    def _not_found(self, code: str) -> RegionNotFound:
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong code needs it

        named = self.find(code)
        nearest = process.extractOne(
            code[:60], list(self._entries), scorer=fuzz.ratio, score_cutoff=60
        )
        suggestion = named[0] if named else nearest[0] if nearest else WORLD
        return RegionNotFound(
            f"{code[:60]!r} is no region. Did you mean {suggestion!r}?",
            region=code[:60],
            suggestion=suggestion,
        )


@cache
def named(name: str) -> Regions:
    """Return the table ``name``: ``regions-1``."""
    return Regions(name)


TODAY = named(FAMILY.newest())
"""The newest table: what documents are checked with, and queries that name no edition."""

codes, exists, region, chain = TODAY.codes, TODAY.exists, TODAY.region, TODAY.chain
of_kind, find, country = TODAY.of_kind, TODAY.find, TODAY.country
