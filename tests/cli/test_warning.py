import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def office(engine: Engine, tmp_path: Path) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")


def test_a_release_is_withdrawn_and_found_no_more(shell: Run) -> None:
    said = shell("withdraw", "grid-office@2022", "--reason", "a slipped point")

    assert said.code == 0
    assert "2 factors of grid-office@2022 are withdrawn" in said.out
    assert shell("search", "grid").out.startswith("0 factors")
    assert "2 factors" in shell("search", "grid", "--withdrawn").out


def test_one_factor_is_withdrawn_by_its_digest(shell: Run) -> None:
    hits = json.loads(shell("search", "grid", "--json").out)["hits"]
    pin = hits[0]["digest"]

    said = shell("withdraw", "grid-office@2022", "--reason", "x", "--factor", pin, "--json")

    assert json.loads(said.out) == {"release": "grid-office@2022", "edition": 2, "factors": 1}
    asked = ("resolve", "--digest", pin)
    assert shell(*asked).code == 1
    assert shell(*asked, "--withdrawn").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("grid-office@2021", "--reason", "x"), 2),
        (("grid-office@2022", "--reason", ""), 2),
        (("grid-office@2022",), 2),
        (("grid-office@2022", "--reason", "x", "--factor", "sha256:x"), 2),
    ],
)
def test_what_cannot_be_meant_is_refused(shell: Run, arguments: tuple[str, ...], code: int) -> None:
    assert shell("withdraw", *arguments).code == code
    assert shell("search", "grid").out.startswith("2 factors")
