from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from factordb.store import closed_tables, viewing
from factordb.store import engine as engines
from tests.conftest import Databases

CLOSED = ("document", "artifact", "factor", "property", "label", "rejection", "blank")


def test_a_closed_table_has_the_columns_of_the_open_one_and_its_dataset() -> None:
    for closed in (closed_tables.FACTOR, closed_tables.REJECTION, closed_tables.BLANK):
        opened = closed.metadata.tables[closed.name.removeprefix("closed_")]
        own = [c.name for c in opened.columns]
        assert [c.name for c in closed.columns] == [*own, "dataset"]


@pytest.mark.parametrize("kind", CLOSED)
def test_the_server_reads_no_closed_table_but_by_its_view(engine: Engine, kind: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM seen.{kind}")).scalar() == 0
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(f"SELECT * FROM closed_{kind}"))


def test_nobody_but_the_owner_reads_a_secret(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="denied"):
        connection.execute(text("SELECT secret FROM dataset_secret"))


def test_salts_are_for_who_was_granted_the_dataset(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="no salts"):
        connection.execute(text("SELECT salts('secret-mill', ARRAY[''::bytea])"))


@pytest.fixture
def owner(databases: Databases, database: str) -> Iterator[Connection]:
    engine = create_engine(databases.owner(database))
    yield engine.connect()
    engine.dispose()


def test_the_class_of_a_dataset_is_kept_from_its_first_release_on(owner: Connection) -> None:
    """Not even the owner changes it: what was private would be open with all its past."""
    with owner:
        owner.execute(text("INSERT INTO dataset (slug, access) VALUES ('d', 'private')"))
        owner.execute(text("UPDATE dataset SET access = 'metadata-only'"))
        owner.execute(
            text(
                "INSERT INTO release (dataset, name, state, manifest, layout, importer, read, "
                "tally, cautions) VALUES ('d', '1', 'draft', '', '', '', '', '{}', '[]')"
            )
        )
        with pytest.raises(DBAPIError, match="the class of d is kept"):
            owner.execute(text("UPDATE dataset SET access = 'open'"))
        owner.rollback()


def test_a_secret_is_made_once_for_a_dataset_that_is_closed(owner: Connection) -> None:
    with owner:
        owner.execute(text("INSERT INTO dataset (slug, access) VALUES ('o', 'open')"))
        owner.execute(text("INSERT INTO dataset (slug, access) VALUES ('d', 'private')"))
        first = owner.execute(text("SELECT dataset, secret FROM dataset_secret")).all()
        owner.execute(text("UPDATE dataset SET access = 'metadata-only' WHERE slug = 'd'"))
        again = owner.execute(text("SELECT dataset, secret FROM dataset_secret")).all()
        owner.rollback()

    assert first == again
    assert [(dataset, len(secret)) for dataset, secret in first] == [("d", 32)]


@pytest.mark.parametrize("table", ["seal", "dataset_secret", "dataset_grant", "closed_document"])
def test_what_closes_is_added_and_never_changed(owner: Connection, table: str) -> None:
    with owner, pytest.raises(DBAPIError, match="added, never changed"):
        owner.execute(text(f"DELETE FROM {table}"))


def test_a_class_is_one_of_three(engine: Engine) -> None:
    with engines.transaction(engine) as db, pytest.raises(IntegrityError, match="dataset_access"):
        viewing.see(db, viewing.EVERYTHING)
        db.connection().execute(text("INSERT INTO dataset (slug, access) VALUES ('d', 'shut')"))
