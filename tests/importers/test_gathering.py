from typing import Any

from factordb.importers import gathering
from factordb.importers.gathering import Number, Thing
from factordb.importers.protocol import Item
from factordb.model.label import Label
from factordb.model.reading import Blank, NotOurs
from tests.importers import accounts
from tests.importers.accounts import accounted, factors, properties, rejections

WHOLE: dict[str, Any] = {
    "dataset": "invented",
    "activity": "fuel.peat",
    "region": "FI",
    "unit": "MWh",
    "name": {"en": "Peat"},
    "source": {"document": "A list"},
}


def a_number(printed: str, line: int = 2, gas: str = "CO2", **more: str) -> Number:
    return Number(f"line {line} {gas}", printed, {"gas": gas} | more)


def made(*things: Thing) -> list[Item]:
    return list(gathering.settled(things))


def test_the_numbers_of_one_thing_are_amounts_of_one_factor() -> None:
    (factor,) = factors(made(Thing(WHOLE, [a_number("3.50"), a_number("0.1", gas="CH4")])))
    assert [(a.gas, a.kg, a.cell) for a in factor.amounts] == [
        ("CO2", "3.50", 0),
        ("CH4", "0.1", 1),
    ]


def test_steps_are_done_exactly_and_kept() -> None:
    number = a_number("497.443")._replace(steps=gathering.LB_TO_KG, unit="lb CO2/MWh")
    (factor,) = factors(made(Thing(WHOLE, [number])))
    assert factor.amounts[0].kg == "225.63634930991"
    assert factor.source.cells[0].steps == gathering.LB_TO_KG
    assert factor.source.cells[0].unit == "lb CO2/MWh"


def test_a_weighted_gas_is_never_a_mass() -> None:
    numbers = [a_number("1.5", gas="CO2e"), a_number("0.2", gas="CH4")._replace(weighted=True)]
    (factor,) = factors(made(Thing(WHOLE, numbers)))
    assert [(a.kg, a.kg_co2e) for a in factor.amounts] == [(None, "1.5"), (None, "0.2")]


def test_the_same_number_printed_twice_is_one_cell_at_two_places() -> None:
    things = [
        Thing(WHOLE | {"ids": [id_]}, [a_number("3.50", line)])
        for line, id_ in ((2, "a"), (7, "b"))
    ]
    items = made(*things)
    (factor,) = factors(items)
    assert factor.source.cells[0].at == ("line 2 CO2", "line 7 CO2")
    assert factor.ids == ("a", "b")
    assert accounted(items) == 2


def test_two_numbers_of_one_thing_are_told_apart_by_the_publishers_id() -> None:
    items = made(Thing(WHOLE, [a_number("1", 2)], "p1"), Thing(WHOLE, [a_number("2", 3)], "p2"))
    assert [f.facets for f in factors(items)] == [{"publisher-id": "p1"}, {"publisher-id": "p2"}]


def test_where_nothing_tells_them_apart_neither_is_taken() -> None:
    items = made(Thing(WHOLE, [a_number("1", 2)]), Thing(WHOLE, [a_number("2", 3)]))
    assert factors(items) == []
    assert [r.at for r in rejections(items)] == ["line 2 CO2", "line 3 CO2"]


def test_one_thing_that_contradicts_itself_is_rejected() -> None:
    items = made(Thing(WHOLE, [a_number("1", 2), a_number("2", 3)], "p1"))
    assert factors(items) == []
    assert {"nothing tells them apart" in r.reason for r in rejections(items)} == {True}
    assert accounted(items) == 2


def test_what_no_document_can_hold_is_rejected_with_the_reason() -> None:
    items = made(Thing(WHOLE | {"region": "Atlantis"}, [a_number("1"), a_number("2", gas="CH4")]))
    assert [r.printed for r in rejections(items)] == ["1", "2"]
    assert rejections(items)[0].reason.startswith("region: 'Atlantis' is no region")


def test_a_property_is_its_one_number() -> None:
    whole = {k: v for k, v in WHOLE.items() if k != "activity"}
    whole |= {"subject": "fuel.peat", "property": "net-calorific-value", "unit": "GJ/t"}
    (found,) = properties(made(Thing(whole, [Number("line 3 NCV", "9.76", {})])))
    assert (found.value, found.source.cells[0].at) == ("9.76", "line 3 NCV")


def test_counts_of_one_reason_are_one_item() -> None:
    items = list(
        gathering.settled(
            [
                Blank(count=1),
                NotOurs(reason="a", count=2),
                Blank(count=3),
                NotOurs(reason="a", count=1),
            ]
        )
    )
    assert accounts.not_ours(items) == {"a": 3}
    assert [i.count for i in items if isinstance(i, Blank)] == [4]


def test_a_cell_is_a_number_a_blank_or_rejected() -> None:
    numbers, rest = gathering.read([a_number("1"), a_number("n/a"), a_number("1.2.3", 9)])
    assert [n.printed for n in numbers] == ["1"]
    assert [type(one).__name__ for one in rest] == ["Blank", "Rejection"]


def test_control_characters_of_a_file_do_not_reach_a_reason() -> None:
    found = gathering.rejection("line 1 a", "\x07", "\x07 is no number")
    assert "\x07" not in found.printed + found.reason


def test_a_field_that_holds_nothing_is_left_out() -> None:
    nothing: dict[str, Any] = {"classification": {}, "facets": {}, "boundary": []}
    (factor,) = factors(made(Thing(WHOLE | nothing, [a_number("1")])))
    assert (factor.classification, factor.facets, factor.boundary) == (None, None, None)


def test_what_stands_back_leaves_its_identity_to_another() -> None:
    old = Thing(WHOLE | {"status": "archived"}, [a_number("1", 2)], "p1", stands_back=True)
    new = Thing(WHOLE, [a_number("2", 3)], "p2")
    assert [(f.status, f.facets) for f in factors(made(old, new))] == [
        (None, None),
        ("archived", {"publisher-id": "p1"}),
    ]


def test_the_same_number_archived_and_valid_is_valid() -> None:
    old = Thing(WHOLE | {"status": "archived"}, [a_number("1", 2)], "p1", stands_back=True)
    (factor,) = factors(made(old, Thing(WHOLE, [a_number("1.0", 3)], "p2")))
    assert factor.status is None


def test_synonyms_become_a_label_beside_the_document() -> None:
    items = made(Thing(WHOLE, [a_number("1")], synonyms={"fi": ("turve",)}))
    (label,) = (item for item in items if isinstance(item, Label))
    assert (label.about, label.synonyms) == (factors(items)[0].digest(), {"fi": ("turve",)})


def test_a_decimal_comma_is_read_where_the_file_has_them() -> None:
    (factor,) = factors(made(Thing(WHOLE, [a_number("0,50")._replace(comma=True)])))
    assert (factor.amounts[0].kg, factor.source.cells[0].printed) == ("0.50", "0,50")
