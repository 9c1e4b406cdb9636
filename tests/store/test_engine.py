import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, text
from sqlmodel import select

from factordb.errors import DatabaseUnavailable, TookTooLong
from factordb.store import engine as engines
from factordb.store.tables import DatasetRow


def test_a_transaction_is_committed_at_its_end(engine: Engine) -> None:
    with engines.transaction(engine) as db:
        db.add(DatasetRow(slug="grid-office"))
    with engines.transaction(engine) as db:
        assert db.exec(select(DatasetRow)).one().slug == "grid-office"


def test_a_transaction_that_raises_is_undone(engine: Engine) -> None:
    with pytest.raises(KeyError), engines.transaction(engine) as db:
        db.add(DatasetRow(slug="grid-office"))
        db.flush()
        raise KeyError
    with engines.transaction(engine) as db:
        assert db.exec(select(DatasetRow)).all() == []


def test_a_database_that_does_not_answer_is_said_with_what_to_do() -> None:
    engine = engines.connect("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(DatabaseUnavailable, match="FACTORDB_DATABASE_URL"):
        engine.connect()


def test_an_embedded_database_is_revived_once(address: str) -> None:
    revived: list[str] = []
    engine = engines.connect("postgresql://x@127.0.0.1:1/x", revive=lambda: revived.append("once"))

    with pytest.raises(DatabaseUnavailable):
        engine.connect()

    assert revived == ["once"]


def test_several_hosts_are_tried_in_their_order(address: str) -> None:
    """The address goes to libpq as it is; SQLAlchemy would have read one host only."""
    there = conninfo_to_dict(engines.libpq(address))
    ports = f"1,{there.get('port', 5432)}"
    many = make_conninfo("", **there | {"host": f"/nowhere,{there['host']}", "port": ports})
    engine = engines.connect(many)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_what_a_shell_says_of_other_servers_changes_no_text_and_no_time(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {"PGCLIENTENCODING": "LATIN1", "PGDATESTYLE": "German", "PGTZ": "Asia/Shanghai"}
    for name, value in others.items():
        monkeypatch.setenv(name, value)
    engine = engines.connect(address)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT '上海', to_timestamp(0)")).one()
    engine.dispose()

    assert row[0] == "上海"
    assert row[1].isoformat() == "1970-01-01T00:00:00+00:00"


def test_a_database_that_goes_away_meanwhile_is_said_with_what_to_do(engine: Engine) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match=r"went away \(.*terminating.*\): try again"),
        engines.speaking(),
        engine.connect() as connection,
    ):
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_it_is_said_as_well_where_the_driver_is_spoken_to_itself(engine: Engine) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match=r"went away \(.*terminating.*\): try again"),
        engines.speaking(),
        engine.connect() as connection,
    ):
        connection.connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_connection_that_was_ended_while_it_rested_is_not_given_to_anybody(
    engine: Engine, address: str
) -> None:
    with engines.reading(engine) as db:
        number = db.connection().execute(text("SELECT pg_backend_pid()")).scalar()
    with psycopg.connect(engines.libpq(address), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    with engines.reading(engine) as db:
        assert db.connection().execute(text("SELECT pg_backend_pid()")).scalar() != number


def test_what_only_reads_begins_nothing(engine: Engine) -> None:
    with engines.reading(engine) as db:
        first, second = (
            engines.rows(db, b"SELECT txid_current() AS id", {})[0].id for _ in range(2)
        )

    assert first != second


def test_what_only_reads_may_read_together_for_a_while(engine: Engine) -> None:
    with engines.reading(engine) as db, engines.together(db):
        rows = db.connection().execute(
            text("SELECT txid_current() AS id FROM generate_series(1, 5)"),
            execution_options={"yield_per": 2},
        )
        first = {row.id for row in rows}
        assert first == {engines.rows(db, b"SELECT txid_current() AS id", {})[0].id}


def test_together_changes_nothing_in_a_transaction(engine: Engine) -> None:
    with engines.transaction(engine) as db:
        with engines.together(db):
            db.add(DatasetRow(slug="grid-office"))
            db.flush()
        assert [row.slug for row in db.exec(select(DatasetRow))] == ["grid-office"]
    with engines.transaction(engine) as db:
        assert [row.slug for row in db.exec(select(DatasetRow))] == ["grid-office"]


def test_who_reads_next_on_the_same_connection_is_in_a_transaction_again(engine: Engine) -> None:
    with engines.reading(engine) as db:
        engines.rows(db, b"SELECT %(a)s::int AS a", {"a": 1})
    with pytest.raises(KeyError), engines.transaction(engine) as db:
        db.add(DatasetRow(slug="grid-office"))
        db.flush()
        raise KeyError
    with engines.reading(engine) as db:
        assert db.exec(select(DatasetRow)).all() == []


def test_a_database_that_goes_away_under_a_reader_is_said_and_the_next_is_served(
    engine: Engine,
) -> None:
    with pytest.raises(DatabaseUnavailable, match="try again"), engines.reading(engine) as db:
        engines.rows(db, b"SELECT pg_terminate_backend(pg_backend_pid())", {})
    with engines.reading(engine) as db:
        assert engines.rows(db, b"SELECT 1 AS one", {}) == [(1,)]


def test_a_statement_that_keeps_the_database_is_given_up_with_a_sentence(address: str) -> None:
    engine = engines.connect(address, seconds=0.1)
    try:
        with pytest.raises(TookTooLong, match="Ask for less"), engines.transaction(engine) as db:
            db.connection().execute(text("SELECT pg_sleep(5)"))
        with engines.transaction(engine) as db:
            engines.unhurried(db)
            db.connection().execute(text("SELECT pg_sleep(0.3)"))
        with pytest.raises(TookTooLong), engines.transaction(engine) as db:
            db.connection().execute(text("SELECT pg_sleep(5)"))
    finally:
        engine.dispose()


def test_a_lock_of_others_is_not_waited_for_for_ever(address: str) -> None:
    engine = engines.connect(address, seconds=1)
    lock = text("SELECT pg_advisory_xact_lock(4711)")
    try:
        with engines.transaction(engine) as db:
            db.connection().execute(lock)
            with (
                pytest.raises(TookTooLong, match="not done"),
                engines.transaction(engine) as other,
            ):
                other.connection().execute(lock)
    finally:
        engine.dispose()


def test_where_no_time_is_named_there_is_none(engine: Engine) -> None:
    with engine.connect() as connection:
        limits = [
            connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout")
        ]

    assert limits == ["0", "0"]
