"""backup and restore as an operator meets them: embedded, as root or not, and on a named server."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.embedded.privilege import as_uid
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, a_table, take_in
from tests.cli.conftest import COMMAND, Run, Said
from tests.conftest import Databases
from tests.embedded.holders import NOBODY, interpreter, only_root, surroundings

ORIGIN = "factors.example/log"


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder that any uid can reach."""
    folder = Path(tempfile.mkdtemp(prefix="safe")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def said(home: Path, *arguments: str, uid: int | None = None) -> Said:
    """Run a command on the embedded database of ``home``, as another user where one is named."""
    env = surroundings({"FACTORDB_HOME": str(home), "FACTORDB_SEEDS": "false"})
    env["FACTORDB_CACHE"] = str(home.parent / "cache")
    env.pop("FACTORDB_DATABASE_URL", None)
    done = subprocess.run(
        [interpreter(uid), "-c", COMMAND, *arguments],
        env=env,
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        **as_uid(uid),
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "uid", [pytest.param(None, id="whoever runs it"), pytest.param(NOBODY, marks=only_root)]
)
def test_an_embedded_catalogue_is_moved_to_another_home_with_its_signer(
    place: Path, uid: int | None
) -> None:
    if uid is not None:
        os.chown(place, uid, uid)
    old, new = place / "old", place / "new"
    (place / "words").write_text("correct horse battery\n")
    file = a_table(place, [a_row()], "2023")
    taken = ("--dataset", "grid-office", "--release", "2023", "--layout", "table", "--publish")
    assert said(old, "import", str(file), *taken, uid=uid).err == ""
    key = json.loads(said(old, "log", "rotate", "--json", uid=uid).out)["key"]
    words = ("--passphrase-file", "words")
    for arguments in (("backup", "all"), ("backup", "--secrets", "keys", *words)):
        assert said(old, *arguments, uid=uid).err == ""

    restored = said(new, "restore", "all", "--json", uid=uid)
    assert restored.err == ""
    assert json.loads(restored.out)["edition"] == 1
    back = said(new, "restore", "--secrets", "keys", *words, uid=uid)
    assert (back.code, back.err) == (0, "")
    assert said(new, "log", "rotate", uid=uid).err == "", "the signer goes on"
    assert said(new, "log", "verify", "--key", key, uid=uid).code == 0


@pytest.fixture
def named(
    shell: Run, engine: Engine, owner_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return the shell on a named server, with a release, in a folder of its own."""
    monkeypatch.setenv("FACTORDB_OWNER_URL", owner_address)
    monkeypatch.setenv("FACTORDB_KEYS", str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").write_text("correct horse battery\n")
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    engine.dispose()
    shell("log", "rotate")
    return shell


def test_a_named_server_is_backed_up_and_restored(
    named: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = named("backup", "all")
    assert (made.code, made.err) == (0, "")
    assert "edition 1" in made.out
    secret = named("backup", "--secrets", "secret", "--passphrase-file", "words")
    assert "secrets of 0 datasets" in secret.out
    other = databases.blank()
    monkeypatch.setenv("FACTORDB_OWNER_URL", databases.owner(other))
    monkeypatch.setenv("FACTORDB_DATABASE_URL", databases.server(other))

    restored = named("restore", "all")
    assert (restored.code, restored.err) == (0, "")
    assert "edition 1" in restored.out
    assert named("datasets", "--json").out.count("grid-office") > 0
    assert named("restore", "all").code == 1
    again = json.loads(named("restore", "all", "--replace", "--json").out)
    assert again["edition"] == 1
    databases.drop(other)


def test_what_is_asked_wrongly_or_broken_says_what_to_do(
    named: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    named("backup", "all")
    whole = Path("all").read_bytes()
    Path("cut").write_bytes(whole[: len(whole) // 2])

    for arguments, code, word in (
        (("backup", "all"), 3, "name another file"),
        (("backup", "no/such/folder/file"), 3, "cannot be written"),
        (("restore", "cut"), 1, "Nothing was touched"),
        (("restore", "nothing"), 1, "Nothing was touched"),
        (("restore", "all"), 1, "--replace"),
        (("backup", "--secrets", "x"), 2, "--passphrase-file"),
        (("backup", "--secrets", "x", "--passphrase-file", "nothing"), 2, "is not there"),
        (("restore", "--secrets", "all", "--passphrase-file", "words"), 1, "Nothing was touched"),
    ):
        said = named(*arguments)
        assert (said.code, said.out) == (code, ""), arguments
        assert word in said.err
    monkeypatch.delenv("FACTORDB_OWNER_URL")
    for verb in ("backup", "restore"):
        refused = named(verb, "more" if verb == "backup" else "all")
        assert refused.code == 2
        assert "FACTORDB_OWNER_URL" in refused.err
