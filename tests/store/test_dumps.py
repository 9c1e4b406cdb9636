from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from factordb.embedded import binaries
from factordb.errors import CatalogueNotEmpty, DatabaseUnavailable
from factordb.store import dumps
from factordb.store.dumps import Programs


def a_folder(parent: Path, version: str) -> Path:
    """Return a folder of programs that say which version they are."""
    folder = parent / version
    folder.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_programs_nearest_to_the_server_are_taken(tmp_path: Path) -> None:
    folders = [a_folder(tmp_path, version) for version in ("15.4", "18.6", "17beta1")]

    assert dumps.programs(folders, 16) == Programs(folders[2], 17)
    assert dumps.programs(folders, 15).major == 15
    with pytest.raises(DatabaseUnavailable, match="PostgreSQL 19 or newer"):
        dumps.programs([*folders, tmp_path / "nothing"], 19)


def test_the_wheel_has_programs(engine: Engine) -> None:
    with engine.connect() as connection:
        server = dumps.major(connection)
    assert dumps.programs([binaries.clients()], 15).major >= min(server, 18)


def test_the_programs_of_the_shell_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(a_folder(tmp_path, "16.1")))
    assert dumps.on_path() == [tmp_path / "16.1"]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dumps.on_path() == []


def test_a_password_stands_in_no_list_of_processes(
    tmp_path: Path, owner_address: str, engine: Engine
) -> None:
    """The programs get it in their environment."""
    told = tmp_path / "told"
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pg_dump").write_text(f'#!/bin/sh\necho "$PGPASSWORD $*" > {told}\n')
    (folder / "pg_dump").chmod(0o755)
    address = "postgresql://owner:hush%20hush@db.example/factordb"
    with dumps.snapshot(engine) as moment:
        dumps.dump(address, Programs(folder, 18), moment, tmp_path / "dump")

    password, _, arguments = told.read_text().partition(" --")
    assert password == "hush hush"  # noqa: S105  # of nobody
    assert "hush" not in arguments
    assert "db.example" in arguments
    assert "--exclude-table-data=dataset_secret" in arguments


def test_what_a_program_says_is_told(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "pg_dump").write_text("#!/bin/sh\necho 'no room on the disk' >&2\nexit 1\n")
    (tmp_path / "pg_dump").chmod(0o755)

    with (
        dumps.snapshot(engine) as moment,
        pytest.raises(DatabaseUnavailable, match="no room on the disk"),
    ):
        dumps.dump("postgresql://x/y", Programs(tmp_path, 18), moment, tmp_path / "dump")


def test_a_moment_does_not_see_what_comes_after(owner_address: str) -> None:
    owner = create_engine(owner_address)
    with dumps.snapshot(owner) as moment:
        with owner.begin() as connection:
            connection.execute(text("INSERT INTO dataset (slug, access) VALUES ('later', 'open')"))
        seen = moment.connection.execute(text("SELECT count(*) FROM dataset")).scalar_one()
    owner.dispose()

    assert seen == 0


def test_secrets_without_their_table_are_refused(owner_address: str) -> None:
    owner = create_engine(owner_address)
    with owner.connect() as connection, pytest.raises(CatalogueNotEmpty, match="no table"):
        dumps.put_secrets(connection, {"nothing_of_ours": [{"secret": "x"}]})
    owner.dispose()
