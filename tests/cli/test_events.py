import orjson

from tests.cli.conftest import Run


def test_the_trail_tells_what_was_done_here(shell: Run) -> None:
    shell("token", "issue", "Li Wei", "--role", "curator")

    said = orjson.loads(shell("events", "--action", "token", "--json").out)

    (event,) = said["items"]
    assert (event["action"], event["via"]) == ("token.issued", "shell")
    assert event["detail"]["person"] == "Li Wei"
    assert "token.issued" in shell("events").out
    assert shell("events", "--person", "nobody").code == 0
