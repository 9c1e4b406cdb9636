import os
import pwd
import socket

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


def test_who_only_looks_is_written_nowhere(db: Session) -> None:
    caller = sitting.visiting()

    assert (caller.name, caller.actor.person_id) == (sitting.account(), None)
    assert persons.find(db, sitting.account()) is None


def test_a_known_person_keeps_her_role_when_she_sits_here(db: Session) -> None:
    persons.put(db, sitting.account(), "curator")

    assert sitting.here(db).role is Role.ADMIN
    assert persons.get(db, sitting.account()).role == "curator"
