"""By which calorific value, and in which year's money, a line counts: what nobody may guess.

A kilowatt-hour of gas by its gross value is a tenth less gas than one by its net value, and a
dollar of 2021 bought more than one of today. Where a line does not say, somebody has to look.
"""

import re
from functools import cache, lru_cache

from factordb import units
from factordb.errors import UnknownUnit
from factordb.search import confidence, folding

_YEAR = re.compile(r"(19|20)\d\d")
ENERGY, MONEY = "energy", "currency"


def stated(text: str) -> str | None:
    """Return the calorific value that ``text`` names, ``GCV`` or ``NCV``; nothing without one."""
    found = _words().search(folding.folded(text))
    return found.lastgroup if found else None


def unit(text: str) -> str:
    """Return the canonical unit of a cell: ``kWh (gross CV)`` is ``kWh{GCV}``.

    Raises:
        UnknownUnit: it is none.
    """
    try:
        return units.canonical(text)
    except UnknownUnit:
        basis = stated(text)
        plain = re.sub(r"[()（）\[\],，]", " ", _words().sub(" ", folding.folded(text))).strip()
        for one in (plain, _as_written(text, plain)):
            try:
                if basis and units.dimension(one) == ENERGY:
                    return units.canonical(f"{one}{{{basis}}}")
            except UnknownUnit:
                continue
        raise


def unsaid(unit_: str, dimension: str | None, basis: str | None) -> bool:
    """Say whether a factor per ``unit_`` has a calorific value that a line in energy does not."""
    has = set(_notes(unit_)) & set(confidence.model().basis)
    return bool(has) and dimension == ENERGY and basis not in has


def other_money(unit_: str, year: int | None) -> bool:
    """Say whether a factor is per money of a year that is not the line's."""
    years = [note for note in _notes(unit_) if _YEAR.fullmatch(note)]
    return bool(years) and str(year) not in years


@lru_cache(maxsize=4_096)
def _notes(unit_: str) -> tuple[str, ...]:
    return units.annotations(unit_)


@cache
def _words() -> re.Pattern[str]:
    """Return what finds the words for each; Latin ones stand alone, the longest first."""
    said = []
    for basis, words in confidence.model().basis.items():
        longest = sorted(words, key=len, reverse=True)
        one = (re.escape(w) if folding.is_han(w) else rf"\b{re.escape(w)}\b" for w in longest)
        said.append(f"(?P<{basis}>{'|'.join(one)})")
    return re.compile("|".join(said))


def _as_written(text: str, plain: str) -> str:
    """Return ``plain`` in the case it has in ``text``: ``MJ`` is no ``mj``."""
    at = text.casefold().find(plain)
    return text[at : at + len(plain)] if at >= 0 else plain
