"""Released gases: one kg of a gas weighs its GWP, by the method that is stated."""

from functools import lru_cache

from factordb import units
from factordb.errors import FactordbError, UnknownWord
from factordb.model import gwp, vocabulary
from factordb.model.property import Property
from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.subject import Subject

FAR_FROM_GWP = Rule(
    "gas-far-from-its-gwp",
    Severity.HOLD,
    "A kg of a released gas weighs nothing like its GWP by any method",
    "gwp-1; printed once: HFC in the wrong unit",
)
OTHER_METHOD = Rule(
    "gwp-of-another-method",
    Severity.HOLD,
    "The GWP of a gas is that of another method than the one that is stated",
    "gwp-1; printed once: AR4 numbers in an AR5 column",
)
_GROUPS = ("refrigerant.", "gas.")
_ROUNDING = 0.003
_DISTANT = 3.0
"""Times: no two methods of the table lie so far apart for what has no more than two atoms of it."""


def see(subject: Subject, found: Findings) -> None:
    """Hold the total of a released gas against its GWP."""
    factor = subject.factor
    if subject.whole is None or not factor.activity.startswith(_GROUPS):
        return
    gas, per_kg = _gas(factor.activity), _per_kg(factor.unit)
    amount, value = subject.whole
    if gas is None or per_kg is None or amount.gas != "CO2e":
        return
    method = amount.gwp or subject.inferred
    told = _wrong(gas, method, value / per_kg)
    if told is not None:
        found.add(told[0], subject.at(amount), told[1], subject.digest)


def see_property(digest: str, property_: Property, found: Findings) -> None:
    """Hold a property that is a GWP against the table."""
    if property_.property != "gwp-100" or property_.value is None:
        return
    gas = _gas(property_.subject)
    method = (property_.facets or {}).get("method")
    told = _wrong(gas, method, float(property_.value)) if gas else None
    if told is not None:
        at = property_.source.cells[0].at
        found.add(told[0], at if isinstance(at, str) else at[0], told[1], digest)


def _wrong(gas: str, method: str | None, value: float) -> tuple[Rule, str] | None:
    """Return what is wrong with the GWP of a gas, or nothing."""
    known = _known(gas)
    if not known or value == 0:
        return None
    if all(not 1 / _DISTANT < value / each < _DISTANT for each in known.values()):
        usual = known.get(method or "", next(iter(known.values())))
        cause = limits.mistake(value / usual)
        told = f"{value:g} kg CO2e per kg of {gas}, where {usual:g} is known"
        return FAR_FROM_GWP, told + (f": {cause}?" if cause else "")
    stated = known.get(method or "")
    if stated is None or _is(value, stated):
        return None
    others = [name for name, each in known.items() if _is(value, each)]
    if not others:
        return None
    told = (
        f"{value:g} for {gas} is of {' and '.join(others)}; by {method}, as is stated, {stated:g}"
    )
    return OTHER_METHOD, told


def _is(value: float, gwp100: float) -> bool:
    return abs(value / gwp100 - 1) < _ROUNDING


@lru_cache(maxsize=1024)
def _known(gas: str) -> dict[str, float]:
    """Return the GWP of a gas by method, where it has one; of methane the one for any origin."""
    found = {method: gwp.weight(method, gas) for method in gwp.methods()}
    return {method: float(value) for method, value in found.items() if value}


@lru_cache(maxsize=4096)
def _gas(activity: str) -> str | None:
    """Return the gas that the last word of an activity names, or nothing."""
    try:
        return vocabulary.gas(activity.rpartition(".")[2].removeprefix("type-"))
    except UnknownWord:
        return None


@lru_cache(maxsize=1024)
def _per_kg(unit: str) -> float | None:
    """Return how many kg one ``unit`` is, or nothing where it is no mass."""
    try:
        return float(units.ratio(units.bare(unit), "kg").number)
    except FactordbError:
        return None
