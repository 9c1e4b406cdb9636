from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from factordb.errors import DatabaseUnavailable
from factordb.store import roles
from tests.conftest import Databases


@pytest.fixture
def owner(owner_address: str) -> Iterator[Connection]:
    """Return a connection of the owner, a superuser; what it does is undone."""
    engine = create_engine(owner_address)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def test_a_server_that_owns_nothing_may_start(engine: Engine, databases: Databases) -> None:
    with engine.connect() as connection:
        roles.require_unprivileged(connection)
        assert roles.is_granted(connection, databases.role)
        assert not roles.is_granted(connection, "nobody-of-this-name")


def test_a_superuser_may_not(owner: Connection) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"is a superuser.*owns nothing"):
        roles.require_unprivileged(owner)


def test_a_superuser_in_the_clothes_of_another_may_not(
    owner: Connection, databases: Databases
) -> None:
    """Such as an address with ``options=-c role=…``: RESET ROLE undoes it."""
    owner.execute(text(f"SET ROLE {databases.role}"))

    with pytest.raises(DatabaseUnavailable, match="is a superuser"):
        roles.require_unprivileged(owner)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ALTER TABLE dataset OWNER TO {me}", "owns the tables"),
        ("CREATE ROLE team_of_{me}; GRANT team_of_{me} TO {me}; "
         "ALTER TABLE factor OWNER TO team_of_{me}", "owns the tables"),
        ("ALTER FUNCTION refuse_change() OWNER TO {me}", "owns the functions"),
        ("ALTER DATABASE {here} OWNER TO {me}", "owns the database"),
        ("ALTER SCHEMA public OWNER TO {me}", "owns the database or its schema"),
        ("ALTER ROLE {me} CREATEROLE", "may make roles"),
        ("GRANT pg_write_server_files TO {me}", "write files of the server"),
        ("GRANT CREATE ON SCHEMA public TO {me}", "beside ours"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "beside ours"),
        ("GRANT TRIGGER ON factor TO {me}", "put triggers on"),
        ("GRANT ALL ON ALL TABLES IN SCHEMA public TO {me}", "put triggers on"),
        ("GRANT SET ON PARAMETER session_replication_role TO {me}", "switch off foreign keys"),
    ],
)  # fmt: skip
def test_who_could_change_what_is_published_may_not(
    owner: Connection, databases: Databases, given: str, told: str
) -> None:
    """What is granted here is undone with the transaction, and so is the role that is taken on."""
    here = owner.execute(text("SELECT current_database()")).scalar_one()
    owner.execute(text(given.format(me=databases.role, here=here)))
    owner.execute(text(f"SET LOCAL SESSION AUTHORIZATION {databases.role}"))

    with pytest.raises(DatabaseUnavailable, match=told):
        roles.require_unprivileged(owner)


def test_a_role_that_makes_itself_at_home_is_granted_no_more_than_it_needs(
    owner: Connection, databases: Databases
) -> None:
    owner.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {databases.role}"))
    owner.execute(text("GRANT UPDATE ON factor TO PUBLIC"))

    roles.grant(owner, databases.role)

    may = owner.execute(
        text(f"SELECT has_table_privilege('{databases.role}', 'factor', 'UPDATE, TRUNCATE')")
    )
    assert may.scalar() is False


def test_granting_again_changes_nothing(owner: Connection, databases: Databases) -> None:
    roles.grant(owner, databases.role)
    roles.grant(owner, databases.role)

    assert roles.is_granted(owner, databases.role)


def test_a_role_that_is_missing_is_made(owner: Connection) -> None:
    roles.grant(owner, "made-by-a-test")

    assert roles.is_granted(owner, "made-by-a-test")
