from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.looking import looking
from factordb.catalogue.publishing import retabling
from factordb.store import editions, log
from tests.catalogue.tables import a_row, take_in


def _of_tables(db: Session, changes: dict[str, str]) -> int:
    """Begin an edition as another version of factordb would have."""
    return editions.add(db, None, tables.digests() | changes, retabling.EVENT)


def test_before_anything_is_published_nothing_is_begun(db: Session) -> None:
    assert retabling.take(db) is None


def test_where_the_tables_are_the_same_nothing_is_begun(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])

    assert retabling.take(db) is None


def test_tables_that_are_later_than_the_newest_editions_begin_one_that_is_logged(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row()])
    _of_tables(db, {"regions-1": "sha256:" + "0" * 64})  # as it was before 1.0
    before = log.head(db).size

    number = retabling.take(db)

    assert number == 3
    newest = looking.history(db)[-1]
    assert (newest.event, newest.release, newest.tables) == ("tables", None, tables.digests())
    assert log.head(db).size > before
    assert retabling.take(db) is None


@pytest.mark.parametrize("name", ["regions-9", "a-scheme-of-later-1"])
def test_a_version_that_is_older_than_the_newest_edition_begins_none(
    db: Session, tmp_path: Path, name: str
) -> None:
    take_in(db, tmp_path, [a_row()])
    _of_tables(db, {name: "sha256:" + "0" * 64})

    assert retabling.take(db) is None
