import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.cli import sitting
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, a_table, take_in
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def office(engine: Engine, tmp_path: Path) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2023")


def test_a_release_is_reproduced_from_the_stored_file(shell: Run) -> None:
    said = shell("reproduce", "grid-office@2023")

    assert (said.code, "3 documents are the same byte for byte, 0 are not" in said.out) == (0, True)
    assert json.loads(shell("reproduce", "grid-office@2023", "--json").out)["sound"]
    assert shell("reproduce", "grid-office@2021").code == 2


def test_a_sheet_is_printed_in_english_and_in_chinese(shell: Run) -> None:
    asked = ("inspect", "grid-office@2023", "--sample", "1", "--seed", "7")
    english, chinese = shell(*asked), shell(*asked, "--lang", "zh")

    assert english.out.startswith("Inspection of grid-office@2023 (edition 1): 1 of 2, seed 7")
    assert "not held here" in english.out
    assert "the steps lead to it" in english.out
    assert chinese.out.startswith("抽查 grid-office@2023，版次 1：2 个因子中抽取 1 个，随机种子 7")
    assert "结论" in chinese.out
    assert (english.code, chinese.code) == (0, 0)


def test_the_same_seed_draws_the_same(shell: Run) -> None:
    asked = ("inspect", "grid-office@2023", "--sample", "1", "--seed", "3", "--json")

    assert shell(*asked).out == shell(*asked).out
    assert json.loads(shell(*asked).out)["counts"] == {"not held": 1}


def test_an_inspection_is_filed_as_a_review(shell: Run) -> None:
    asked = ("inspect", "grid-office@2023", "--sample", "2", "--seed", "7", "--file-review")

    filed = shell(*asked)
    assert f"comment by {sitting.account()}" in filed.out
    assert "Inspected 2 of 2 factors, seed 7: 2 not held." in filed.out
    assert shell(*asked, "--verdict", "applaud").code == 2
    assert shell(*asked, "--verdict", "approve", "--says", "by hand", "--json").code == 0

    said = json.loads(shell("review", "show", "grid-office@2023", "--json").out)
    assert [one["verdict"] for one in said["reviews"]] == ["comment", "approve"]
    digest = said["reviews"][0]["sheet"]
    kept = shell("review", "sheet", "grid-office@2023", digest).out
    assert f"sha256:{hashlib.sha256(kept.encode()).hexdigest()}" == digest
    assert shell("review", "sheet", "grid-office@2023", "sha256:00").code == 2
    assert shell("log", "verify").code == 0


def test_what_is_in_review_is_inspected_before_it_is_approved(shell: Run, tmp_path: Path) -> None:
    file = a_table(tmp_path / "draft", [a_row(), a_row("CN-BJ", "0.6")], year="2024")
    shell("import", str(file), "--dataset", "grid-office", "--release", "2024")
    assert shell("inspect", "grid-office@2024").code == 2
    shell("review", "submit", "grid-office@2024")

    sheet = tmp_path / "sheet.json"
    sheet.write_text(shell("inspect", "grid-office@2024", "--json").out, "utf-8")
    said = shell("review", "approve", "grid-office@2024", "--sheet", str(sheet))

    assert (said.code, "approve by" in said.out) == (0, True)
    forged = sheet.read_text("utf-8").replace('"printed": "0.6"', '"printed": "0.7"')
    sheet.write_text(forged, "utf-8")
    refused = shell("review", "approve", "grid-office@2024", "--sheet", str(sheet))
    assert "than its document" in refused.err


@pytest.mark.parametrize("more", [("--sample", "0"), ("--lang", "fr")])
def test_what_cannot_be_meant_is_refused(shell: Run, more: tuple[str, str]) -> None:
    assert shell("inspect", "grid-office@2023", *more).code == 2
