import pytest

from factordb.errors import UnknownPick
from factordb.model.pick import Pick
from tests.examples import a_factor, gases

TOTALS = {
    "amounts": [
        {"gas": "CO2e", "kg_co2e": "1.0", "gwp": "AR4", "cell": 0},
        {"gas": "CO2e", "kg_co2e": "1.1", "gwp": "AR5", "cell": 1},
        {"gas": "CO2e", "kg_co2e": "0.1", "gwp": "AR5", "part": "upstream", "cell": 2},
    ],
    "source": {"cells": [{"at": f"B{i}", "printed": "x"} for i in range(3)]},
}


def test_a_pick_names_one_amount() -> None:
    amounts = a_factor(**TOTALS).amounts

    assert [Pick.of(amount).choose(amounts) for amount in amounts] == list(amounts)


def test_what_a_pick_leaves_out_must_be_absent() -> None:
    amounts = a_factor(**TOTALS).amounts

    with pytest.raises(UnknownPick, match="there are: CO2e, AR4; CO2e, AR5; CO2e, upstream, AR5"):
        Pick(gas="CO2e").choose(amounts)


def test_an_unknown_gas_lists_what_there_is() -> None:
    with pytest.raises(UnknownPick, match="there are: CO2; CH4"):
        Pick(gas="N2O").choose(a_factor(**gases(CO2="1", CH4="2")).amounts)
