from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.comparing import differing
from factordb.catalogue.comparing.comparing import Diff
from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Asked
from factordb.errors import EditionAhead, Invalid, ReleaseNotFound
from factordb.importers import containers
from factordb.importers.printed import number
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

    assert found.counts == {"changed": 12, "still blank": 203, "unchanged": 1258}
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
def test_what_differs_is_what_a_plain_reader_finds_different_in_the_two_files(
    published: Engine,
) -> None:
    """Every number that left the sheet was corrected, and each that came is its correction."""
    found = diff(published, "us-epa-ghg-hub", "2024", "2024-erratum")
    before, after = (_numbers(DATA / "us-epa-hub", edition) for edition in ("original", "erratum"))

    assert set((before - after).keys()) == {_printed(before, d.old) for d in found.differences}
    assert set((after - before).keys()) == {_printed(after, d.new) for d in found.differences}


def _numbers(folder: Path, edition: str) -> Counter[str]:
    book = containers.Workbook(next(folder.glob(f"*{edition}.xlsx")))
    rows = list(book.sheet("Emission Factors Hub").rows())
    return Counter(number(text) or "" for row in rows for text in row.cells if number(text))


def _printed(numbers: Counter[str], value: str | None) -> str:
    """Return how a mass in kg stands in the sheet: in kg, or in g."""
    printed = Decimal(value or "")
    (found,) = {n for n in numbers if Decimal(n) in (printed, printed * 1000)}
    return found


@needs_publishers_files
def test_rows_that_only_moved_are_listed_where_they_are_asked_for(published: Engine) -> None:
    with transaction(published) as db:
        _, found = differing.diff(
            db, "us-epa-ghg-hub@2024", "us-epa-ghg-hub@2024-erratum", moved=True
        )

    moved = [d for d in found.differences if d.kind == "moved in the file"]
    assert len(moved) == found.moved == 1258
    assert all(d.old == d.new and d.old_at != d.new_at for d in moved)
    respelt = [d for d in moved if '"short ton-mile"' in d.key]
    assert len(respelt) == 12  # three gases of the four rows whose unit was spelt anew


@needs_publishers_files
def test_from_2023_to_2024_blanks_were_filled_numbers_rounded_and_others_changed(
    published: Engine,
) -> None:
    """702 IDs were added, all of them of blank cells; 114 blanks were filled, one value is gone."""
    found = diff(published, "uk-ghg-conversion-factors", "2023", "2024")

    assert found.counts == {
        "blank added": 702,
        "blank filled": 114,
        "changed": 5804 - 2635,
        "precision only": 2635,
        "still blank": 1122 - 114,
        "unchanged": 1111,
        "value gone": 1,
    }
    assert found.ids is not None
    assert (found.ids.added, found.ids.removed) == (702, 0)
    assert found.change is not None
    assert (found.change.median, found.change.largest) == ("0.62", "100.76")
    assert found.change.rose + found.change.fell == found.change.numbers
    (gone,) = (d for d in found.differences if d.kind == "value gone")
    assert (gone.id, gone.new_at) == ("19_500_5051_15_1", "'Factors by Category'!J3999")
    assert "material.wood" in gone.key
    filled = [d for d in found.differences if d.kind == "blank filled"]
    assert all(d.id and d.new and d.old_at and d.old is None for d in filled)


@needs_publishers_files
def test_from_2023_to_2024_what_is_precision_only_is_rounded_from_six_places_to_five(
    published: Engine,
) -> None:
    """Judged by Decimal alone, from the printed numbers of both files."""
    found = diff(published, "uk-ghg-conversion-factors", "2023", "2024")

    for one in found.differences:
        if one.kind not in ("precision only", "changed"):
            continue
        old, new = Decimal(one.old or ""), Decimal(one.new or "")
        rounded = old.quantize(Decimal("0.00001"), ROUND_HALF_EVEN) == new
        assert (one.kind == "precision only") == rounded, one


@needs_publishers_files
def test_from_2022_to_2023_no_total_is_compared_across_gwp_methods(published: Engine) -> None:
    found = diff(published, "uk-ghg-conversion-factors", "2022", "2023")

    assert found.counts["not comparable"] > 6000
    reasons = {d.why for d in found.differences if d.kind == "not comparable"}
    assert reasons == {"GWP method AR4 → AR5"}
    changed = {d.pick for d in found.differences if d.kind == "changed"}
    assert "CO2e" not in changed
