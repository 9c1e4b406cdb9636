"""The hub's importer on the files as published, where they are at hand."""

from pathlib import Path

import pytest

from factordb.catalogue.comparing import comparing
from factordb.catalogue.comparing.figures import figures
from factordb.importers import wire
from factordb.importers.us_epa_hub import UsEpaHub
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.property import Property
from tests.importers.hub_read import (
    CAR,
    ERRATUM,
    ORIGINAL,
    REAL,
    YEAR_2023,
    masses,
    numbers_in,
    read,
)
from tests.publishers import needs_publishers_files


@needs_publishers_files
@REAL
def test_a_real_hub_is_recognised_and_every_number_accounted_for(file: Path) -> None:
    assert UsEpaHub().recognises(file)
    found = read(file)

    assert found.accounted() == numbers_in(file)
    identities = [i.identity() for i in found.items if isinstance(i, Factor | Property)]
    assert len(identities) == len(set(identities))
    assert all(wire.decoded(wire.encoded(item).rstrip(b"\n")) for item in found.items)


@needs_publishers_files
@pytest.mark.parametrize(
    ("file", "factors", "properties", "blank", "rejected"),
    [
        (YEAR_2023, 563, 125, 205, [">7,500"]),
        (ORIGINAL, 574, 120, 203, []),
        (ERRATUM, 574, 120, 203, []),
    ],
    ids=["2023", "original", "erratum"],
)
def test_real_hubs_give_what_they_hold(
    file: Path, factors: int, properties: int, blank: int, rejected: list[str]
) -> None:
    found = read(file)

    assert (len(found.factors), len(found.properties)) == (factors, properties)
    assert (found.blank, [r.printed for r in found.rejections]) == (blank, rejected)


@needs_publishers_files
def test_known_numbers_stand_in_the_real_hub() -> None:
    found = read(ERRATUM)

    grid = found.factor(
        "electricity.grid", "MWh", region="US-EGRID-CAMX", at="busbar", mix="average"
    )
    assert masses(grid) == {"CO2": "225.63634930991", "CH4": "0.0136077711", "N2O": "0.00181436948"}
    assert [cell.at for cell in grid.source.cells] == [
        f"'Emission Factors Hub'!{column}336" for column in "EFG"
    ]
    assert (grid.source.cells[0].printed, grid.source.cells[0].unit) == ("497.443", "lb CO2/MWh")
    natural = headline(found.factor("fuel.natural-gas", "mmBtu{GCV}"))
    assert natural is not None
    assert (natural.value, natural.gwp) == ("53.1145", "AR5")


@needs_publishers_files
def test_the_erratum_changes_numbers_and_no_keys() -> None:
    before, after = read(ORIGINAL), read(ERRATUM)

    assert before.factors.keys() == after.factors.keys()
    assert before.properties.keys() == after.properties.keys()
    changed = {k for k in after.factors if masses(before.factors[k]) != masses(after.factors[k])}
    assert {(after.factors[k].name["en"], after.factors[k].unit) for k in changed} == {
        ("Passenger Car", "vehicle-mile"),
        ("Light-Duty Truck", "vehicle-mile"),
        ("Medium- and Heavy-Duty Truck", "vehicle-mile"),
        ("Motorcycle", "vehicle-mile"),
        ("Bus", "passenger-mile"),
    }
    assert masses(before.factors[CAR])["CO2"] == "0.17515256410803692"
    assert masses(after.factors[CAR])["CO2"] == "0.30613100729682124"
    assert len(after.factors[CAR].source.cells[0].at) == 2


@needs_publishers_files
def test_the_erratum_shows_as_changes_only() -> None:
    before, after = (
        comparing.Contents(
            tuple(
                figures(
                    [(f.digest(), f) for f in found.factors.values()],
                    [(p.digest(), p) for p in found.properties.values()],
                    None,
                )
            )
        )
        for found in (read(ORIGINAL), read(ERRATUM))
    )

    diff = comparing.compare(before, after, ("original", "erratum"))

    assert diff.counts == {"changed": 12, "unchanged": 1258}
    assert ("0.000", "0.00009064539521392313") in {(d.old, d.new) for d in diff.differences}


@needs_publishers_files
def test_2023_and_2024_share_their_keys_but_for_real_changes() -> None:
    before, after = read(YEAR_2023), read(ORIGINAL)

    gone = before.factors.keys() - after.factors.keys()
    new = after.factors.keys() - before.factors.keys()
    assert {k.split('"')[1] for k in gone} == {
        "transport.passenger.car",  # diesel, model years 2007-2020 are now 2007-2021
        "transport.light-duty-truck",
        "transport.medium-and-heavy-duty-vehicle",
        "waste.dimensional-lumber",  # recycling is NA now
        "waste.medium-density-fibreboard",
    }
    assert (len(gone), len(new), len(before.factors.keys() & after.factors.keys())) == (5, 16, 558)
    methods = ({p.facets["method"] for p in r.properties.values() if p.facets and "method" in
                p.facets} for r in (before, after))  # fmt: skip
    assert list(methods) == [{"AR4"}, {"AR5"}]
