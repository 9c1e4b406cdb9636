"""The tables of assessments belong to the one metadata that migrations are held against."""

from sqlmodel import SQLModel

from factordb.store import assessment_tables


def test_what_is_said_and_of_whom_are_two_tables() -> None:
    there = set(SQLModel.metadata.tables)
    rows = (assessment_tables.AssessmentRow, assessment_tables.AssessedRow)
    assert {str(row.__tablename__) for row in rows} <= there


def test_one_assessment_stands_for_many_factors() -> None:
    key = {c.name for c in SQLModel.metadata.tables["assessed"].primary_key}
    assert key == {"release_id", "ordinal"}
