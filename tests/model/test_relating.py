import pytest

from factordb.errors import Incommensurable
from factordb.model import relating
from tests.examples import a_property

UNKNOWN = "sha256:" + "0" * 64


def test_energy_takes_the_basis_of_its_calorific_value() -> None:
    net = relating.relation(a_property(), UNKNOWN)
    gross = relating.relation(a_property(property="gross-calorific-value"), UNKNOWN)
    density = relating.relation(a_property(property="density", unit="kg/L"), UNKNOWN)
    assert (net.above, net.below) == ("TJ{NCV}", "Gg")
    assert gross.above == "TJ{GCV}"
    assert density.above == "kg"
    assert UNKNOWN in net.name


@pytest.mark.parametrize(
    "changes",
    [
        {"property": "oxidation", "unit": "1"},
        {"value": None, "low": "41", "high": "44"},
        {"value": "0"},
        {"property": "density", "unit": "kg"},
    ],
)
def test_what_leads_nowhere_is_refused(changes: dict[str, str | None]) -> None:
    with pytest.raises(Incommensurable):
        relating.relation(a_property(**changes), UNKNOWN)
