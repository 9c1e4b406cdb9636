"""What became no number, in the shell: of a draft as of what is published."""

from pathlib import Path

import orjson
import pytest

from tests.catalogue import tables
from tests.cli.conftest import Run

NAME = "grid-office@2023"
AS = ("--dataset", "grid-office", "--release", "2023")
ROWS = [
    tables.a_row(),
    tables.a_row("CN-BJ", "about 3"),
    tables.a_row("CN-XZ", "NA"),
    tables.a_property_row("n/a"),
]


@pytest.mark.parametrize(
    ("publish", "says"), [((), ("state", "draft")), (("--publish",), ("edition", 1))]
)
def test_rejections_and_blanks_are_listed_of_a_draft_and_of_a_release(
    shell: Run, tmp_path: Path, publish: tuple[str, ...], says: tuple[str, object]
) -> None:
    shell("import", str(tables.a_table(tmp_path, ROWS)), *AS, *publish)

    assert "about 3" in shell("rejections", NAME).out
    shown = shell("blanks", NAME).out
    assert "electricity.grid mix=average" in shown
    assert "fuel.diesel net-calorific-value" in shown
    told = orjson.loads(shell("blanks", NAME, "--json").out)
    assert told[says[0]] == says[1]
    assert [one["of"]["region"] for one in told["items"]] == ["CN-XZ", "GLO"]
    assert orjson.loads(shell("rejections", NAME, "--json").out)[says[0]] == says[1]


def test_nothing_left_out_is_said_in_words(shell: Run, tmp_path: Path) -> None:
    shell("import", str(tables.a_table(tmp_path, [tables.a_row()])), *AS)

    assert shell("rejections", NAME).out == "Nothing was rejected.\n"
    assert shell("blanks", NAME).out == "No cell is blank.\n"
    assert shell("blanks", "grid-office@1999").code == 2


def test_all_rejections_are_listed_not_a_page_of_them(shell: Run, tmp_path: Path) -> None:
    rows = [tables.a_row()] + [
        tables.a_row("CN", f"about {number}", activity=f"a.b{number}") for number in range(1_100)
    ]
    shell("import", str(tables.a_table(tmp_path, rows)), *AS)

    told = orjson.loads(shell("rejections", NAME, "--json").out)

    assert len(told["items"]) == 1_100
