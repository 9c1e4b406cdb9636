import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.store import engine as engines
from tests.advisories import TOML
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


def test_a_notice_is_given_from_a_file_listed_and_withdrawn(
    shell: Run, engine: Engine, tmp_path: Path
) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row(printed="0.57")], "2023")
    file = tmp_path / "notice.toml"
    file.write_text(TOML, "utf-8")

    given = shell("advise", str(file))
    listed = shell("advisories").out
    gone = shell("advise", "--withdraw", "OFFICE-2023-0001", "--reason", "it was right", "--json")

    assert (given.code, "it speaks of 2 factors" in given.out) == (0, True)
    assert listed.startswith("OFFICE-2023-0001  edition 3, 2023-05-01")
    assert json.loads(gone.out)["edition"] == 4
    assert "withdrawn 20" in shell("advisories").out
    items = json.loads(shell("advisories", "--since", "3", "--json").out)["items"]
    assert items[0]["advisory"]["withdrawn"]
    assert "OFFICE-2023-0001" in shell("editions").out


@pytest.mark.parametrize(
    "arguments",
    [(), ("no.toml",), ("no.toml", "--withdraw", "X-2023-1"), ("--withdraw", "X-2023-1")],
)
def test_a_notice_is_a_file_or_one_that_is_withdrawn_for_a_reason(
    shell: Run, arguments: tuple[str, ...]
) -> None:
    assert shell("advise", *arguments).code == 2
