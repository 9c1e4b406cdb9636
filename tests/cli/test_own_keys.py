"""A reviewer's own key: made, registered, signed with where there is no server, revoked."""

from pathlib import Path

import orjson

from factordb.cli import sitting
from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run

NAME = "grid-office@2023"
AS = ("--dataset", "grid-office", "--release", "2023")


def test_a_review_is_signed_offline_filed_and_verified(shell: Run, tmp_path: Path) -> None:
    key, claim = tmp_path / "my.key", tmp_path / "claim"
    made = shell("review", "new-key", "me.example/review", "--person", sitting.account(),
                 "--key", str(key))  # fmt: skip
    assert key.stat().st_mode & 0o777 == 0o600
    claim.write_text(made.out, "utf-8")
    again = shell("review", "new-key", "me", "--person", "me", "--key", str(key))
    assert "never overwritten" in again.err
    registered = orjson.loads(shell("review", "add-key", str(claim), "--json").out)
    assert registered["state"] == "registered"

    shell("import", str(a_table(tmp_path, [a_row()])), *AS)
    shell("review", "submit", NAME)
    text, note = tmp_path / "text", tmp_path / "note"
    told = shell("review", "text", NAME, "--verdict", "approve", "--says", "seen")
    text.write_text(told.out, "utf-8")
    shell("review", "sign", str(text), "--key", str(key), "--to", str(note))
    refused = shell("review", "file", NAME, str(note), "--says", "not seen")
    assert "something else in words" in refused.err
    filed = orjson.loads(shell("review", "file", NAME, str(note), "--says", "seen", "--json").out)
    assert filed["key"] == registered["key"]

    revoked = shell("review", "revoke-key", registered["key"], "--reason", "lost")
    assert "is revoked since entry" in revoked.out
    assert "revoked" in shell("review", "keys").out
    assert orjson.loads(shell("review", "keys", "--json").out)["items"][0]["reason"] == "lost"
    assert shell("log", "verify").code == 0


def test_what_is_no_key_or_no_text_is_said(shell: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("hello\n", "utf-8")

    assert "no review" in shell("review", "sign", str(other), "--key", str(other)).err
    assert "is not there" in shell("review", "add-key", str(tmp_path / "x")).err
    assert "is not there" in shell("review", "file", NAME, str(tmp_path / "x")).err
