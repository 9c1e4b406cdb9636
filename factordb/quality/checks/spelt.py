"""What is printed beside a number, against what was made of it: units, gases, carbon."""

import re
from functools import lru_cache
from typing import NamedTuple

from factordb import units
from factordb.errors import FactordbError
from factordb.model.amount import Amount
from factordb.model.numbers import is_plain
from factordb.model.source import Cell
from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.subject import Subject

DIMENSION = Rule(
    "dimension-of-another-kind",
    Severity.HOLD,
    "Such an activity is not measured in this unit",
    f"{limits.TABLE}, dimensions",
)
SCALE = Rule(
    "not-the-printed-unit",
    Severity.HOLD,
    "The unit printed beside the number is not the one it was taken in",
    "printed once: kg/kWh for kg/MWh, g for kg, MWh for GJ, short tons for tonnes",
)
NUMBER = Rule(
    "not-the-printed-number",
    Severity.HOLD,
    "The number is not the printed one after the steps that are told",
    "every number can be found again",
)
CARBON = Rule(
    "carbon-as-co2",
    Severity.HOLD,
    "The unit printed beside the number counts carbon, and it was taken for CO2",
    "printed once: kgC as kgCO2, 44/12 too small",
)
CO2_AS_CO2E = Rule(
    "co2-as-co2e",
    Severity.WARN,
    "A total of all gases, beside which CO2 alone is printed",
    "printed once: CO2 alone labelled CO2e",
)
CO2E_AS_CO2 = Rule(
    "co2e-as-co2",
    Severity.HOLD,
    "A mass of CO2, beside which CO2e is printed",
    "ISO 14067: a weighted sum is no mass",
)

_MASSES = {
    **dict.fromkeys(("kg", "千克", "kilogram", "kilograms"), 1.0),
    **dict.fromkeys(("g", "克", "gram", "grams"), 0.001),
    "mg": 1e-6,
    **dict.fromkeys(("t", "吨", "tonne", "tonnes", "metric ton", "metric tons"), 1000.0),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), 0.45359237),
    **dict.fromkeys(("kt", "kilotonne", "kilotonnes"), 1e6),
}
_MASS = re.compile(
    r"\s*(kilograms?|grams?|kilotonnes?|metric tons?|tonnes?|pounds?|kg|mg|kt|lbs?|[gt]|千克|克|吨)"
    r"(?=\s|CO2|CH4|N2O|C\b|[A-Z]|$)",
    re.IGNORECASE,
)
_PER = re.compile(r"\s*/\s*|\s+per\s+")
_CARBON = re.compile(r"(?:kg|g|t|lb|kt|tonne|\s|^)C(?![A-Za-z0-9₂])|as [Cc]arbon")
_CO2E = re.compile(r"CO[2₂][\s-]*e", re.IGNORECASE)
_CO2 = re.compile(r"CO[2₂](?![\s-]*e)", re.IGNORECASE)


class Printed(NamedTuple):
    """A unit as it stands beside a number: ``lb CO2/MWh``."""

    mass: float | None
    """Kg in one of what is counted; nothing where it is not told."""
    per: str | None
    """The unit below, canonical; nothing where it is none that is known."""


def see(subject: Subject, found: Findings) -> None:
    """Hold one factor against what is printed beside its numbers."""
    factor = subject.factor
    if not limits.fits(subject.stem, factor.unit):
        told = f"{factor.activity} per {factor.unit}, which is {units.dimension(factor.unit)}"
        found.add(DIMENSION, subject.at(), told, subject.digest)
    for amount, value in zip(factor.amounts, subject.values, strict=True):
        cell = subject.cell(amount)
        if value is None:
            continue
        if cell.steps or cell.printed != amount.value():  # else it is the printed one to the digit
            _see_steps(subject, amount, value, found)
        if cell.unit is None:
            continue
        kind = "kg" if amount.kg is not None else "kg_co2e"
        for rule, told in _wrong(cell.unit, cell.steps or (), factor.unit, amount.gas, kind):
            found.add(rule, subject.at(amount), f"{cell.printed} {told}", subject.digest)


def _see_steps(subject: Subject, amount: Amount, value: float, found: Findings) -> None:
    cell = subject.cell(amount)
    if not is_as_printed(value, cell):
        told = f"{cell.printed} is printed, and {value:g} kg stands in the factor"
        found.add(NUMBER, subject.at(amount), told, subject.digest)


def is_as_printed(value: float, cell: Cell) -> bool:
    """Say whether a number is what its cell prints, where that is one plain number."""
    times = taken(cell.steps) if cell.steps else 1.0
    if times is None or not is_plain(cell.printed):
        return True
    expected = float(cell.printed) * times
    return abs(value - expected) <= 1e-9 * abs(expected)


@lru_cache(maxsize=8192)
def _wrong(
    text: str, steps: tuple[tuple[str, str, str], ...], unit: str, gas: str, kind: str
) -> tuple[tuple[Rule, str], ...]:
    """Return what does not fit between a printed unit and the amount per ``unit``."""
    said = read(text)
    times = taken(steps)
    wrong: list[tuple[Rule, str]] = []
    surplus = times / said.mass if said.mass is not None and times is not None else 1
    if abs(surplus - 1) > 1e-6 and not _is_carbon(text, surplus):
        wrong.append((SCALE, f"is printed in {text!r}, but was multiplied by {times:g} to be kg"))
    if said.per is not None and (off := _times(said.per, unit)) != 1:
        told = f"is printed per {said.per} ({text!r}), and was taken per {unit}: {off:g} times"
        wrong.append((SCALE, told))
    if gas == "CO2" and _CARBON.search(text) and (times or 1.0) in (0.001, 1.0, 1000.0):
        wrong.append((CARBON, f"is printed in {text!r}: times 44/12"))
    if (gas, kind) == ("CO2", "kg") and _CO2E.search(text):
        wrong.append((CO2E_AS_CO2, f"is printed in {text!r}"))
    if (gas, kind) == ("CO2e", "kg_co2e") and _CO2.search(text) and not _CO2E.search(text):
        wrong.append((CO2_AS_CO2E, f"is printed in {text!r}"))
    return tuple(wrong)


@lru_cache(maxsize=4096)
def read(text: str) -> Printed:
    """Return what a printed unit says, as far as it can be told."""
    above, *below = _PER.split(text, maxsplit=1)
    mass = _MASS.match(above)
    word = " ".join(mass[1].split()) if mass else ""
    counted = 1000.0 if word == "Mg" else _MASSES.get(word.casefold())
    return Printed(counted, _unit(below[0]) if below else None)


def _unit(text: str) -> str | None:
    try:
        return units.bare(text)
    except FactordbError:
        return None


@lru_cache(maxsize=1024)
def taken(steps: tuple[tuple[str, str, str], ...]) -> float | None:
    """Return what a printed number was multiplied by; nothing where more than that was done."""
    product = 1.0
    for operation, operand, _ in steps:
        if operand.startswith("sha256:") or operation in "+-":
            return None
        product = product * float(operand) if operation == "*" else product / float(operand)
    return product


def _is_carbon(text: str, surplus: float) -> bool:
    return bool(_CARBON.search(text)) and abs(surplus / (44 / 12) - 1) < 1e-3


def _times(said: str, unit: str) -> float:
    """Return how many of the printed unit make one of the factor's; 1 where they cannot be."""
    meant = units.bare(unit)
    if said == meant or units.dimension(said) != units.dimension(meant):
        return 1
    return float(units.ratio(meant, said).number)
