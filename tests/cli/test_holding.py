"""A held release in the shell: told, listed, released with a reason, published."""

from pathlib import Path

import orjson

from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run

AS = ("--dataset", "grid-office", "--release", "2023")


def test_what_is_held_is_told_released_and_published(shell: Run, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "558")])

    said = shell("import", str(file), *AS, "--publish")
    assert said.code == 1
    assert "hold beyond-band (1)" in said.out
    assert "table 3, CN-BJ: 558 kg CO2 per kWh" in said.out

    assert shell("publish", "grid-office@2023").code == 1
    (hold,) = orjson.loads(shell("hold", "list", "grid-office@2023", "--json").out)["items"]
    assert "open" in shell("hold", "list", "grid-office@2023").out
    released = shell("hold", "release", str(hold["id"]), "--reason", "peat, annex 4")
    assert released.out.endswith("of grid-office@2023 is released.\n")

    assert shell("publish", "grid-office@2023").code == 0
    assert "peat, annex 4" in shell("hold", "list", "grid-office@2023").out


def test_a_hold_that_is_not_there_is_said(shell: Run) -> None:
    said = shell("hold", "release", "7", "--reason", "because", "--json")

    assert said.code == 2
    assert "There is no hold 7" in said.err
