from pathlib import Path

import orjson

from factordb.cli import sitting
from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run

NAME = "grid-office@2023"


def test_a_trail_is_told_in_two_forms_and_two_languages(shell: Run, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()])
    shell("import", str(file), "--dataset", "grid-office", "--release", "2023", "--publish")

    said = orjson.loads(shell("trail", NAME, "--format", "json").out)
    assert [step["kind"] for step in said["steps"]] == ["import", "check", "publication"]
    assert said["steps"][0]["where"].startswith(f"{sitting.account()}@")
    assert shell("trail", NAME, "--json").out == shell("trail", NAME, "--format", "json").out
    assert shell("trail", NAME).out.startswith("# Trail of grid-office@2023\n")
    out = tmp_path / "trail.md"
    assert shell("trail", NAME, "--lang", "zh", "--to", str(out)).out == ""
    assert "的全程记录" in out.read_text("utf-8")
    kept = tmp_path / "trail.json"
    shell("trail", NAME, "--format", "json", "--to", str(kept))
    assert orjson.loads(kept.read_bytes())["release"] == NAME


def test_what_is_not_there_or_not_meant_is_said(shell: Run) -> None:
    assert shell("trail", NAME).code == 2
    assert "write md or json" in shell("trail", NAME, "--format", "pdf").err
