from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Imported
from tests.catalogue.tables import a_property_row, a_row, a_table, asked, take_in

PROVINCES = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-LN")


def next_year(db: Session, folder: Path, *rows: dict[str, str]) -> Imported:
    """Return what became of 2024, after a 2023 of five provinces at half a kilogram."""
    take_in(db, folder / "2023", [a_row(code, "0.50") for code in PROVINCES], "2023")
    file = a_table(folder / "2024", rows, "2024")
    return intake.take_in(db, file, asked("2024", publish=False))


def rules(done: Imported) -> dict[str, int]:
    return {finding.rule: finding.count for finding in done.findings}


def test_the_first_release_of_a_dataset_is_held_against_none(db: Session, tmp_path: Path) -> None:
    done = take_in(db, tmp_path, [a_row()])

    assert (done.against, done.findings) == (None, ())


def test_a_release_like_the_last_says_nothing(db: Session, tmp_path: Path) -> None:
    done = next_year(db, tmp_path, *(dict(a_row(code, "0.51")) for code in PROVINCES))

    assert (done.against, done.findings) == ("grid-office@2023", ())


def test_gigajoules_for_megawatt_hours_are_held_where_all_changed_alike(
    db: Session, tmp_path: Path
) -> None:
    """0.139 is a sound number for a grid: only the last release gives it away."""
    done = next_year(db, tmp_path, *(dict(a_row(code, "0.1389")) for code in PROVINCES))

    assert rules(done)["changed-all-alike"] == 1
    assert len(done.holds) == 1


def test_a_leap_names_its_cell_and_both_numbers_as_they_stand(db: Session, tmp_path: Path) -> None:
    rows = [dict(a_row(code, "0.50")) for code in PROVINCES[1:]]
    done = next_year(db, tmp_path, dict(a_row("CN-BJ", "1.5000")), *rows)

    (leap,) = (f for f in done.findings if f.rule == "changed-by-much")
    (place,) = leap.places
    assert place.at == "table 3, CN-BJ"
    assert place.told == "electricity.grid mix=average CN-BJ kWh CO2: 0.50 → 1.5000, 3 times"


def test_yesterdays_file_under_a_new_name_is_told(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()])
    intake.take_in(db, file, asked("2023"))

    done = intake.take_in(db, file, asked("2024", publish=False))

    assert done.cautions == (
        "This very file is published already, as grid-office@2023: is it the one that is meant?",
    )


def test_another_publishers_file_is_told(db: Session, tmp_path: Path) -> None:
    intake.take_in(db, a_table(tmp_path / "ours", [a_row()]), asked("2023"))
    file = a_table(tmp_path / "theirs", [a_row()], "2024")
    toml = file.with_name("release.toml")
    toml.write_text(toml.read_text("utf-8").replace('{en = "Grid Office"}', '{en = "Steel Mill"}'))

    (said,) = intake.take_in(db, file, asked("2024", publish=False)).cautions

    assert "The publisher is 'Steel Mill', and that of grid-office@2023 is 'Grid Office'" in said


def test_a_calorific_value_at_a_tenth_is_held_as_a_factor_would_be(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path / "2023", [a_property_row("43.0")], "2023")
    file = a_table(tmp_path / "2024", [a_property_row("4.30")], "2024")

    done = intake.take_in(db, file, asked("2024", publish=False))

    (place,) = (p for f in done.findings if f.rule.startswith("changed") for p in f.places)
    assert place.at == "table 1, diesel"
    assert "fuel.diesel GLO TJ/Gg net-calorific-value: 43.0 → 4.30" in place.told


def test_a_property_that_is_gone_blank_or_new_is_told(db: Session, tmp_path: Path) -> None:
    """Spellings of the checks: what befell properties between two releases."""
    kinds = ("density", "carbon-content", "oxidation")
    units = {"density": "kg/L", "carbon-content": "kg/GJ", "oxidation": "1"}
    numbers = {"density": "0.84", "carbon-content": "20.2", "oxidation": "0.99"}
    old = [a_property_row(numbers[k], property=k, unit=units[k]) for k in kinds]
    take_in(db, tmp_path / "2023", old, "2023")
    new = [
        a_property_row("NA", property="density", unit="kg/L"),
        a_property_row("20.2", property="carbon-content", unit="kg/GJ"),
        a_property_row("43.0"),
    ]
    done = intake.take_in(db, a_table(tmp_path / "2024", new, "2024"), asked("2024", publish=False))

    assert done.step is not None
    assert done.step.counts == {"added": 1, "removed": 1, "unchanged": 1, "value gone": 1}
    assert rules(done)["blank-now"] == 1


def test_a_country_that_is_gone_and_a_number_at_half_are_told(db: Session, tmp_path: Path) -> None:
    rows = [dict(a_row(code, "0.50")) for code in PROVINCES[2:]]
    done = next_year(db, tmp_path, *rows, dict(a_row("CN-BJ", "0.20")), dict(a_property_row()))

    assert rules(done) == {"changed-by-much": 1, "coverage-lost": 1}
    assert done.holds == ()
