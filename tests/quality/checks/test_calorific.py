"""Net and gross calorific values the wrong way round."""

from factordb.quality.checks.calorific import Calorific
from factordb.quality.checks.finding import Findings
from tests.examples import a_factor, a_property
from tests.quality.checked import FUEL, findings


def values(net: str, gross: str, unit: str = "MJ/kg") -> list[str]:
    """Return what is told of a fuel with both calorific values."""
    calorific, found = Calorific(), Findings()
    for name, value in (("net-calorific-value", net), ("gross-calorific-value", gross)):
        cells = {"cells": [{"at": f"cell {name[:3]}", "printed": value}]}
        one = a_property(property=name, value=value, unit=unit, source=cells)
        calorific.see(one.digest(), one)
    calorific.close(found)
    return [place.told for finding in found.all() for place in finding.places]


def test_a_net_value_above_the_gross_one_is_held() -> None:
    assert values("42.6", "45.5") == []
    assert values("45.5", "42.6") == ["45.5 by net, and 42.6 at cell gro by the other"]


def test_what_has_no_water_in_it_may_have_one_value() -> None:
    assert values("32.8", "32.8") == []


def test_burning_net_heat_gives_off_no_less_than_burning_gross_heat() -> None:
    def gas(net: str, gross: str) -> set[str]:
        fuel = {"activity": "fuel.natural-gas", **FUEL}
        both = (a_factor(value=v, unit=f"kWh{{{basis}}}", **fuel)
                for v, basis in ((net, "NCV"), (gross, "GCV")))  # fmt: skip
        return set(findings(*both))

    assert gas("0.2027", "0.1829") == set()
    assert gas("0.1829", "0.2027") == {"net-above-gross"}


def test_two_fuels_are_not_held_against_each_other() -> None:
    gas = a_factor(value="0.18", unit="kWh{NCV}", activity="fuel.natural-gas", **FUEL)
    coal = a_factor(value="0.33", unit="kWh{GCV}", activity="fuel.coal", **FUEL)

    assert findings(gas, coal) == {}
