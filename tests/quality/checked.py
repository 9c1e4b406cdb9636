"""Small invented releases, and what the checks say of them."""

from typing import Any

from factordb.model.factor import Factor
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Finding
from tests.examples import a_factor


def findings(*factors: Factor, inferred: str | None = None) -> dict[str, Finding]:
    """Return what is found in a release of ``factors``, by rule."""
    checking = Checking(inferred)
    for factor in factors:
        checking.see(factor.digest(), factor)
    return {finding.rule: finding for finding in checking.close()}


def printed(
    value: str, beside: str | None = "kgCO2/kWh", taken: str | None = None, **changes: Any
) -> Factor:
    """Return a factor with one mass of CO2, as it stands in its cell and as it was taken."""
    cell: dict[str, Any] = {"at": changes.pop("at", "B2"), "printed": value}
    if beside is not None:
        cell["unit"] = beside
    steps = changes.pop("steps", None)
    if steps is not None:
        cell["steps"] = steps
    amounts = [{"gas": "CO2", "kg": taken or value, "cell": 0}]
    return a_factor(amounts=amounts, source={"cells": [cell]}, **changes)


def amounts(
    *numbers: dict[str, Any], prints: tuple[str, ...] = (), at: str = "B{}"
) -> dict[str, Any]:
    """Return amounts and source of a factor, a cell each."""
    values = [str(n.get("kg") or n.get("kg_co2e")) for n in numbers]
    shown = prints or tuple(values)
    return {
        "amounts": [{**n, "cell": i} for i, n in enumerate(numbers)],
        "source": {"cells": [{"at": at.format(i), "printed": p} for i, p in enumerate(shown)]},
    }


FUEL = {"facets": None, "boundary": ["combustion"]}
