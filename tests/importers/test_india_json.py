import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.india_json import IndiaJson
from factordb.importers.protocol import Item
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import accounted, factors, properties, read
from tests.publishers import DATA, needs_publishers_files

FOLDER = DATA / "india"
GRID: dict[str, Any] = {
    "id": "grid-india-national-weighted-avg",
    "factor_name": "National grid",
    "geography": "India",
    "value": 0.7100,
    "unit": "kgCO2/kWh",
    "scope": "Scope 2",
    "reference_year": "FY 2031-32",
    "publication_year": 2033,
    "source_document": "A database",
    "notes": "A note.",
}
COAL: dict[str, Any] = {
    "id": "stationary-coal-lignite",
    "factor_name": "Lignite",
    "geography": "Tamil Nadu",
    "value": 1200.5,
    "unit": "kgCO2e/tonne",
    "methodology": "Weighted with AR6.",
    "ipcc_net_calorific_value_GJ_per_tonne": 11.9,
    "ipcc_co2_kgCO2_per_TJ": 101000,
}


def a_file(folder: Path, *entries: Any) -> Path:
    file = folder / "india.json"
    text = json.dumps({"metadata": {"version": "9"}, "emission_factors": entries})
    file.write_text(text.replace("0.71,", "0.7100,"), "utf-8")
    return file


def items_of(folder: Path, *entries: Any) -> list[Item]:
    return read(IndiaJson(), a_file(folder, *entries))


def numbers_in(file: Path) -> int:
    """Count the numbers of a JSON by another way than the importer's."""

    def within(value: Any) -> Iterator[float]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from within(one)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield value

    return sum(1 for _ in within(json.loads(file.read_bytes())))


def test_a_unit_says_of_which_gas_the_value_is(tmp_path: Path) -> None:
    (factor,) = factors(items_of(tmp_path, GRID))
    assert (factor.activity, factor.region, factor.unit) == ("electricity.grid", "IN", "kWh")
    assert [(a.gas, a.kg) for a in factor.amounts] == [("CO2", "0.7100")]
    assert factor.source.cells[0].at == "/emission_factors/0/value"
    assert factor.source.cells[0].printed == "0.7100"
    assert factor.ids == ("grid-india-national-weighted-avg",)


def test_a_fiscal_year_begins_in_april(tmp_path: Path) -> None:
    (factor,) = factors(items_of(tmp_path, GRID))
    assert factor.dates is not None
    assert factor.dates.plain() == {
        "data": {"from": "2031-04-01", "to": "2032-03-31"},
        "published": "2033",
    }


@pytest.mark.parametrize(
    ("id_", "mix", "use"),
    [
        ("grid-india-build-margin", "build-margin", ("offset-baseline",)),
        ("grid-state-goa", "average", None),
    ],
)
def test_margins_serve_projects_and_averages_do_not(
    tmp_path: Path, id_: str, mix: str, use: tuple[str, ...] | None
) -> None:
    (factor,) = factors(items_of(tmp_path, GRID | {"id": id_}))
    assert (factor.facets, factor.use) == ({"mix": mix}, use)


def test_calorific_value_beside_a_fuel_is_a_property_of_it(tmp_path: Path) -> None:
    file = a_file(tmp_path, COAL)
    items = read(IndiaJson(), file)
    (factor,), (found,) = factors(items), properties(items)
    assert (factor.activity, factor.region, factor.amounts[0].gwp) == (
        "fuel.coal-lignite",
        "IN-TN",
        "AR6",
    )
    assert (found.subject, found.property, found.value, found.unit) == (
        "fuel.coal-lignite",
        "net-calorific-value",
        "11.9",
        "GJ/t",
    )
    assert accounted(items) == numbers_in(file) == 3


def test_where_two_gwp_methods_are_named_none_is_kept(tmp_path: Path) -> None:
    text = {"methodology": "AR5 then, AR6 now."}
    assert factors(items_of(tmp_path, COAL | text))[0].amounts[0].gwp is None


def test_percent_is_a_loss(tmp_path: Path) -> None:
    line = {"id": "td-loss-goa", "unit": "percent", "geography": "Goa"}
    (found,) = properties(items_of(tmp_path, GRID | line))
    assert (found.property, found.unit, found.region) == ("loss", "%", "IN-GA")
    assert found.facets == {"basis": "aggregate technical and commercial"}


def test_gases_of_biomass_stand_outside_of_its_total(tmp_path: Path) -> None:
    parts = {"CO2_biogenic_kgCO2_per_tonne": 1600, "CH4_kgCO2e_per_tonne_AR6": 67.2}
    line = {"value": 0.0, "ghg_components": parts, "methodology": ""}
    (factor,) = factors(items_of(tmp_path, COAL | line))
    assert [(a.gas, a.value(), a.outside) for a in factor.amounts] == [
        ("CO2e", "0.0", None),
        ("CO2", "1600", True),
        ("CH4", "67.2", True),
    ]
    told = headline(factor)
    assert told is not None
    assert told.value == "0.0"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"geography": "Atlantis"}, "geography: 'Atlantis'"),
        ({"unit": "g/kWh"}, "unit: 'g/kWh' says no kg of a gas"),
        ({"unit": "kgCO2/parsec"}, "unit: 'parsec'"),
        ({"value": "many"}, "value: is no number"),
        ({"value": True}, "value: is no number"),
    ],
)
def test_what_cannot_be_meant_is_rejected(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    (found,) = accounts.rejections(items_of(tmp_path, GRID | change))
    assert found.at == "/emission_factors/0/value"
    assert reason in found.reason


def test_an_entry_that_is_no_object_is_counted(tmp_path: Path) -> None:
    file = a_file(tmp_path, GRID, 7, [1, 2], "text")
    items = read(IndiaJson(), file)
    assert accounted(items) == numbers_in(file)


def test_a_key_that_cannot_be_shown_is_counted_all_the_same(tmp_path: Path) -> None:
    items = items_of(tmp_path, GRID | {"\ud800\x07": 5, "a/b~c": 6})
    assert sum(accounts.not_ours(items).values()) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"emission_factors": [', "line 1 column 23 is no JSON"),
        (b'{"emission_factors": []}', "has no list 'emission_factors' of objects"),
        (b'{"emission_factors": [{"id": 1, "id": 2}]}', "names 'id' twice"),
        (b'{"emission_factors": [NaN]}', "NaN is no number"),
        (b'{"emission_factors":' + b"[" * 100_000, "nested too deep"),
        (b'\xff{"emission_factors": 1}', "line 1 column 1 is no JSON"),
        (b"[1, 2]", "has no list"),
    ],
)
def test_hostile_json_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    assert not IndiaJson().recognises(file)
    with pytest.raises(UnreadableFile, match=said):
        read(IndiaJson(), file)


@needs_publishers_files
@pytest.mark.parametrize(
    ("name", "entries"), [("emission_factors_v1.0.json", 74), ("emission_factors_v1_1.json", 95)]
)
def test_every_number_of_the_published_files_is_accounted_for(name: str, entries: int) -> None:
    items = read(IndiaJson(), FOLDER / name)
    found = accounts.documents(items)
    assert IndiaJson().recognises(FOLDER / name)
    assert accounted(items) == numbers_in(FOLDER / name)
    assert accounts.rejections(items) == []
    assert len({id_ for d in found for id_ in d.ids or ()}) == entries
    assert len({d.identity() for d in found}) == len(found)
