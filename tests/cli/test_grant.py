from pathlib import Path

import orjson
from sqlalchemy import Engine

from tests import closed
from tests.cli.conftest import Run
from tests.closed import PRIVATE


def test_a_grant_is_given_listed_and_taken(shell: Run, engine: Engine, tmp_path: Path) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    closed.token_of(engine, "Li Wei")

    given = shell("grant", "give", "Li Wei", PRIVATE)
    listed = orjson.loads(shell("grant", "list", "--json").out)["items"]
    again = shell("grant", "give", "Li Wei", PRIVATE)
    taken = shell("grant", "take", "Li Wei", PRIVATE)

    assert (given.code, given.out) == (0, f"Li Wei may read {PRIVATE} from now on.\n")
    assert [one["person"] for one in listed] == ["Li Wei", "owner"]
    assert (again.code, "already" in again.err) == (2, True)
    assert "no longer" in taken.out
    assert "Li Wei" not in shell("grant", "list").out


def test_the_shell_is_the_owners_and_shows_what_is_private(
    shell: Run, engine: Engine, tmp_path: Path
) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    digest = closed.pins(engine, PRIVATE).factor

    assert closed.VALUES[PRIVATE] in shell("show", digest, "--json").out
    assert PRIVATE in shell("datasets").out
    assert shell("log", "verify").code == 0
