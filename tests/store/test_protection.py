"""What is published stays: the holes of the obvious trigger, each attacked."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, InternalError

from factordb.model.canonical import raw
from factordb.store import documents, editions, factors, releases
from factordb.store.engine import transaction
from factordb.store.tables import ReleaseRow
from tests.examples import a_factor, a_manifest

HELD = "only drafts take or lose rows"


def a_draft(db_engine: Engine, name: str, value: str = "0.5500") -> int:
    """Store a draft with one factor and return its id."""
    manifest, factor = a_manifest(), a_factor(value=value)
    with transaction(db_engine) as db:
        bodies = [
            (raw(d.digest()), kind, d.canonical())
            for d, kind in ((manifest, "manifest"), (factor, "factor"))
        ]
        documents.add(db, bodies)
        row = ReleaseRow(
            dataset="grid-office",
            name=name,
            manifest=raw(manifest.digest()),
            layout="table",
            importer="1",
            read=b"0" * 32,
            tally={},
            cautions=[],
        )
        number = releases.draft(db, row, "open")
        factors.add(db, [factors.line(number, 1, raw(factor.digest()), factor, manifest, "words")])
        return number


def publish(db_engine: Engine, number: int) -> None:
    with transaction(db_engine) as db:
        releases.publish(db, number, editions.add(db, number, {}))


@pytest.fixture
def published(engine: Engine) -> int:
    number = a_draft(engine, "2023")
    publish(engine, number)
    return number


@pytest.fixture
def owner(owner_address: str) -> Iterator[Connection]:
    """Return a connection of the owner, who is a superuser of the test's server."""
    made = create_engine(owner_address)
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_a_draft_takes_and_loses_rows(engine: Engine) -> None:
    number = a_draft(engine, "2023")

    with engine.begin() as connection:
        gone = connection.execute(text("DELETE FROM factor WHERE release_id = :n"), {"n": number})

    assert gone.rowcount == 1


def test_an_update_moves_no_draft_row_into_a_published_release(
    engine: Engine, owner: Connection, published: int
) -> None:
    draft = a_draft(engine, "2024", value="0.6")

    with pytest.raises(DBAPIError, match="added, never changed"):
        owner.execute(
            text("UPDATE factor SET release_id = :to WHERE release_id = :n"),
            {"to": published, "n": draft},
        )


def test_no_row_slips_in_between_a_publish_and_a_late_commit(engine: Engine) -> None:
    """The writer inserts before, and commits after: the publisher waits for it, or it fails."""
    draft = a_draft(engine, "2023")
    with engine.connect() as writer:
        writer.execute(
            text("""
                INSERT INTO rejection (release_id, ordinal, at, printed, reason, numbers)
                VALUES (:n, 1, 'B1', '1', 'late', 1)
            """),
            {"n": draft},
        )
        publisher = threading.Thread(target=publish, args=(engine, draft))
        publisher.start()
        publisher.join(0.5)
        assert publisher.is_alive(), "the publisher must wait for the writer"
        writer.commit()
        publisher.join(10)
    with engine.connect() as late, pytest.raises(DBAPIError, match=HELD):
        late.execute(
            text("""
                INSERT INTO rejection (release_id, ordinal, at, printed, reason, numbers)
                VALUES (:n, 2, 'B1', '1', 'later', 1)
            """),
            {"n": draft},
        )


def test_withdrawn_is_no_state_that_a_release_could_be_put_in(
    owner: Connection, published: int
) -> None:
    with pytest.raises(DBAPIError, match="stays as it is"):
        owner.execute(text("UPDATE release SET state = 'draft' WHERE id = :n"), {"n": published})


def test_a_withdrawal_is_a_row_of_its_own(engine: Engine, published: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""
                INSERT INTO standing (release_id, kind, since, reason)
                VALUES (:n, 'withdrawn', 1, 'a slipped point')
            """),
            {"n": published},
        )
    with transaction(engine) as db:
        found = factors.candidates(db, 1, [], "electricity.grid", None)

    assert [row.standing for row in found] == ["withdrawn"]


def test_replication_roles_switch_nothing_off(owner: Connection, published: int) -> None:
    owner.execute(text("SET session_replication_role = replica"))

    with pytest.raises(DBAPIError, match=HELD):
        owner.execute(text("DELETE FROM factor WHERE release_id = :n"), {"n": published})


@pytest.mark.parametrize(
    "table", ["factor", "property", "label", "rejection", "release", "document"]
)
def test_nothing_is_truncated(owner: Connection, published: int, table: str) -> None:
    with pytest.raises(DBAPIError, match="added, never changed"):
        owner.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("table", ["document", "edition", "artifact", "standing", "dataset"])
def test_what_is_added_is_never_changed_or_deleted(
    engine: Engine, owner: Connection, published: int, table: str
) -> None:
    with pytest.raises(DBAPIError, match="added, never changed"):
        owner.execute(text(f"DELETE FROM {table}"))


def test_a_published_release_and_its_rows_are_not_deleted(engine: Engine, published: int) -> None:
    for statement in ("DELETE FROM factor", "DELETE FROM release"):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))


def test_a_document_is_what_its_digest_says(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="document_is_its_digest"):
        connection.execute(
            text("INSERT INTO document (digest, kind, body) VALUES (:d, 'factor', :b)"),
            {"d": b"0" * 32, "b": b"{}"},
        )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE factor DISABLE TRIGGER ALL",
        "DROP TRIGGER factor_inserted ON factor",
        "DROP FUNCTION refuse_change CASCADE",
        "CREATE TABLE public.release2 (id int)",
        "UPDATE document SET kind = 'x'",
        "SET session_replication_role = replica",
    ],
)
def test_the_server_cannot_touch_the_protection(engine: Engine, statement: str) -> None:
    with engine.connect() as connection, pytest.raises((DBAPIError, InternalError)):
        connection.execute(text(statement))


def test_a_temporary_table_does_not_pose_as_ours(engine: Engine, published: int) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE release (id int, state text)"))
        connection.execute(
            text("INSERT INTO pg_temp.release VALUES (:n, 'draft')"), {"n": published}
        )
        with pytest.raises(DBAPIError, match=HELD):
            connection.execute(
                text("DELETE FROM public.factor WHERE release_id = :n"), {"n": published}
            )


def test_a_release_begins_as_a_draft(engine: Engine, published: int) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="begins as a draft"):
        connection.execute(
            text("""
                INSERT INTO release (dataset, name, state, manifest, layout, importer, read, tally,
                                     cautions, edition, published_at)
                SELECT dataset, 'x', 'published', manifest, layout, importer, read, tally, cautions,
                       9, now() FROM release
            """)
        )
