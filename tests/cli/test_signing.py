"""rotate, new-origin and adopt, as the operator meets them."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.cli.conftest import Run

ORIGIN = "factors.example/log"


@pytest.fixture
def keys(engine: Engine, shell: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the key of a signed log, one release in it."""
    monkeypatch.setenv("FACTORDB_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("FACTORDB_ORIGIN", ORIGIN)
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    shell("log", "rotate")
    return tmp_path / "keys"


def test_a_rotation_tells_the_new_key_and_the_log_holds(shell: Run, keys: Path) -> None:
    old = shell("log", "key").out.splitlines()[0]
    said = shell("log", "rotate")
    told = json.loads(shell("log", "key", "--json").out)

    assert said.code == 0
    assert told["key"] in said.out
    assert told["key"] != old
    assert told["rotations"].count("c2sp.org/tlog-proof@v1") == 2
    for key in (old, told["key"]):
        assert shell("log", "verify", "--key", key).code == 0


def test_a_copied_folder_is_adopted_by_a_word(
    shell: Run, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(keys, keys.parent / "moved")
    monkeypatch.setenv("FACTORDB_KEYS", str(keys.parent / "moved"))

    said = shell("log", "rotate")
    assert said.code == 3
    assert "factordb log adopt" in said.err
    assert "is signed from here on" in shell("log", "adopt").out
    assert shell("log", "rotate").code == 0


def test_a_new_origin_tells_its_name_and_key(
    shell: Run, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(keys)
    assert "factordb log new-origin" in shell("log", "rotate").err

    said = json.loads(shell("log", "new-origin", "factors.example/two", "--json").out)

    assert said["origin"] == "factors.example/two"
    assert shell("log", "verify", "--key", said["key"]).code == 0
    monkeypatch.delenv("FACTORDB_ORIGIN")
    assert (
        "signed with factors.example/three+"
        in shell("log", "new-origin", "factors.example/three").out
    )
    assert shell("log", "new-origin", "factors.example/two").code == 2


def test_where_the_key_is_not_nothing_is_rotated(
    shell: Run, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FACTORDB_KEYS")

    for verb in ("rotate", "new-origin", "adopt"):
        said = shell("log", verb)
        assert said.code == 2
        assert "FACTORDB_KEYS" in said.err
