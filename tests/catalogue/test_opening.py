from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from factordb.catalogue import opening
from factordb.catalogue.looking import looking
from factordb.catalogue.opening import Where, opened
from factordb.errors import DatabaseUnavailable
from factordb.store import roles, schema
from factordb.store.engine import transaction
from tests.conftest import Databases
from tests.store.drafts import at_once


def test_a_named_database_that_is_migrated_is_opened(address: str) -> None:
    with opened(Where(database=address)) as found, transaction(found.engine) as db:
        assert looking.current_edition(db) == 0
        assert found.seeded is None


def test_a_role_that_could_change_what_is_published_is_refused(owner_address: str) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match="FACTORDB_OWNER_URL"),
        opened(Where(database=owner_address)),
    ):
        pass


def emptied(databases: Databases, database: str) -> str:
    """Return the owner's address of a database that nothing is in."""
    owner = create_engine(databases.owner(database))
    with owner.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    owner.dispose()
    return databases.owner(database)


def test_a_database_that_is_not_migrated_is_refused_with_what_to_do(
    databases: Databases, database: str, address: str
) -> None:
    emptied(databases, database)

    with (
        pytest.raises(DatabaseUnavailable, match="factordb migrate"),
        opened(Where(database=address)),
    ):
        pass


def test_with_the_owner_at_hand_it_is_migrated_and_served_by_the_other(
    databases: Databases, database: str, address: str
) -> None:
    owner = emptied(databases, database)

    with opened(Where(database=address, owner=owner)) as found, found.engine.connect() as c:
        assert schema.is_current(c)
        roles.require_unprivileged(c)


def test_a_database_of_an_older_version_is_brought_forward(
    databases: Databases, database: str, address: str
) -> None:
    from alembic import command

    owner = create_engine(emptied(databases, database))
    with owner.begin() as connection:
        command.upgrade(schema.alembic_config(connection), schema.LANDED[0])
    owner.dispose()

    where = Where(database=address, owner=databases.owner(database))
    with opened(where) as found, found.engine.connect() as connection:
        assert schema.is_current(connection)


def test_several_that_migrate_at_once_all_find_it_migrated(
    databases: Databases, database: str
) -> None:
    owner = emptied(databases, database)

    def migrate() -> None:
        opening.migrate(owner, databases.role)

    assert at_once(migrate, migrate, migrate) == [None] * 3


def test_nothing_that_answers_is_said_with_what_to_check() -> None:
    with (
        pytest.raises(DatabaseUnavailable, match="FACTORDB_DATABASE_URL"),
        opened(Where(database="postgresql://nobody@127.0.0.1:1/x")),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("postgresql://me@host/db", "me"),
        ("host=a,b user=me dbname=db", "me"),
        ("postgresql+psycopg://me:word@host/db", "me"),
        ("postgresql:///db", roles.SERVER),
    ],
)
def test_the_role_of_an_address_is_read_as_libpq_reads_it(address: str, role: str) -> None:
    assert opening.role_of(address) == role


def test_the_seeds_are_published_when_it_is_opened(address: str, tmp_path: Path) -> None:
    (tmp_path / "order.txt").write_text("# none\n", "utf-8")

    with opened(Where(database=address, seeds=tmp_path)) as found:
        assert found.seeded is not None
        assert found.seeded.published == ()
