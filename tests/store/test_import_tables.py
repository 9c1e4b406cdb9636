from sqlmodel import SQLModel

from factordb.store import import_tables


def test_imports_their_steps_and_holds_have_a_table_each() -> None:
    there = {"import", "import_event", "hold", "hold_release"}

    assert there <= set(SQLModel.metadata.tables)
    assert "reason" in import_tables.HoldReleaseRow.model_fields
