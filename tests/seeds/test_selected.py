"""The selected releases hold what the full importers make of the publishers' files."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factordb import shipped
from factordb.catalogue.comparing.differing import diff
from factordb.importers.protocol import Item
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from scripts import select_seed
from tests.publishers import DATA, needs_publishers_files
from tests.seeds import shelf

UK, EPA = DATA / "uk-desnz", DATA / "us-epa-hub"
FILES = {
    "uk-ghg-selected@2023": UK / "ghg-conversion-factors-2023-flat-file-update.xlsx",
    "uk-ghg-selected@2024": UK / "ghg-conversion-factors-2024-FlatFormat_v1_1.xlsx",
    "us-epa-hub-selected@2024": EPA / "ghg-emission-factors-hub-2024_2024-02-13-original.xlsx",
    "us-epa-hub-selected@2024.1": EPA / "ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx",
}
SELECTED = tuple(FILES)
OURS = ("dataset", "name")
"""Fields of a document that are not the full importer's."""
LEFT_BEHIND = ("notes", "upstream")
"""Fields of a source that hold the publisher's sentences."""
UK_GRID = '["electricity.grid",{"at":"busbar","mix":"average"},["direct"],"GB","kWh"]'
EPA_CAR = '["transport.passenger.car",{},["combustion"],"US","vehicle-mile"]'


@cache
def whole(reference: str) -> tuple[Item, ...]:
    return tuple(select_seed.read(reference.partition("@")[0], FILES[reference]))


def facts_of(document: Factor | Property) -> dict[str, Any]:
    plain = {k: v for k, v in document.plain().items() if k not in OURS}
    plain["source"] = {k: v for k, v in plain["source"].items() if k not in LEFT_BEHIND}
    return plain


def the_factor(reference: str, key: str) -> Factor:
    (found,) = (d for d in shelf.factors(reference) if d.key() == key)
    return found


@needs_publishers_files
@pytest.mark.parametrize("reference", SELECTED)
def test_every_document_is_the_full_importers_but_for_its_dataset_and_name(reference: str) -> None:
    full = {d.identity(): d for d in whole(reference) if isinstance(d, Factor | Property)}

    for ours in shelf.documents(reference):
        assert facts_of(ours) == facts_of(full[ours.identity()])


@needs_publishers_files
@pytest.mark.parametrize("reference", SELECTED)
def test_no_name_or_note_is_copied_of_those_that_hold_more_than_a_word(reference: str) -> None:
    read = [d for d in whole(reference) if isinstance(d, Factor | Property)]
    printed = {d.name["en"] for d in read if len(d.name["en"].split()) > 3}
    sentences = {note for d in read for note in d.source.notes or ()}

    ours = shelf.documents(reference)

    assert {d.name["en"] for d in ours} & printed == set()
    assert not any(d.source.notes or d.source.upstream for d in ours)
    text = Path(shipped.SEEDS, *reference.split("@"), "factors.csv").read_text("utf-8")
    assert not any(sentence in text for sentence in sentences)


@needs_publishers_files
@pytest.mark.parametrize("reference", SELECTED)
def test_the_manifest_says_all_that_the_full_one_says(reference: str) -> None:
    (full,) = (item for item in whole(reference) if isinstance(item, Manifest))
    ours = shelf.manifest(reference)

    assert ours.subset_of == full.dataset
    for said in ("licence", "attribution", "url", "tier", "series", "defaults", "inferred"):
        assert getattr(ours, said) == getattr(full, said)


@needs_publishers_files
@pytest.mark.parametrize("reference", SELECTED)
def test_picking_again_writes_the_same_files(reference: str, tmp_path: Path) -> None:
    dataset, _, release = reference.partition("@")
    picked = select_seed.pick(dataset, whole(reference))
    comment = select_seed.selection(dataset)["comment"]

    select_seed.write(picked, release, comment, tmp_path)

    for name in ("factors.csv", "release.toml"):
        there = shipped.SEEDS / dataset / release / name
        assert (tmp_path / name).read_bytes() == there.read_bytes()


@pytest.mark.parametrize("reference", SELECTED)
def test_a_subset_says_of_what_in_both_languages(reference: str) -> None:
    said = shelf.manifest(reference)

    assert said.description is not None
    assert set(said.title) == set(said.publisher) == set(said.description) == {"en", "zh"}
    assert "this project's own short wording" in said.description["en"]


@pytest.mark.parametrize("reference", SELECTED)
def test_a_subset_is_a_few_hundred_factors(reference: str) -> None:
    assert 150 < len(shelf.factors(reference)) < 600


@pytest.mark.parametrize(("release", "value"), [("2023", "0.207074"), ("2024", "0.20705")])
def test_the_uk_grid_has_the_published_headline(release: str, value: str) -> None:
    shown = headline(the_factor(f"uk-ghg-selected@{release}", UK_GRID))

    assert shown is not None
    assert shown.gas == "CO2e"
    assert shown.value[: len(value)] == value


def test_natural_gas_of_the_epa_is_computed_under_ar5() -> None:
    key = '["fuel.natural-gas",{},["combustion"],"US","mmBtu{GCV}"]'
    gas = the_factor("us-epa-hub-selected@2024.1", key)
    shown = headline(gas)

    assert [(a.gas, a.kg) for a in gas.amounts] == [
        ("CO2", "53.06"),
        ("CH4", "0.001"),
        ("N2O", "0.0001"),
    ]
    assert shown is not None
    assert (shown.value, shown.gas, shown.gwp, shown.computed) == ("53.1145", "CO2e", "AR5", True)


def test_the_passenger_car_changes_between_the_hub_and_its_erratum() -> None:
    before, after = (the_factor(f"us-epa-hub-selected@{r}", EPA_CAR) for r in ("2024", "2024.1"))

    assert before.amounts[0].kg == "0.17515256410803692"
    assert after.amounts[0].kg == "0.30613100729682124"


def test_short_ton_miles_keep_their_keys_through_the_erratum() -> None:
    before, after = (
        {f.key() for f in shelf.factors(f"us-epa-hub-selected@{r}") if "ton-mile" in f.unit}
        for r in ("2024", "2024.1")
    )

    assert len(before) == 4
    assert before == after


def test_flights_with_radiative_forcing_give_no_mass() -> None:
    flights = [
        f
        for f in shelf.factors("uk-ghg-selected@2024")
        if (f.facets or {}).get("radiative-forcing") == "with"
    ]

    assert flights
    assert not any(amount.kg for f in flights for amount in f.amounts)


@pytest.mark.parametrize("group", ["water", "heat", "electricity"])
def test_the_uk_set_has_its_other_groups(group: str) -> None:
    boundaries = {
        "+".join(f.boundary or ())
        for f in shelf.factors("uk-ghg-selected@2024")
        if f.activity.startswith(f"{group}.")
    }
    parts = {"direct", "transmission", "upstream", "upstream+transmission"}
    assert boundaries == ({"unknown"} if group == "water" else parts)


def test_a_seed_that_is_there_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        select_seed.main(["uk-ghg-selected@2024", "any.xlsx"])

    assert "never changes" in capsys.readouterr().err


def test_between_the_hub_and_its_erratum_numbers_change_and_none_comes_or_goes(
    seeds: Session,
) -> None:
    _, found = diff(seeds, "us-epa-hub-selected@2024", "us-epa-hub-selected@2024.1")

    kinds = Counter(difference.kind for difference in found.differences)
    assert set(kinds) == {"changed"}
    cars = [d for d in found.differences if "transport.passenger.car" in d.key]
    assert ("0.17515256410803692", "0.30613100729682124") in [(d.old, d.new) for d in cars]


def test_from_2023_to_2024_the_uk_grid_is_a_change_of_numbers(seeds: Session) -> None:
    _, found = diff(seeds, "uk-ghg-selected@2023", "uk-ghg-selected@2024")

    (grid,) = [d for d in found.differences if d.key == UK_GRID and d.pick == "CO2e"]
    assert (grid.kind, grid.new) == ("changed", "0.20705")
