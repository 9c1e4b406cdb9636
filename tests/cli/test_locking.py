"""lock, verify, upgrade, as who keeps a calculation meets them."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.catalogue.record.signing import Signer
from factordb.log.notes import SigningKey
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.cli.conftest import Run

ORIGIN = "factors.example/log"
ASKS = """
[factors.grid]
activity = "electricity.grid"
region = "CN-SH"
year = "latest"
facets = { mix = "average" }
"""
BEIJING = ASKS.replace("grid]", "bj]").replace("CN-SH", "CN-BJ")


@pytest.fixture
def folder(engine: Engine, shell: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a calculation; the shell signs the log with a key of the test's own."""
    monkeypatch.setenv("FACTORDB_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("FACTORDB_ORIGIN", ORIGIN)
    publish(engine, tmp_path, "2022", "0.5500")
    made = tmp_path / "calculation"
    made.mkdir()
    monkeypatch.chdir(made)
    (made / "factors.toml").write_text(ASKS + BEIJING, "utf-8")
    return made


def publish(engine: Engine, home: Path, year: str, printed: str) -> None:
    with engines.transaction(engine) as db:
        take_in(db, home, [a_row(printed=printed), a_row("CN-BJ", "0.6")], year)


def key_of(folder: Path) -> str:
    return Signer.opened(folder.parent / "keys", ORIGIN).key.verifier.text()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_lock_writes_three_files_that_verify_offline(
    shell: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shell("lock")
    key = key_of(folder)
    monkeypatch.setenv("FACTORDB_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert (said.code, said.out.splitlines()[0]) == (0, "factors.lock: 2 factors, 2 added.")
    assert key in said.out
    found = shell("verify", "--key", key, "--json")
    assert json.loads(found.out)["values"] == 2
    assert found.code == 0


def test_locking_again_changes_no_byte(shell: Run, folder: Path, engine: Engine) -> None:
    shell("lock")
    before = contents(folder)
    publish(engine, folder.parent, "2023", "0.57")

    assert "nothing changed" in shell("lock").out
    assert contents(folder) == before


def test_the_key_may_stand_in_factors_toml_or_in_the_configuration_but_must_somewhere(
    shell: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("lock")
    key = key_of(folder)

    said = shell("verify")
    assert (said.code, "No key is trusted" in said.err) == (2, True)
    monkeypatch.setenv("FACTORDB_TRUSTED_KEYS", key)
    assert shell("verify").code == 0
    monkeypatch.delenv("FACTORDB_TRUSTED_KEYS")
    (folder / "factors.toml").write_text(f'[log]\nkey = "{key}"\n{ASKS}{BEIJING}', "utf-8")
    assert shell("verify").code == 0


def test_a_stranger_key_of_the_command_line_goes_before_all_others(
    shell: Run, folder: Path
) -> None:
    shell("lock")
    (folder / "factors.toml").write_text(
        f'[log]\nkey = "{key_of(folder)}"\n{ASKS}{BEIJING}', "utf-8"
    )

    said = shell("verify", "--key", SigningKey(ORIGIN, bytes(32)).verifier.text())

    assert (said.code, "The key is another" in said.err) == (1, True)


def test_without_bodies_it_fails_unless_only_digests_are_meant(shell: Run, folder: Path) -> None:
    shell("lock")
    key = key_of(folder)
    (folder / "factors.bodies.ndjson").unlink()

    said = shell("verify", "--key", key)
    assert (said.code, "so no number can be checked" in said.err) == (1, True)
    said = shell("verify", "--key", key, "--digests-only")
    assert (said.code, "no number checked" in said.out) == (0, True)


def test_without_a_proof_it_fails_and_without_a_lockfile_there_is_nothing_to_ask(
    shell: Run, folder: Path
) -> None:
    shell("lock")
    key = key_of(folder)
    (folder / "factors.lock.proof").unlink()
    assert shell("verify", "--key", key).code == 1
    (folder / "factors.lock").unlink()
    assert shell("verify", "--key", key).code == 2


def test_questions_that_changed_since_are_found(shell: Run, folder: Path) -> None:
    shell("lock")
    (folder / "factors.toml").write_text(ASKS, "utf-8")

    said = shell("verify", "--key", key_of(folder))

    assert (said.code, "bj: factors.toml asks otherwise" in said.err) == (1, True)
    assert json.loads(shell("lock", "--json").out)["removed"] == ["bj"]


def test_a_question_without_one_answer_writes_nothing(shell: Run, folder: Path) -> None:
    (folder / "factors.toml").write_text(ASKS.replace("CN-SH", "CN-TJ"), "utf-8")

    said = shell("lock")

    assert (said.code, "grid: none: " in said.err) == (1, True)
    assert list(contents(folder)) == ["factors.toml"]


def test_upgrade_shows_what_would_move_and_moves_nothing_unasked(
    shell: Run, folder: Path, engine: Engine
) -> None:
    shell("lock")
    before = contents(folder)
    publish(engine, folder.parent, "2023", "0.57")

    said = shell("upgrade")

    assert said.code == 0
    assert "0.5500 kg CO2/kWh grid-office@2022" in said.out
    assert "3.64" in said.out
    assert contents(folder) == before


def test_upgrade_moves_one_alias_and_leaves_the_other(
    shell: Run, folder: Path, engine: Engine
) -> None:
    shell("lock")
    publish(engine, folder.parent, "2023", "0.57")

    said = shell("upgrade", "--only", "grid", "--yes", "--json")

    assert [m["alias"] for m in json.loads(said.out)["moves"]] == ["grid"]
    text = (folder / "factors.lock").read_text("utf-8")
    assert ('value = "0.57"' in text, 'release = "grid-office@2022"' in text) == (True, True)
    assert shell("verify", "--key", key_of(folder)).code == 0
    shell("upgrade", "--yes")
    assert shell("upgrade").out == "Every pin is the answer of today.\n"


def test_upgrade_of_an_alias_that_is_not_asked_is_refused(shell: Run, folder: Path) -> None:
    assert shell("upgrade").code == 2
    shell("lock")

    said = shell("upgrade", "--only", "coal")

    assert (said.code, "'coal' is no alias: there are grid, bj" in said.err) == (2, True)


def test_where_there_are_no_questions_it_is_said_how_to_ask(shell: Run, folder: Path) -> None:
    (folder / "factors.toml").unlink()

    said = shell("lock")

    assert (said.code, "[factors.ALIAS]" in said.err) == (2, True)


def test_audit_fails_the_build_where_a_pin_was_superseded(
    shell: Run, folder: Path, engine: Engine
) -> None:
    shell("lock")
    assert shell("audit").code == 0
    publish(engine, folder.parent, "2023", "0.57")

    said = shell("audit")
    plain = json.loads(shell("audit", "--json").out)
    sarif = json.loads(shell("audit", "--format", "sarif").out)

    assert (said.code, "0.5500 kg CO2/kWh → 0.57 kg CO2/kWh (3.64 %)" in said.out) == (1, True)
    assert (plain["sound"], plain["counts"]) == (False, {"superseded": 1})
    assert [r["ruleId"] for r in sarif["runs"][0]["results"]] == ["superseded"]
    assert "| ⚠️ | grid |" in shell("audit", "--format", "markdown").out
    shell("upgrade", "--yes")
    assert shell("audit").code == 0


def test_audit_holds_a_policy_against_the_pins(shell: Run, folder: Path) -> None:
    shell("lock")
    (folder / "policy.toml").write_text(
        'name = "steel"\ntitle = { en = "Steel" }\nregions = ["CN-SH"]\n', "utf-8"
    )

    said = shell("audit", "--policy", "policy.toml")

    assert (said.code, "bj: policy: steel, regions" in said.out) == (1, True)
    assert shell("audit", "--policy", "none.toml").code == 2
    assert shell("audit", "--format", "html").code == 2


def test_lockfiles_and_keys_of_two_times_go_together(
    shell: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("lock")
    old, before = key_of(folder), contents(folder)
    new = json.loads(shell("log", "rotate", "--json").out)["key"]
    (folder / "log.keys").write_text(shell("log", "key").out)

    said = shell("verify", "--key", new)
    assert (said.code, "--rotations" in said.err) == (1, True)
    assert shell("verify", "--key", old).code == 0
    assert shell("verify", "--key", new, "--rotations", "log.keys").code == 0
    (folder / "factors.toml").write_text(f'[log]\nkey = "{new}"\n' + ASKS + BEIJING, "utf-8")
    assert "nothing changed" in shell("lock").out
    assert contents(folder)["factors.lock"] == before["factors.lock"]
    assert shell("verify").code == 0
    assert shell("verify", "--key", old).code == 0
    assert shell("verify", "--rotations", "nothing").code == 2
    (folder / "log.keys").write_text("c2sp.org/tlog-proof@v1\nextra\n")
    assert shell("verify", "--rotations", "log.keys").code == 2
