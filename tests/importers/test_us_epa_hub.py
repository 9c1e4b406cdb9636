"""The hub as a file: recognised, refused, accounted for, whatever hands did to it."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.errors import UnreadableFile
from factordb.importers import wire
from factordb.importers.containers import Workbook
from factordb.importers.printed import number
from factordb.importers.protocol import Intake
from factordb.importers.us_epa_hub import UsEpaHub
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from tests.importers import hubs
from tests.importers.hub_read import (
    ARTIFACT,
    CAR,
    Read,
    masses,
    numbers_in,
    read,
)


def test_a_hub_is_recognised_by_what_stands_in_it(hub: Path, tmp_path: Path) -> None:
    hubs.write(hub, hubs.lines())

    assert UsEpaHub().recognises(hub)
    assert UsEpaHub().recognises(hub.rename(tmp_path / "something-else.dat"))


@pytest.mark.parametrize("lacking", [hubs.TOP, hubs.STATIONARY, hubs.ELECTRICITY], ids=str)
def test_a_sheet_without_its_title_or_tables_is_no_hub(hub: Path, lacking: Any) -> None:
    rows = [line for table in hubs.TABLES if table is not lacking for line in table]
    hubs.write(hub, rows)

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile, match="is no Emission Factors Hub"):
        read(hub)


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PK\x03\x04", b"%PDF-1.4"])
def test_other_files_are_not_recognised(hub: Path, content: bytes) -> None:
    hub.write_bytes(content)

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile):
        read(hub)


def test_a_truncated_hub_is_refused(hub: Path) -> None:
    hubs.write(hub, hubs.lines())
    hub.write_bytes(hub.read_bytes()[:-400])

    assert not UsEpaHub().recognises(hub)
    with pytest.raises(UnreadableFile, match="damaged"):
        read(hub)


def test_every_number_of_the_sample_is_accounted_for(hub: Path, sample: Read) -> None:
    hubs.write(hub, hubs.lines())

    assert sample.accounted() == numbers_in(hub) == hubs.NUMBERS


def test_only_the_bound_of_the_sample_becomes_nothing(sample: Read) -> None:
    (rejection,) = sample.rejections

    assert rejection.printed == ">7,500"
    assert "C10F18" in rejection.reason


def test_blank_and_na_are_absent_and_counted(sample: Read) -> None:
    assert sample.blank == 3 + 4
    assert not any(f.activity == "waste.aluminium-cans" and "composting" in k
                   for k, f in sample.factors.items())  # fmt: skip


def test_model_years_are_labels(sample: Read) -> None:
    car = sample.factor("transport.passenger.car", "vehicle-mile", fuel="petrol", model_year="1975")

    assert sample.not_ours == 2
    assert masses(car) == {"CH4": "0.0001425", "N2O": "0.0000445"}


def test_the_manifest_comes_first_and_once(sample: Read) -> None:
    manifests = [i for i in sample.items if isinstance(i, Manifest)]

    assert sample.items[0] is manifests[0]
    assert len(manifests) == 1
    assert manifests[0].dataset == "us-epa-ghg-hub"
    fuels, grid = (manifests[0].series_of(a) for a in ("fuel.petrol", "electricity.grid"))
    assert fuels is not None
    assert grid is not None
    assert (fuels.year, fuels.purpose) == ("carry-forward", ("organisation",))
    assert grid.year == "data"


def test_another_dataset_may_be_asked_for(hub: Path) -> None:
    hubs.write(hub, hubs.lines())

    items = list(UsEpaHub().read(Intake(hub, ARTIFACT, dataset="my-hub")))

    assert {i.dataset for i in items if isinstance(i, Manifest | Factor | Property)} == {"my-hub"}


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Last Modified: 12 September 2023", "2023-09-12"),
        ("Last Modified: February 3, 2024", "2024-02-03"),
        ("Last Modified: Febuary 30, 2024", None),
        ("Last Modified: yesterday", None),
    ],
)
def test_the_day_of_publication_is_what_the_sheet_says(
    hub: Path, printed: str, day: str | None
) -> None:
    found = read(hubs.write(hub, hubs.replaced("Last Modified: June 5, 2031", printed)))

    assert {f.dates.published if f.dates else None for f in found.properties.values()} == {day}
    assert any("last modified" in caution for caution in found.cautions) == (day is None)


def test_a_day_that_is_none_is_told_and_not_kept(hub: Path) -> None:
    rows = hubs.replaced("Last Modified: June 5, 2031", "Last Modified: February 30, 2024")

    found = read(hubs.write(hub, rows))

    assert any("last modified" in caution for caution in found.cautions)
    assert found.accounted() == hubs.NUMBERS


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(some.integers(0, 3), min_size=len(hubs.TABLES), max_size=len(hubs.TABLES)))
def test_rows_may_shift(
    tmp_path_factory: pytest.TempPathFactory, sample: Read, gaps: list[int]
) -> None:
    empty: hubs.Line = []
    rows = [
        line
        for table, gap in zip(hubs.TABLES, gaps, strict=True)
        for line in [*table, *[empty] * gap]
    ]
    found = read(hubs.write(tmp_path_factory.mktemp("shifted") / "hub.xlsx", rows))

    assert found.accounted() == hubs.NUMBERS
    assert {k: masses(f) for k, f in found.factors.items()} == {
        k: masses(f) for k, f in sample.factors.items()
    }
    assert found.properties.keys() == sample.properties.keys()


def test_a_number_that_stands_anywhere_else_is_rejected_with_its_cell(hub: Path) -> None:
    rows = hubs.lines()
    rows[3] = [*[None] * 8, 42.5]
    anthracite = next(line for line in rows if "Anthracite Coal" in line)
    anthracite.append(7.5)
    rows.append([None, "A table of the future", 1.5])

    found = read(hubs.write(hub, rows))

    strays = [r for r in found.rejections if r.printed != ">7,500"]
    assert Counter(r.printed for r in strays) == {"42.5": 1, "7.5": 1, "1.5": 1}
    assert strays[0].at == "'Emission Factors Hub'!J4"
    assert found.accounted() == hubs.NUMBERS + 3


def test_a_table_of_an_unknown_title_is_rejected_number_by_number(hub: Path) -> None:
    found = read(hubs.write(hub, hubs.replaced("Steam and Heat", "Fog and Mist")))

    assert {"66.5", "1.25", "0.125"} <= {r.printed for r in found.rejections}
    assert found.accounted() == hubs.NUMBERS


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("CAMX", "XMAC", "no region"),
        ("CAMX", "", "region"),
        ("ton-mile", "10**10**10", "not a known unit"),
        ("ton-mile", None, "not a known unit"),
        ("Natural Gas", "", "knows"),
        ("Natural Gas", "天然气", "activity"),
        (53.06, 1e-300, "too_long|at most 100|too many digits"),
        (53.06, "fifty-three", "is no number"),
        (53.06, "5.3.06", "is no number"),
        (497.5, "#REF!", "is no number"),
        (28.0, 29.0, "of the same thing"),
        ("Gasoline Passenger Cars", None, "knows"),
    ],
)
def test_what_cannot_be_meant_is_rejected_and_the_rest_is_read(
    hub: Path, sample: Read, old: hubs.Cell, new: hubs.Cell, reason: str
) -> None:
    nth = 1 if old == "Natural Gas" else 0
    found = read(hubs.write(hub, hubs.replaced(old, new, nth)))

    told = [r for r in found.rejections if r.printed != ">7,500"]
    assert told
    assert any(re.search(reason, r.reason) for r in told), [r.reason for r in told]
    assert len(found.factors) + len(found.properties) >= len(sample.factors) - 4
    lost = 1 if isinstance(new, str) and isinstance(old, float) else 0
    assert found.accounted() in (hubs.NUMBERS, hubs.NUMBERS - lost + 1)


def test_a_row_without_its_vehicle_is_not_given_to_the_one_above(hub: Path) -> None:
    rows = hubs.lines()
    place = next(i for i, line in enumerate(rows) if "Medium- and Heavy-Duty TruckB" in line)
    rows.insert(place, [None, None, 9.5, 9.5, 9.5, "vehicle-mile"])

    found = read(hubs.write(hub, rows))

    assert masses(found.factors[CAR])["CO2"] == "0.3125"
    assert Counter(r.printed for r in found.rejections)["9.5"] == 3


JUNK: tuple[hubs.Cell, ...] = (
    *(None, "", 0.0, -1.5, 1e300, 1e-320, "NA", "(x)", "≤1980", "1,234", "5%", "1.5"),
    *("Table 3", "Source:", "Notes: x", "A", "x" * 5000, "a\x01b", "\u2028"),
    *("CO2 Factor", "(lb CO2 / MWh)", "kg CO2 per unit", "g CO2 / {x}", "mmBtu per {}", "Units"),
    *("Vehicle Type", "Material", "Model Year", "100-Year GWP", "Mixed ()", "US Average"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(some.tuples(some.integers(0), some.integers(0, 8), some.sampled_from(JUNK))))
def test_whatever_careless_hands_type_every_number_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, typed: list[tuple[int, int, hubs.Cell]]
) -> None:
    rows = hubs.lines()
    top = len(hubs.TOP) + len(hubs.STATIONARY)
    for row, column, value in typed:
        line = rows[top + row % (len(rows) - top)]
        line.extend([None] * (column + 1 - len(line)))
        line[column] = value
    file = hubs.write(tmp_path_factory.mktemp("careless") / "hub.xlsx", rows)
    if not UsEpaHub().recognises(file):
        return

    found = read(file)

    texts = sum(not number(r.printed) for r in found.rejections)
    assert found.accounted() - texts == sum(
        numeric or number(text) is not None
        for row in Workbook(file).sheet("Emission Factors Hub").rows()
        for text, numeric in zip(row.cells, row.numeric, strict=True)
    )
    assert all(wire.decoded(wire.encoded(item).rstrip(b"\n")) for item in found.items)


def test_what_a_list_of_another_unit_holds_is_not_biomass_before_its_heading(hub: Path) -> None:
    rows = [line for line in hubs.lines() if line != [None, "Natural Gas"]]
    place = next(i for i, line in enumerate(rows) if "Natural Gas" in line)
    rows.insert(place - 1, [None, "Biomass Fuels - Solid"])

    gas = read(hubs.write(hub, rows)).factor("fuel.natural-gas", "scf")

    assert {a.origin for a in gas.amounts} == {None}


def test_a_label_may_hold_anything(hub: Path) -> None:
    labels = "A\u2028B\x01 \u202e\ufeffC" + "ü" * 300
    rows = hubs.replaced("Anthracite Coal", labels)
    next(line for line in rows if labels in line)[3] = "five"

    found = read(hubs.write(hub, rows))

    assert found.accounted() == hubs.NUMBERS


def test_numbers_of_further_sheets_are_not_lost(hub: Path) -> None:
    hubs.write(hub, hubs.lines(), Notes=[[None, "of mine", 1.5, 2.5]])

    found = read(hub)

    assert found.accounted() == hubs.NUMBERS + 2
    assert found.not_ours == 2 + 2


def test_a_misnamed_hub_is_read_with_a_caution(tmp_path: Path) -> None:
    file = hubs.write(tmp_path / "hub.xlsx", hubs.lines()).rename(tmp_path / "hub.xls")

    assert any("xlsx workbook by its content" in caution for caution in read(file).cautions)


def test_reading_twice_gives_equal_bytes_that_travel(hub: Path, sample: Read) -> None:
    again = read(hubs.write(hub, hubs.lines()))

    lines = [wire.encoded(item) for item in again.items]
    assert lines == [wire.encoded(item) for item in sample.items]
    assert [wire.decoded(line.rstrip(b"\n")).item for line in lines] == list(again.items)
