"""Imports of a server: no more at once than it can bear."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from factordb.api import running
from factordb.api.running import Running
from factordb.catalogue import access
from factordb.errors import NotAuthenticated, TooManyImports
from tests.catalogue.tables import a_row, a_table, asked

ROOT = access.shell("root")


def test_when_enough_wait_the_next_is_told_to_come_later(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST", 1)
    imports = Running(engine)
    file = a_table(tmp_path / "a", [a_row()])

    number = imports.take(asked(), file, file.parent, ROOT)
    with pytest.raises(TooManyImports, match="try again"):
        imports.take(asked("2024"), file, file.parent, ROOT)
    imports.stop()

    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, state FROM import")).all()
    assert [row.id for row in found] == [number]
    assert found[0].state in ("done", "cancelled")
    assert not file.parent.exists()


def test_who_may_not_takes_no_room(engine: Engine, tmp_path: Path) -> None:
    imports = Running(engine)

    for _ in range(running.MOST + 1):
        with pytest.raises(NotAuthenticated):
            imports.take(asked(), tmp_path / "f", tmp_path, access.anonymous(None))
    imports.stop()
