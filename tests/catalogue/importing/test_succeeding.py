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


def test_a_country_that_is_gone_and_a_number_at_half_are_told(db: Session, tmp_path: Path) -> None:
    rows = [dict(a_row(code, "0.50")) for code in PROVINCES[2:]]
    done = next_year(db, tmp_path, *rows, dict(a_row("CN-BJ", "0.20")), dict(a_property_row()))

    assert rules(done) == {"changed-by-much": 1, "coverage-lost": 1}
    assert done.holds == ()
