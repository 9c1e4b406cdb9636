from pathlib import Path

import orjson

from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run


def test_the_trail_tells_what_was_done_here(shell: Run) -> None:
    shell("token", "issue", "Li Wei", "--role", "curator")

    said = orjson.loads(shell("events", "--action", "token", "--json").out)

    (event,) = said["items"]
    assert (event["action"], event["via"]) == ("token.issued", "shell")
    assert event["detail"]["person"] == "Li Wei"
    assert "token.issued" in shell("events").out
    assert shell("events", "--person", "nobody").code == 0


def test_what_is_refused_at_the_shell_is_on_the_trail(shell: Run, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()])
    mine = ("--dataset", "grid-office", "--release", "2023")
    shell("import", str(file), *mine, "--publish")
    again = shell("publish", "grid-office@2023")

    said = orjson.loads(shell("events", "--action", "refused", "--json").out)
    assert again.code == 1
    assert [event["subject"] for event in said["items"]] == ["grid-office@2023"]
    assert said["items"][0]["detail"]["error"] == "AlreadyPublished"
