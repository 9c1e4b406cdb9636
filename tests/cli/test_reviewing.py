"""A draft on its way in the shell: submitted, remarked on, approved, published."""

from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine

from factordb.cli import sitting
from factordb.store import engine as engines
from factordb.store import persons
from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run

NAME = "grid-office@2023"
AS = ("--dataset", "grid-office", "--release", "2023")


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(a_table(tmp_path, [a_row(), a_row("CN-BJ", "0.6")]))


def test_a_draft_is_frozen_remarked_on_sent_back_and_approved(shell: Run, file: str) -> None:
    shell("import", file, *AS)
    assert "2 documents, sha256:" in shell("review", "submit", NAME).out
    assert "frozen" in shell("import", file, *AS).err
    assert shell("publish", NAME).code == 1

    shell("review", "comment", NAME, "why 0.6?")
    shown = shell("review", "show", NAME)
    assert "in review" in shown.out
    assert "why 0.6?" in shown.out
    assert "lacks: A reviewer approves it" in shown.out
    assert shell("review", "send-back", NAME, "--says", "0.6 is of 2021").code == 0
    assert shell("review", "recall", NAME).code == 1

    shell("review", "submit", NAME)
    shell("review", "recall", NAME)
    shell("review", "submit", NAME)
    said = orjson.loads(shell("review", "approve", NAME, "--says", "seen", "--json").out)
    assert (said["verdict"], said["by"]) == ("approve", sitting.account())
    done = shell("publish", NAME)
    assert done.code == 0
    assert "1 comments are open:" in done.out
    assert "resolved by" in shell("review", "resolve", "1", "--reason", "as printed").out
    assert shell("log", "verify").code == 0


def test_a_reviewer_sees_in_the_shell_what_a_draft_changes(
    shell: Run, file: str, tmp_path: Path
) -> None:
    shell("import", file, *AS)
    assert "the first release" in shell("review", "diff", NAME).out
    assert "nothing was found" in shell("review", "findings", NAME).out
    shell("publish", NAME)
    rows = [a_row(), *(a_row("CN-BJ", "0.7", activity=f"a.b{n}") for n in range(50))]
    changed = str(a_table(tmp_path / "2024", rows, "2024"))
    shell("import", changed, "--dataset", "grid-office", "--release", "2024")

    shown = shell("review", "diff", "grid-office@2024").out
    assert "grid-office@2023 → grid-office@2024" in shown
    assert "50 added" in shown
    assert "more: factordb review diff grid-office@2024 --json" in shown
    told = orjson.loads(shell("review", "diff", "grid-office@2024", "--json").out)
    assert (len(told["items"]), told["next"]) == (51, None)
    assert "against grid-office@2023" in shell("review", "findings", "grid-office@2024").out
    assert shell("review", "diff", NAME).code == 1


def test_with_four_eyes_the_same_account_goes_no_further(
    shell: Run, file: str, engine: Engine
) -> None:
    with engines.transaction(engine) as db:
        for name in ("Li Wei", "Ada"):
            persons.put(db, name, "reviewer")
    assert shell("import", file, *AS, "--publish").code == 1
    shell("review", "submit", NAME)

    refused = shell("review", "approve", NAME)

    assert refused.code == 2
    assert "another person has to approve it" in refused.err
    assert shell("review", "eyes", "off").code == 2
    off = shell("review", "eyes", "off", "--reason", "nobody is here before May")
    assert off.out.startswith("Four eyes are off since")
    assert "Reviewers: Ada, Li Wei" in shell("review", "eyes").out
    assert shell("review", "approve", NAME).code == 0
    assert shell("publish", NAME, "--yes").code == 0


def test_a_field_that_is_not_there_is_said(shell: Run, file: str) -> None:
    shell("import", file, *AS)

    said = shell("review", "comment", NAME, "x", "--field", "/amounts/0/kg")

    assert (said.code, "name its digest" in said.err) == (2, True)
    assert shell("review", "eyes", "half").code == 2
