"""How much CO2 the gases of a factor are worth: the terms of a sum, and what it leaves out.

AR6 gives methane three values: 27.9 for a mix of unknown origin, 29.8 with the later oxidation of
fossil carbon, 27.0 without it. Where a CO2 factor assumes complete oxidation, as those of
combustion do, the oxidation is counted already: so the methane of combustion takes the
non-fossil value whatever it was made of, and only fugitive fossil methane takes the higher one.
AR5 prints its fossil value in a note only, and inventories under AR5 do not use it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from factordb.model import gwp as gwp_tables
from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.numbers import plain, times, total

SPLIT = frozenset({"AR6"})
"""Methods whose methane is weighed by origin and process."""

Term = tuple[str, str]
"""Kg CO2e and how they were found: ``("0.028", "CH4 0.001 × 28")``."""


class Sum(NamedTuple):
    """What the gases of one factor are worth together."""

    value: str
    """Kg CO2e per unit, in plain digits."""
    steps: tuple[str, ...]
    """Each term: ``CH4 0.001 × 28``."""
    left_out: tuple[str, ...]
    """What is kept apart: ``CO2 biogenic``."""


def weighed(
    factor: Factor, amounts: Sequence[Amount], method: str | None, inferred: str | None
) -> Sum | None:
    """Return the sum of single gases under ``method``, or nothing where it would be no total.

    A mass is weighed; what the publisher has weighed counts under his own method only, which
    ``inferred`` names where he does not. There is no total where the CO2 of several gases is
    missing, or one of them cannot be weighed.
    """
    there = {a.gas for a in amounts if a.origin != "land-use"}
    if not amounts or (len({a.gas for a in amounts}) > 1 and "CO2" not in there):
        return None
    terms: list[Term] = []
    for (gas, origin), alike in _by_gas(amounts).items():
        if not is_apart(factor, gas, origin):
            term = _term(factor, alike, method, inferred)
            if term is None:
                return None
            terms.append(term)
    if not terms:
        return None
    value = total(value for value, _ in terms)
    return Sum(value, tuple(step for _, step in terms), left_out(factor, amounts))


def left_out(factor: Factor, amounts: Sequence[Amount]) -> tuple[str, ...]:
    """Return what of ``amounts`` a sum keeps apart, each once: ``CO2 biogenic``."""
    return tuple(
        _named(gas, origin) for gas, origin in _by_gas(amounts) if is_apart(factor, gas, origin)
    )


def is_apart(factor: Factor, gas: str, origin: str | None) -> bool:
    """Say whether a sum keeps a gas apart.

    Biogenic CO2 and land use count only where the publisher says that he counts them.
    """
    said = factor.conventions or {}
    if gas in gwp_tables.PRECURSORS:
        return True
    if gas == "CO2" and origin == "biogenic":
        return said.get("biogenic-co2") != "net"
    return origin == "land-use" and said.get("land-use") != "in"


def _by_gas(amounts: Sequence[Amount]) -> dict[tuple[str, str | None], list[Amount]]:
    found: dict[tuple[str, str | None], list[Amount]] = {}
    for amount in amounts:
        found.setdefault((amount.gas, amount.origin), []).append(amount)
    return found


def _term(
    factor: Factor, alike: Sequence[Amount], method: str | None, inferred: str | None
) -> Term | None:
    """Return what one gas of one origin is worth: its mass if there is one, else its weight."""
    masses = [a for a in alike if a.kg is not None]
    if masses:
        return _of_mass(factor, masses[0], method) if len(masses) == 1 else None
    same = [a.kg_co2e for a in alike if a.kg_co2e and (a.gwp or inferred) == method]
    if len(same) != 1:
        return None
    return same[0], f"{_named(alike[0].gas, alike[0].origin)} {same[0]}, weighed by its publisher"


def _of_mass(factor: Factor, amount: Amount, method: str | None) -> Term | None:
    assert amount.kg is not None  # noqa: S101  # a mass
    weight = "1" if amount.gas == "CO2" else _weight(factor, amount, method)
    if weight is None:
        return None
    return times(amount.kg, weight), f"{_named(amount.gas, amount.origin)} {amount.kg} × {weight}"


def _weight(factor: Factor, amount: Amount, method: str | None) -> str | None:
    if method is None:
        return None
    splits = amount.gas == "CH4" and method in SPLIT
    origin = _methane(factor, amount) if splits else None
    weight = gwp_tables.gwp100(method, amount.gas, origin)
    return None if weight is None else plain(weight)


def _methane(factor: Factor, amount: Amount) -> str | None:
    """Return which of its values methane takes; nothing where origin and process do not tell."""
    if amount.origin == "biogenic" or factor.boundary == ("combustion",):
        return "biogenic"
    fugitive = (factor.facets or {}).get("process") == "fugitive"
    return "fossil" if fugitive and amount.origin == "fossil" else None


def _named(gas: str, origin: str | None) -> str:
    return f"{gas} {origin}" if origin else gas
