"""Calorific values: the net one of a thing is below the gross one, and what burns per either too.

Gross counts the heat of the water that is formed. Burning a kWh of gross heat gives off less than
burning a kWh of net heat, since it is less fuel.
"""

from typing import NamedTuple

from factordb import units
from factordb.model.property import Property
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.subject import Subject

NET_ABOVE_GROSS = Rule(
    "net-above-gross",
    Severity.HOLD,
    "The net calorific value is above the gross one, or what burns per net heat is below per gross",
    "ISO 1928; printed once: gross for net calorific values",
)
_NET, _GROSS = "net-calorific-value", "gross-calorific-value"
_ROUNDING = 1e-3


class _One(NamedTuple):
    value: float
    at: str
    digest: str


class Calorific:
    """Numbers of one thing by net and by gross calorific value."""

    def __init__(self) -> None:
        self._values: dict[object, dict[str, _One]] = {}
        self._factors: dict[object, dict[str, _One]] = {}

    def see(self, digest: str, found: Property) -> None:
        """Take in a property, if it is a calorific value."""
        if found.property in (_NET, _GROSS) and found.value is not None:
            facets = frozenset((found.facets or {}).items())
            of = (found.subject, facets, found.region, found.unit)
            at = found.source.cells[0].at
            one = _One(float(found.value), at if isinstance(at, str) else at[0], digest)
            self._values.setdefault(of, {}).setdefault(found.property, one)

    def see_factor(self, subject: Subject) -> None:
        """Take in a factor, if it is per net or gross heat."""
        factor = subject.factor
        if "CV" not in factor.unit:
            return
        basis = {"NCV", "GCV"}.intersection(units.annotations(factor.unit))
        if subject.whole is None or len(basis) != 1:
            return
        facets = frozenset((factor.facets or {}).items())
        time = factor.dates and (factor.dates.data, factor.dates.applies)
        gas = subject.whole[0].gas
        of = (factor.activity, facets, factor.boundary, factor.region, time, gas)
        per = (*of, units.bare(factor.unit))
        one = _One(subject.whole[1], subject.at(subject.whole[0]), subject.digest)
        self._factors.setdefault(per, {}).setdefault(basis.pop(), one)

    def close(self, found: Findings) -> None:
        """Say where net and gross stand the wrong way round."""
        for both in self._values.values():
            if len(both) == 2:
                _ordered(both[_NET], both[_GROSS], "net", found)
        for both in self._factors.values():
            if len(both) == 2:
                _ordered(both["GCV"], both["NCV"], "gross", found)


def _ordered(less: _One, more: _One, which: str, found: Findings) -> None:
    if less.value > more.value * (1 + _ROUNDING) > 0:
        told = f"{less.value:g} by {which}, and {more.value:g} at {more.at} by the other"
        found.add(NET_ABOVE_GROSS, less.at, told, less.digest)
