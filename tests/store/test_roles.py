import pytest
from sqlalchemy import Engine, create_engine

from factordb.errors import DatabaseUnavailable
from factordb.store import roles


def test_a_server_that_owns_nothing_may_start(engine: Engine) -> None:
    with engine.connect() as connection:
        roles.require_unprivileged(connection)
        assert roles.is_granted(connection, roles.SERVER)
        assert not roles.is_granted(connection, "nobody-of-this-name")


def test_a_server_that_could_change_what_is_published_may_not(owner_address: str) -> None:
    engine = create_engine(owner_address)
    with engine.connect() as connection, pytest.raises(DatabaseUnavailable, match="owns nothing"):
        roles.require_unprivileged(connection)
    engine.dispose()


def test_granting_again_changes_nothing(owner_address: str) -> None:
    engine = create_engine(owner_address)
    with engine.begin() as connection:
        roles.grant(connection)
        roles.grant(connection)
    engine.dispose()
