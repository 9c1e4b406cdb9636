"""A publisher's id: of a factor, or of one of its amounts."""

from typing import Any

from tests.catalogue.resolve.shelf import Shelf, applies, value, values

CELLS: dict[str, Any] = {"cells": [{"at": f"B{n}", "printed": str(n)} for n in range(3)]}
AMOUNTS = [
    {"gas": "CO2e", "kg_co2e": "1.2", "id": "7_1", "cell": 0},
    {"gas": "CO2", "kg_co2e": "1.1", "id": "7_2", "cell": 1},
    {"gas": "CH4", "kg_co2e": "0.1", "id": "7_3", "cell": 2},
]


def test_an_id_of_a_factor_means_its_headline() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", ids=["GO-7"])

    answer = shelf.ask(id="GO-7")

    assert value(answer) == "0.5"
    assert answer.hit is not None
    assert answer.hit.pick is None


def test_an_id_of_an_amount_carries_its_pick() -> None:
    shelf = Shelf()
    shelf.put(amounts=AMOUNTS, source=CELLS)

    answer = shelf.ask(id="7_3")

    assert answer.hit is not None
    assert (answer.hit.value, answer.hit.gas) == ("0.1", "CH4")
    assert answer.hit.pick is not None
    assert answer.hit.pick.gas == "CH4"


def test_an_id_of_the_amount_that_is_the_headline_needs_no_pick() -> None:
    shelf = Shelf()
    shelf.put(amounts=AMOUNTS, source=CELLS)

    answer = shelf.ask(id="7_1")

    assert value(answer) == "1.2"
    assert answer.hit is not None
    assert answer.hit.pick is None


def test_an_id_that_a_factor_repeats_from_its_amount_is_the_amounts() -> None:
    shelf = Shelf()
    shelf.put(amounts=AMOUNTS, source=CELLS, ids=["7_1", "7_2", "7_3"])

    assert value(shelf.ask(id="7_3")) == "0.1"


def test_an_id_asks_for_its_own_facets_and_boundary() -> None:
    shelf = Shelf()
    shelf.put(value="0.7", ids=["GO-8"], facets={"mix": "residual"}, boundary=["transmission"])

    assert value(shelf.ask(id="GO-8")) == "0.7"


def test_an_id_that_several_documents_have_is_narrowed_like_any_question() -> None:
    shelf = Shelf()
    year_2022, year_2023 = applies("2022-01-01", "2022-12-31"), applies("2023-01-01", "2023-12-31")
    shelf.put(value="0.2", ids=["GO-7"], dates=year_2022, release="2022")
    shelf.put(value="0.3", ids=["GO-7"], dates=year_2023, release="2023")

    assert shelf.ask(id="GO-7").status == "ambiguous"
    assert value(shelf.ask(id="GO-7", year=2022)) == "0.2"
    assert value(shelf.ask(id="GO-7", year="latest")) == "0.3"


def test_without_a_region_no_region_is_the_first() -> None:
    shelf = Shelf()
    shelf.put(value="0.2", ids=["GO-7"], region="CN-BJ")
    shelf.put(value="0.3", ids=["GO-7"], region="CN-SH")

    answer = shelf.ask(id="GO-7")

    assert answer.status == "ambiguous"
    assert values(answer) == ["0.2", "0.3"]
    assert value(shelf.ask(id="GO-7", region="CN-SH")) == "0.3"


def test_an_id_that_two_amounts_of_a_factor_have_leads_to_none() -> None:
    shelf = Shelf()
    shelf.put(amounts=[a | {"id": "7"} for a in AMOUNTS], source=CELLS)

    answer = shelf.ask(id="7")

    assert answer.status == "none"
    assert "3 of its amounts have the id 7: take it by its digest" in str(answer.reason)


def test_an_id_of_a_range_leads_to_none() -> None:
    shelf = Shelf()
    ranged = {"gas": "CH4", "range": {"in": "kg", "below": "1"}, "id": "7_3", "cell": 2}
    shelf.put(amounts=[*AMOUNTS[:2], ranged], source=CELLS)

    assert "names a range" in str(shelf.ask(id="7_3").reason)


def test_an_amount_weighed_under_another_method_does_not_answer() -> None:
    shelf = Shelf()
    weighed = {"gas": "CH4", "kg_co2e": "0.1", "gwp": "AR4", "id": "7_3", "cell": 2}
    shelf.put(amounts=[*AMOUNTS[:2], weighed], source=CELLS)

    assert value(shelf.ask(id="7_3", gwp="AR4")) == "0.1"
    assert "names an amount under AR4" in str(shelf.ask(id="7_3", gwp="AR5").reason)


def test_an_amount_is_answered_in_the_unit_asked_for() -> None:
    shelf = Shelf()
    shelf.put(amounts=AMOUNTS, source=CELLS, unit="MWh")

    assert value(shelf.ask(id="7_3", **{"in": "kWh"})) == "0.0001"
