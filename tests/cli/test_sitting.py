import os
import pwd
import socket
from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.cli import sitting
from factordb.model.role import Role
from factordb.store import persons


def test_who_sits_here_is_the_account_whatever_the_environment_says(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody-else")
    mine = pwd.getpwuid(os.getuid()).pw_name

    caller = sitting.here(db)

    assert (caller.name, caller.role) == (mine, Role.ADMIN)
    assert caller.actor.address == f"{mine}@{socket.gethostname()}"
    known = persons.get(db, mine)
    assert (known.id, known.role) == (caller.actor.person_id, "reader")
    assert sitting.here(db) == caller


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)

    assert sitting.account() == "uid 4000000000"


@pytest.mark.parametrize(
    ("kept", "name"),
    [
        ("1", 1),
        ("4294967295", 0),
        ("", 0),
        ("somebody", 0),
        (None, 0),
        ("4000000000", 4_000_000_000),
    ],
)
def test_root_is_who_logged_in_where_the_kernel_knows_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str | None, name: int
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(sitting, "_LOGGED_IN", tmp_path / "loginuid")
    if kept is not None:
        (tmp_path / "loginuid").write_text(kept)

    account = sitting.account()

    named = {1: pwd.getpwuid(1).pw_name, 0: "root"}
    assert account == named.get(name, f"uid {name}")


def test_who_is_no_root_is_herself_whoever_logged_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "loginuid").write_text("1")
    monkeypatch.setattr(os, "getuid", lambda: 2)
    monkeypatch.setattr(sitting, "_LOGGED_IN", tmp_path / "loginuid")

    assert sitting.account() == pwd.getpwuid(2).pw_name


def test_who_only_looks_is_written_nowhere(db: Session) -> None:
    caller = sitting.visiting()

    assert (caller.name, caller.actor.person_id) == (sitting.account(), None)
    assert persons.find(db, sitting.account()) is None


def test_a_known_person_keeps_her_role_when_she_sits_here(db: Session) -> None:
    persons.put(db, sitting.account(), "curator")

    assert sitting.here(db).role is Role.ADMIN
    assert persons.get(db, sitting.account()).role == "curator"
