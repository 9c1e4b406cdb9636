from collections.abc import Iterator

import orjson
import pytest
from typer.testing import CliRunner

from factordb.cli.command import app
from factordb.errors import Invalid, TokenNotFound
from tests.conftest import Databases


@pytest.fixture(scope="module", autouse=True)
def _database(databases: Databases) -> Iterator[None]:
    """The shell is on a database of its own."""
    name = databases.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACTORDB_DATABASE_URL", databases.server(name))
        patch.setenv("FACTORDB_SEEDS", "false")
        yield
    databases.drop(name)


def said(*arguments: str) -> str:
    found = CliRunner().invoke(app, ["token", *arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked() -> None:
    token, told = said("issue", "Li Wei", "--role", "curator", "--days", "30").splitlines()
    id_, secret = token.split("_", 2)[1:]

    assert "Li Wei is a curator until" in told
    listed = orjson.loads(said("list", "--json"))["items"]
    assert [(t["id"], t["state"]) for t in listed if t["id"] == id_] == [(id_, "good")]
    assert secret not in said("list")
    said("revoke", id_)
    assert "revoked" in said("list")


def test_a_role_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="reader, curator, reviewer, admin"):
        said("issue", "Li Wei", "--role", "king")


def test_a_token_that_is_not_there_is_not_revoked() -> None:
    with pytest.raises(TokenNotFound):
        said("revoke", "nothing")
