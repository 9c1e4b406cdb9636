from sqlmodel import SQLModel

from factordb.store import person_tables


def test_persons_tokens_and_events_have_a_table_each() -> None:
    assert {"person", "token", "event"} <= set(SQLModel.metadata.tables)
    assert "secret" in person_tables.TokenRow.model_fields
