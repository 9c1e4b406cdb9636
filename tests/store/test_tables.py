import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from factordb.store import blanks, factors, properties, rejections
from factordb.store.tables import DatasetRow, EditionRow, FactorRow, PropertyRow, ReleaseRow
from tests.examples import a_factor
from tests.store.drafts import drafted


@pytest.mark.parametrize("table", sorted(SQLModel.metadata.tables))
def test_every_table_has_the_columns_the_code_names(shared_engine: Engine, table: str) -> None:
    there = {column["name"] for column in inspect(shared_engine).get_columns(table)}

    assert there == set(SQLModel.metadata.tables[table].columns.keys())


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("factor", factors.COLUMNS),
        ("property", properties.COLUMNS),
        ("label", properties.LABEL_COLUMNS),
        ("rejection", rejections.COLUMNS),
        ("blank", blanks.COLUMNS),
    ],
)
def test_what_is_copied_in_bulk_is_every_column(table: str, columns: tuple[str, ...]) -> None:
    assert set(columns) == set(SQLModel.metadata.tables[table].columns.keys())


def test_no_two_factors_of_a_release_share_an_identity(db: Session) -> None:
    with pytest.raises(Exception, match="factor_once_a_release"):
        drafted(db, "2023", a_factor(), a_factor(value="0.6"))


def test_a_release_is_of_a_dataset_that_is_there(db: Session) -> None:
    row = ReleaseRow(
        dataset="nobody",
        name="1",
        manifest=b"",
        layout="",
        importer="",
        read=b"",
        tally={},
        cautions=[],
    )
    db.add(row)
    with pytest.raises(IntegrityError, match="release_dataset_fkey"):
        db.flush()


def test_rows_are_named_after_what_they_are() -> None:
    named = {row.__tablename__ for row in (DatasetRow, EditionRow, FactorRow, PropertyRow)}

    assert named == {"dataset", "edition", "factor", "property"}
