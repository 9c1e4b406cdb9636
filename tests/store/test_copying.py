from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import Session

from factordb.store import copying

texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(
    texts,
    some.lists(texts, max_size=4),
    some.binary(max_size=20),
    some.booleans(),
    some.none() | texts,
)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_row_comes_back_as_it_went(
    db: Session, text: str, many: list[str], raw: bytes, flag: bool, maybe: str | None
) -> None:
    from sqlalchemy import text as sql

    db.connection().execute(
        sql(
            "CREATE TEMP TABLE IF NOT EXISTS t (a text, b text[], c bytea, d bool, e text, f jsonb)"
        )
    )
    db.connection().execute(sql("DELETE FROM t"))
    copying.copy(
        db,
        "t",
        ("a", "b", "c", "d", "e", "f"),
        [copying.line((text, many, raw, flag, maybe, {"k": text}))],
        "pg_temp",
    )

    row = db.connection().execute(sql("SELECT * FROM t")).one()

    assert (row.a, row.b, bytes(row.c), row.d, row.e, row.f) == (
        text,
        many,
        raw,
        flag,
        maybe,
        {"k": text},
    )
