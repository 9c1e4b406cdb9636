"""Numbered tables of units, each read once."""

from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from factordb.numbered import Family, Table

FAMILY = Family("units", Path(__file__).parent)


class Symbol(NamedTuple):
    """One unit of the table."""

    symbol: str
    is_: str
    """What it is in the registry's words: ``kilowatt_hour``, ``2000*pound*mile``."""
    of: dict[str, int]
    """Its dimension: ``{"energy": 1}``, ``{"length": 1, "mass": 1}``."""
    names: dict[str, str]
    """Its name in English and Chinese."""
    also: tuple[str, ...]
    """Every other accepted spelling."""


class Units(Table):
    """One numbered table of units."""

    def __init__(self, name: str) -> None:
        super().__init__(FAMILY, name)

    @cached_property
    def symbols(self) -> dict[str, Symbol]:
        """The units of the table by canonical symbol."""
        return {
            entry["symbol"]: Symbol(
                entry["symbol"],
                entry["is"],
                entry["of"],
                {language: entry[language] for language in ("en", "zh") if language in entry},
                tuple(entry["also"]),
            )
            for entry in self.content["units"]
        }

    @cached_property
    def by_spelling(self) -> dict[str, str]:
        """Canonical symbols, some annotated, by every accepted spelling."""
        symbols, annotated = self.symbols, self.content["annotated"]
        found = {symbol: symbol for symbol in symbols}
        found |= {also: s.symbol for s in symbols.values() for also in s.also}
        found |= {also: unit for unit, spellings in annotated.items() for also in spellings}
        return found

    @cached_property
    def by_folded_spelling(self) -> dict[str, str | None]:
        """The same without regard to case; nothing where case decides (``MW`` and ``mW``)."""
        found: dict[str, str | None] = {}
        for spelling, unit in self.by_spelling.items():
            folded = spelling.casefold()
            found[folded] = unit if found.get(folded, unit) == unit else None
        return found

    @cached_property
    def notes(self) -> dict[str, str]:
        """Annotations by every folded spelling: ``net cv`` and ``低位`` are ``NCV``."""
        return {text: note for note, spelt in self.content["notes"].items() for text in spelt}

    @property
    def ambiguous(self) -> dict[str, list[str]]:
        """What people write without saying which unit they mean, folded, with the candidates."""
        found: dict[str, list[str]] = self.content["ambiguous"]
        return found

    @property
    def exclusive(self) -> list[list[str]]:
        """Groups of annotations of which a unit may carry one: net and gross."""
        found: list[list[str]] = self.content["exclusive"]
        return found

    @property
    def definitions(self) -> tuple[str, ...]:
        """What the registry must be told before it knows every symbol."""
        return tuple(self.content["definitions"])


@cache
def named(name: str) -> Units:
    """Return the table ``name``: ``units-1``."""
    return Units(name)


TODAY = named(FAMILY.newest())
"""The newest table: what documents are read with, and queries that name no edition."""
