"""What one row says: the number, the gas or energy that it is of, and what it is about."""

import re
from functools import lru_cache
from typing import NamedTuple

from factordb import units
from factordb.errors import FactordbError, Invalid
from factordb.importers import printed
from factordb.importers.uk_ghg_flat.activities import Levels, Meaning, meaning
from factordb.importers.uk_ghg_flat.sheet import Line
from factordb.model import vocabulary

LONGEST_WORDS = 300
"""Characters in one level; the longest so far has 60."""

LONGEST_NUMBER = 100
"""Digits, as documents take them."""

_WEIGHTED = re.compile(r"kg CO2e( of (?P<gas>\w+))?( per unit)?", re.IGNORECASE)
_UNSAID = re.compile(r"kg (?P<gas>CO2|CH4|N2O)( per unit)?", re.IGNORECASE)
_ENERGY = re.compile(r"kWh( \((?P<basis>[^()]*)\))?", re.IGNORECASE)


class Kind(NamedTuple):
    """What the column GHG says a number is."""

    gas: str | None
    """Nothing for energy per distance."""
    weighted: bool = True
    """Whether the label says that it is weighted."""
    energy: str | None = None
    """``kWh{NCV}`` or ``kWh``."""


class Number(NamedTuple):
    """One number of the file."""

    line: Line
    value: str | None
    """In plain digits; nothing where it is a bound."""
    below: str | None

    def kind(self) -> Kind:
        """Return what the column GHG says it is."""
        return _kind(self.line.ghg)


class Subject(NamedTuple):
    """What numbers of one document share."""

    meaning: Meaning
    unit: str
    """Canonical: ``t``, ``kWh{NCV}/km``."""
    per: str | None
    """The distance that an energy is per; nothing for factors."""


def value(line: Line) -> Number | str:
    """Return the number of a row, or why it is none."""
    number, below = printed.number(line.printed), printed.below(line.printed)
    if number is None and below is None:
        return "The cell holds no number, and no bound such as < 1."
    if len(number or "") > LONGEST_NUMBER:
        return f"A number of more than {LONGEST_NUMBER} digits was never measured."
    if below is not None and _ENERGY.fullmatch(line.ghg):
        return "A bound is no property."
    return Number(line, number, below)


@lru_cache(maxsize=16384)
def subject(levels: Levels, unit: str, ghg: str) -> Subject | str:
    """Return what a row is about, or why that cannot be said."""
    if not levels.level1 or not unit:
        return "The row names no Level 1 or no unit, so it is about nothing."
    if max(map(len, levels)) > LONGEST_WORDS:
        return f"A level of more than {LONGEST_WORDS} characters is no name."
    try:
        kind, about = _kind(ghg), meaning(levels)
        per = units.canonical(unit)
        if kind.energy is None:
            return Subject(about, per, None)
        # Electricity has no calorific value, whatever its label says.
        electric = ("source", "electricity") in about.facets
        energy = units.bare(kind.energy) if electric else kind.energy
        return Subject(about, units.canonical(f"{energy}/{per}"), per)
    except FactordbError as error:
        return error.detail


@lru_cache(maxsize=256)
def _kind(ghg: str) -> Kind:
    """Return what the column GHG says a number is.

    Raises:
        Invalid: it is neither a weighted gas nor an energy.
    """
    tidy = " ".join(ghg.replace("₂", "2").replace("₄", "4").split())
    weighted, unsaid, energy = (p.fullmatch(tidy) for p in (_WEIGHTED, _UNSAID, _ENERGY))
    if weighted:
        return Kind(vocabulary.gas(weighted["gas"]) if weighted["gas"] else "CO2e")
    if unsaid:
        return Kind(vocabulary.gas(unsaid["gas"].upper()), weighted=False)
    if energy:
        return Kind(None, energy=units.canonical(tidy))
    raise Invalid(f"{ghg[:60]!r} in the column GHG is no gas that this layout knows.")
