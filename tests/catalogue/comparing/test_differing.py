from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.comparing import differing
from factordb.catalogue.comparing.comparing import Diff
from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Asked
from factordb.errors import EditionAhead, Invalid, ReleaseNotFound
from factordb.store import engine as engines
from factordb.store.engine import transaction
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.conftest import Databases
from tests.publishers import DATA, needs_publishers_files


def test_two_releases_are_compared_by_their_factors_and_properties(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(printed="0.5"), a_row("CN-BJ"), a_property_row("43.0")], "2022")
    take_in(db, tmp_path, [a_row(printed="0.6"), a_row("CN-TJ"), a_property_row("43.1")], "2023")

    edition, found = differing.diff(db, "grid-office@2022", "grid-office@2023")

    assert edition == 2
    assert (found.from_release, found.to_release) == ("grid-office@2022", "grid-office@2023")
    assert found.counts == {"added": 1, "changed": 2, "removed": 1, "unchanged": 0}


def test_a_release_beside_itself_is_unchanged(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])

    assert differing.diff(db, "grid-office@2023", "grid-office@2023")[1].counts == {"unchanged": 1}


def test_an_edition_knows_no_release_that_came_later(db: Session, tmp_path: Path) -> None:
    for year in ("2022", "2023"):
        take_in(db, tmp_path, [a_row()], year)

    with pytest.raises(ReleaseNotFound, match="edition 1"):
        differing.diff(db, "grid-office@2022", "grid-office@2023", 1)
    with pytest.raises(EditionAhead):
        differing.diff(db, "grid-office@2022", "grid-office@2023", 3)
    with pytest.raises(Invalid):
        differing.diff(db, "grid-office", "grid-office@2023")


@pytest.fixture(scope="module")
def published(databases: Databases) -> Iterator[Engine]:
    """Return an engine on the UK files of three years, and both of the EPA's of 2024."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    for dataset, release, pattern in (
        ("uk-ghg-conversion-factors", "2022", "uk-desnz/ghg*2022*.xls"),
        ("uk-ghg-conversion-factors", "2023", "uk-desnz/ghg*2023*.xlsx"),
        ("uk-ghg-conversion-factors", "2024", "uk-desnz/ghg*2024*.xlsx"),
        ("us-epa-ghg-hub", "2024", "us-epa-hub/*original.xlsx"),
        ("us-epa-ghg-hub", "2024-erratum", "us-epa-hub/*erratum.xlsx"),
    ):
        (file,) = DATA.glob(pattern)
        with transaction(engine) as db:
            intake.take_in(db, file, Asked(dataset=dataset, release=release, publish=True))
    yield engine
    engine.dispose()
    databases.drop(name)


def diff(engine: Engine, dataset: str, old: str, new: str) -> Diff:
    with transaction(engine) as db:
        return differing.diff(db, f"{dataset}@{old}", f"{dataset}@{new}")[1]


@needs_publishers_files
def test_the_erratum_changes_what_it_corrects_and_neither_adds_nor_removes(
    published: Engine,
) -> None:
    """Four rows whose unit became `short ton-mile` keep their keys."""
    found = diff(published, "us-epa-ghg-hub", "2024", "2024-erratum")

    assert found.counts == {"changed": 12, "unchanged": 1258}
    assert found.moved == 1258
    corrected = {
        (key.split('"')[1].removeprefix("transport."), pick)
        for key, pick in ((d.key, d.pick) for d in found.differences)
    }
    assert corrected == {
        *(
            (kind, gas)
            for gas in ("CO2", "CH4", "N2O")
            for kind in ("passenger.car", "light-duty-truck", "freight.truck.medium-and-heavy-duty")
        ),
        ("passenger.motorbike", "CO2"),
        ("passenger.motorbike", "CH4"),
        ("passenger.bus", "CH4"),
    }
    cars = [d for d in found.differences if "passenger.car" in d.key and d.pick == "CO2"]
    assert [(d.old, d.new, d.change_percent) for d in cars] == [
        ("0.17515256410803692", "0.30613100729682124", "74.78")
    ]
    nothing = [d for d in found.differences if d.old == "0.000"]
    assert {d.pick for d in nothing} == {"CH4"}
    assert any("motorbike" in d.key for d in nothing)


@needs_publishers_files
def test_from_2023_to_2024_blanks_were_filled_numbers_rounded_and_others_changed(
    published: Engine,
) -> None:
    """702 rows were added too, all of them blank: they have no number that could differ."""
    found = diff(published, "uk-ghg-conversion-factors", "2023", "2024")

    assert found.counts == {
        "added": 114,
        "changed": 5804 - 2635,
        "precision only": 2635,
        "removed": 1,
        "unchanged": 1111,
    }
    assert found.change is not None
    assert (found.change.median, found.change.largest) == ("0.62", "100.76")
    assert found.change.rose + found.change.fell == found.change.numbers
    (gone,) = (d for d in found.differences if d.kind == "removed")
    assert "material.wood" in gone.key


@needs_publishers_files
def test_from_2022_to_2023_no_total_is_compared_across_gwp_methods(published: Engine) -> None:
    found = diff(published, "uk-ghg-conversion-factors", "2022", "2023")

    assert found.counts["not comparable"] > 6000
    reasons = {d.why for d in found.differences if d.kind == "not comparable"}
    assert reasons == {"GWP method AR4 → AR5"}
    changed = {d.pick for d in found.differences if d.kind == "changed"}
    assert "CO2e" not in changed
