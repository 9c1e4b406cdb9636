from pathlib import Path

from sqlmodel import Session

from factordb.store import checking, properties, releases
from tests.catalogue.tables import a_property_row, a_row, take_in


def test_rows_as_they_were_made_do_not_differ_and_others_are_named(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(), a_property_row()])
    number = releases.id_of(releases.published(db, "grid-office", "2023", 1))
    columns = properties.COLUMNS

    found = checking.differing(db, "property", columns, number, [])
    assert found is not None
    assert len(found) == 32
    assert checking.differing(db, "property", columns, number + 1, []) is None


def test_a_log_has_one_row_a_place(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])

    assert checking.misplaced(db, 1) == 1
    assert checking.misplaced(db, 1_000) is not None
