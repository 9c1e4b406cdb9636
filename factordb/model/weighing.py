"""How much CO2 the gases of a factor are worth: the terms of a sum, and what it leaves out.

AR6 gives methane three values: over 100 years 27.9 for a mix of unknown origin, 29.8 with the later
oxidation of fossil carbon and 27.0 without it; over 20 years 81.2, 82.5 and 79.7. Where a CO2
factor assumes complete oxidation, as those of combustion do, the oxidation is counted already: so
the methane of combustion takes the non-fossil value whatever it was made of, and only fugitive
fossil methane takes the higher one.
AR5 prints its fossil value in a note only, and inventories under AR5 do not use it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from factordb.model import gwp as gwp_tables
from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.gwp import Gwp
from factordb.model.numbers import plain, times, total

SPLIT = frozenset({"AR6"})
"""Reports whose methane is weighed by origin and process, over 100 years and over 20."""

NEGLIGIBLE = Decimal("0.005")
"""Share of the mass below which gases without a GWP are reported and do not prevent a sum."""

Term = tuple[str, str]
"""Kg CO2e and how they were found: ``("0.028", "CH4 0.001 × 28")``."""


class Sum(NamedTuple):
    """What the gases of one factor are worth together."""

    value: str
    """Kg CO2e per unit, in plain digits."""
    steps: tuple[str, ...]
    """Each term: ``CH4 0.001 × 28``."""
    left_out: tuple[str, ...]
    """What is kept apart: ``CO2 biogenic``; and what the method has no weight for."""
    rules: tuple[str, ...] = ()
    """By which rule methane has its value, where its method has several."""


class Weights(NamedTuple):
    """By what single gases are weighed."""

    method: str | None
    table: Gwp

    def of(self, factor: Factor, amount: Amount) -> str | None:
        """Return kg CO2e per kg, in plain digits; nothing where the method has none."""
        if self.method is None:
            return None
        origin = _methane(factor, amount) if amount.gas == "CH4" and self.splits else None
        weight = self.table.weight(self.method, amount.gas, origin)
        return None if weight is None else plain(weight)

    @property
    def known(self) -> bool:
        """Whether the table weighs anything under the method: else nothing is negligible."""
        return self.method in self.table.methods()

    @property
    def splits(self) -> bool:
        """Whether methane is weighed by origin and process."""
        return self.method is not None and gwp_tables.report(self.method) in SPLIT


def weighed(
    factor: Factor,
    amounts: Sequence[Amount],
    method: str | None,
    inferred: str | None,
    table: Gwp = gwp_tables.TODAY,
) -> Sum | None:
    """Return the sum of single gases under ``method``, or nothing where it would be no total.

    A mass is weighed; what the publisher has weighed counts under his own method only, which
    ``inferred`` names where he does not. There is no total where the CO2 of several gases is
    missing, or gases cannot be weighed that are together half a percent of the mass or more.
    """
    weights = Weights(method, table)
    there = {a.gas for a in amounts if a.origin != "land-use"}
    if not amounts or (len({a.gas for a in amounts}) > 1 and "CO2" not in there):
        return None
    counted = {
        (gas, origin): alike
        for (gas, origin), alike in _by_gas(amounts).items()
        if not is_apart(factor, gas, origin)
    }
    found = [(alike, _term(factor, alike, weights, inferred)) for alike in counted.values()]
    terms = [term for _, term in found if term is not None]
    unweighed = [alike for alike, term in found if term is None]
    if not terms or not _negligible(unweighed, [*counted.values()], weights):
        return None
    return Sum(
        total(value for value, _ in terms),
        tuple(step for _, step in terms),
        left_out(factor, amounts)
        + tuple(f"{_named(a.gas, a.origin)} {a.kg}, without a GWP" for (a, *_) in unweighed),
        _rules(factor, amounts, weights),
    )


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


def _negligible(
    unweighed: Sequence[Sequence[Amount]], counted: Sequence[Sequence[Amount]], weights: Weights
) -> bool:
    """Say whether what has no weight is a small part of the mass, and all of it is a mass."""
    if not unweighed:
        return True
    if not weights.known or any(len(alike) != 1 or alike[0].kg is None for alike in unweighed):
        return False
    lost = sum((abs(Decimal(str(alike[0].kg))) for alike in unweighed), Decimal(0))
    masses = (a.kg for alike in counted for a in alike if a.kg is not None)
    return lost < NEGLIGIBLE * sum((abs(Decimal(kg)) for kg in masses), Decimal(0))


def _rules(factor: Factor, amounts: Sequence[Amount], weights: Weights) -> tuple[str, ...]:
    """Return by which rule each methane has its value; nothing where its method has but one."""
    if not weights.splits:
        return ()
    found = [a for a in amounts if a.gas == "CH4" and a.kg is not None]
    return tuple(
        f"{_named(a.gas, a.origin)} takes {weights.of(factor, a)}: {_why(factor, a)}" for a in found
    )


def _why(factor: Factor, methane: Amount) -> str:
    if methane.origin == "biogenic":
        return "it is of biogenic origin"
    if factor.boundary == ("combustion",):
        return "it is of combustion, whose CO2 counts all carbon as oxidised already"
    if _methane(factor, methane) == "fossil":
        return "it is fossil and fugitive, and its later oxidation to CO2 counts"
    return "origin and process do not both tell, so it is weighed as a mix of unknown origin"


def _by_gas(amounts: Sequence[Amount]) -> dict[tuple[str, str | None], list[Amount]]:
    found: dict[tuple[str, str | None], list[Amount]] = {}
    for amount in amounts:
        found.setdefault((amount.gas, amount.origin), []).append(amount)
    return found


def _term(
    factor: Factor, alike: Sequence[Amount], weights: Weights, inferred: str | None
) -> Term | None:
    """Return what one gas of one origin is worth: its mass if there is one, else its weight."""
    masses = [a for a in alike if a.kg is not None]
    if masses:
        return _of_mass(factor, masses[0], weights) if len(masses) == 1 else None
    same = [a.kg_co2e for a in alike if a.kg_co2e and (a.gwp or inferred) == weights.method]
    if len(same) != 1:
        return None
    return same[0], f"{_named(alike[0].gas, alike[0].origin)} {same[0]}, weighed by its publisher"


def _of_mass(factor: Factor, amount: Amount, weights: Weights) -> Term | None:
    assert amount.kg is not None  # noqa: S101  # a mass
    weight = "1" if amount.gas == "CO2" else weights.of(factor, amount)
    if weight is None:
        return None
    return times(amount.kg, weight), f"{_named(amount.gas, amount.origin)} {amount.kg} × {weight}"


def _methane(factor: Factor, amount: Amount) -> str | None:
    """Return which of its values methane takes; nothing where origin and process do not tell."""
    if amount.origin == "biogenic" or factor.boundary == ("combustion",):
        return "biogenic"
    fugitive = (factor.facets or {}).get("process") == "fugitive"
    return "fossil" if fugitive and amount.origin == "fossil" else None


def _named(gas: str, origin: str | None) -> str:
    return f"{gas} {origin}" if origin else gas
