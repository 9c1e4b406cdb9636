"""The shell as its user meets it, in this process and in others."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from factordb.cli import main
from tests.conftest import Databases
from tests.served import address_of


class Said(NamedTuple):
    """What a command ended with, and said."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]
COMMAND = "import sys; from factordb.cli import main; sys.argv[0] = 'factordb'; main()"


def environment(address: str, home: Path) -> dict[str, str]:
    """Return variables for a process of its own, on the database at ``address``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTORDB_", "PG"))}
    return kept | {
        "FACTORDB_DATABASE_URL": address,
        "FACTORDB_HOME": str(home),
        "FACTORDB_SEEDS": "false",
    }


def command(*arguments: str) -> list[str]:
    """Return the command as another process runs it."""
    return [sys.executable, "-c", COMMAND, *arguments]


@pytest.fixture
def shell(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command on an empty database of the test's own."""
    return _runner(address, monkeypatch, capsys)


@pytest.fixture
def seeded_shell(
    databases: Databases,
    seeded: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return what runs a command on the database with all seeds; it only looks."""
    return _runner(address_of(databases, seeded), monkeypatch, capsys)


@pytest.fixture
def process(address: str, tmp_path: Path) -> Run:
    """Return what runs a command in a process of its own, on an empty database."""

    def run(*arguments: str) -> Said:
        done = subprocess.run(
            command(*arguments),
            env=environment(address, tmp_path),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


def _runner(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("FACTORDB_DATABASE_URL", address)
    monkeypatch.setenv("FACTORDB_SEEDS", "false")

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, out, err)

    return run
