"""Global warming potentials over 100 and 20 years, by method, from numbered tables.

A method is named by its report; where another horizon than 100 years is meant, it is part of the
name: ``AR6`` weighs over 100 years, ``AR6-20`` over 20. So no two horizons are ever one method.
"""

from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from factordb.numbered import Family, Table

FAMILY = Family("gwp", Path(__file__).with_name("tables"))

PRECURSORS = frozenset({"CO", "H2", "NOx", "VOC"})
"""Gases that warm only through others: no method of the table weighs them."""

_USUAL = 100
"""Years of a method that names no horizon."""


class Gwp(Table):
    """One numbered table of potentials."""

    def __init__(self, name: str) -> None:
        super().__init__(FAMILY, name)

    @cached_property
    def _values(self) -> dict[tuple[str, str, str | None], Decimal]:
        return {
            (
                _method(entry["method"], entry.get("horizon", _USUAL)),
                entry["gas"],
                entry.get("origin"),
            ): Decimal(entry["gwp"] if "gwp" in entry else entry["gwp100"])
            for entry in self.content["values"]
        }

    def weight(self, method: str, gas: str, origin: str | None = None) -> Decimal | None:
        """Return kg CO2e per kg of ``gas`` under ``method``; nothing where the table has none.

        ``origin`` asks for the value of methane of fossil or biogenic origin, where the method
        gives one.
        """
        split = self._values.get((method, gas, origin))
        return split if split is not None else self._values.get((method, gas, None))

    def methods(self) -> tuple[str, ...]:
        """Return the methods that the table has values for, sorted."""
        return tuple(sorted({method for method, _, _ in self._values}))

    def of_method(self, method: str) -> dict[tuple[str, str | None], Decimal]:
        """Return every weight under ``method``, by gas and origin."""
        return {(g, o): value for (m, g, o), value in self._values.items() if m == method}


def _method(report: str, horizon: int) -> str:
    return report if horizon == _USUAL else f"{report}-{horizon}"


def report(method: str) -> str:
    """Return the report that ``method`` is of, whatever its horizon: ``AR6`` of ``AR6-20``."""
    return method.removesuffix("-20")


@cache
def named(name: str) -> Gwp:
    """Return the table ``name``: ``gwp-1``."""
    return Gwp(name)


TODAY = named(FAMILY.newest())
"""The newest table: what queries are answered with that name no edition."""

COLUMNS = named("gwp-1")
"""The table that headlines are stored by, for good: rows never change. What another table weighs
otherwise is computed anew when it is asked."""


@cache
def stored_as(table: Gwp, method: str) -> bool:
    """Say whether what is stored under ``method`` is what ``table`` makes of it."""
    return table.of_method(method) == COLUMNS.of_method(method)


weight, methods = TODAY.weight, TODAY.methods
