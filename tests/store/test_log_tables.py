from sqlmodel import SQLModel

from factordb.store import log_tables


def test_the_log_has_its_six_tables() -> None:
    there = set(SQLModel.metadata.tables)

    assert {"log_head", "log_tile", "log_bundle", "log_leaf", "log_edition"} <= there
    assert log_tables.CheckpointRow.__table__.name == "checkpoint"  # type: ignore[attr-defined]  # SQLModel adds it
