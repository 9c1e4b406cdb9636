"""What is restored is what was there: every row, trigger and right, one checkpoint, one log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from factordb.catalogue import access
from factordb.catalogue.publishing import withdrawing
from factordb.catalogue.record import keys, rotating, verifying
from factordb.catalogue.record.keyring import Keyring
from factordb.catalogue.record.vouching import Vouching, opened
from factordb.catalogue.safekeeping import archive, backing_up, restoring
from factordb.catalogue.safekeeping.archive import DUMP
from factordb.errors import (
    BackupBroken,
    CatalogueNotEmpty,
    DatabaseUnavailable,
    HistoryRewritten,
    Unavailable,
)
from factordb.log import tree
from factordb.model.role import Role
from factordb.store import dumps, log, schema
from factordb.store import engine as engines
from tests.catalogue.safekeeping.places import rows, shape, site_of
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.conftest import Databases

ORIGIN = "factors.example/log"
ADA = access.shell("ada")


@pytest.fixture(scope="module")
def source(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return a database of two releases, one withdrawn, signed; nobody is on it."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("source")
    engine = engines.connect(databases.server(name))
    for year in ("2022", "2023"):
        with engines.transaction(engine) as db:
            take_in(db, folder, [a_row(label__en="上海"), a_row("CN-BJ"), a_property_row()], year)
    with engines.transaction(engine) as db:
        said = withdrawing.Withdrawal(reason="lost a decimal point")
        withdrawing.withdraw(db, ADA, "grid-office@2022", said)
        access.issue(db, ADA, access.Wish(person="Ada", role=Role.CURATOR))
    Vouching(engine, folder / "keys", ORIGIN).look()
    engine.dispose()
    _KEYS[name] = folder / "keys"
    yield name
    databases.drop(name)


_KEYS: dict[str, Path] = {}
"""Folders of keys by the database that is signed with them."""


@pytest.fixture(scope="module")
def keys_of_source(source: str) -> Path:
    return _KEYS[source]


@pytest.fixture(scope="module")
def backup(databases: Databases, source: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "factordb.backup"
    with site_of(databases, source) as site:
        backing_up.backup(site, file)
    return file


@pytest.fixture
def blank(databases: Databases) -> Iterator[str]:
    """Return a database with nothing in it, as an operator makes one."""
    name = databases.blank()
    yield name
    databases.drop(name)


def restored(databases: Databases, file: Path, name: str, **told: bool) -> verifying.Verified:
    with site_of(databases, name) as site:
        return restoring.restore(site, file, restoring.read(file), **told)


def test_every_row_trigger_and_right_is_back(
    databases: Databases, source: str, backup: Path, blank: str
) -> None:
    found = restored(databases, backup, blank)

    with site_of(databases, source) as was, site_of(databases, blank) as now:
        assert rows(now.engine) == rows(was.engine)
        assert shape(now.engine, databases.role) == shape(was.engine, databases.role)
    manifest = archive.read(backup)
    assert (found.size, found.editions) == (manifest.log.size, manifest.edition)
    assert found.origin == ORIGIN
    engine = engines.connect(databases.server(blank))
    with engines.transaction(engine) as db:
        assert log.newest_checkpoint(db).note == manifest.log.checkpoint
    with pytest.raises(ProgrammingError), engine.begin() as connection:
        connection.execute(text("UPDATE document SET kind = 'factor'"))
    with pytest.raises(ProgrammingError), engine.begin() as connection:
        connection.execute(text("DELETE FROM log_leaf"))
    engine.dispose()


def test_the_restored_catalogue_goes_on_under_the_same_key(
    databases: Databases,
    source: str,
    backup: Path,
    blank: str,
    keys_of_source: Path,
    tmp_path: Path,
) -> None:
    restored(databases, backup, blank)
    engine = engines.connect(databases.server(blank))
    before = Keyring(keys_of_source).signed()
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()], "2024")
    signed = opened(engine, keys_of_source, ORIGIN).sign(engine)
    with engines.transaction(engine) as db:
        assert verifying.verify(db).origin == ORIGIN
    engine.dispose()

    assert before is not None
    assert signed is not None
    assert signed.size > before.head.size
    elsewhere = engines.connect(databases.server(source))
    with engines.transaction(elsewhere) as db:
        take_in(db, tmp_path / "other", [a_row(printed="0.9")], "2024")
    with pytest.raises(HistoryRewritten):
        opened(elsewhere, keys_of_source, ORIGIN).sign(elsewhere)
    elsewhere.dispose()


def backed_up_and_gone_on(databases: Databases, file: Path, keys_: Path) -> archive.Manifest:
    """Return the manifest of a backup that is older than what was signed last."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    Vouching(engine, keys_, ORIGIN).look()
    with site_of(databases, name) as site:
        made = backing_up.backup(site, file)
    with engines.transaction(engine) as db:
        take_in(db, file.parent, [a_row()])
    Vouching(engine, keys_, ORIGIN).look()
    engine.dispose()
    databases.drop(name)
    return made


def test_an_older_backup_is_not_signed_on_but_begins_anew(
    databases: Databases, tmp_path: Path, blank: str
) -> None:
    file, folder = tmp_path / "older", tmp_path / "keys"
    made = backed_up_and_gone_on(databases, file, folder)
    restored(databases, file, blank)
    engine = engines.connect(databases.server(blank))

    with pytest.raises(HistoryRewritten, match="factordb log new-origin"):
        opened(engine, folder, ORIGIN).sign(engine)
    with engines.transaction(engine) as db:
        take_in(db, tmp_path / "other", [a_row(printed="0.9")])
    with pytest.raises(HistoryRewritten):
        opened(engine, folder, ORIGIN).sign(engine)
    key = rotating.begin_anew(engine, folder, ADA, "factors.example/two")
    with engines.transaction(engine) as db:
        assert verifying.verify(db, key).origin == key.name
        last = keys.last(db)
    assert last is not None
    assert last.continues is not None
    assert (last.continues.origin, last.continues.head.size) == (ORIGIN, made.log.size)
    engine.dispose()


def test_a_catalogue_that_is_there_is_not_written_over_unless_told(
    databases: Databases, backup: Path, tmp_path: Path
) -> None:
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()], "1999")
    engine.dispose()
    with site_of(databases, name) as site:
        before = rows(site.engine)
        with pytest.raises(CatalogueNotEmpty, match="--replace"):
            restoring.restore(site, backup, restoring.read(backup))
        assert rows(site.engine) == before
        restoring.restore(site, backup, restoring.read(backup), replace=True)
        assert rows(site.engine) != before
    databases.drop(name)


def test_a_migrated_database_without_a_catalogue_is_as_good_as_empty(
    databases: Databases, database: str, backup: Path
) -> None:
    assert restored(databases, backup, database).origin == ORIGIN


def test_a_database_that_somebody_uses_is_left_alone(
    databases: Databases, blank: str, backup: Path
) -> None:
    engine = engines.connect(databases.server(blank))
    with engine.connect(), pytest.raises(CatalogueNotEmpty, match="1 other connections"):
        restored(databases, backup, blank)
    engine.dispose()


def test_tables_of_somebody_else_are_left_alone(
    databases: Databases, blank: str, backup: Path
) -> None:
    with site_of(databases, blank) as site:
        with site.engine.begin() as connection:
            connection.execute(text("CREATE TABLE theirs (one int)"))
        with pytest.raises(CatalogueNotEmpty, match="theirs"):
            restoring.restore(site, backup, restoring.read(backup), replace=True)


@pytest.mark.parametrize("broken", ["another head", "no dump", "a dump cut short"])
def test_a_restore_that_fails_leaves_what_was_there(
    databases: Databases, database: str, backup: Path, tmp_path: Path, broken: str
) -> None:
    """The manifest holds, so that only PostgreSQL can tell."""
    manifest = archive.read(backup)
    with archive.part(backup, DUMP) as content:
        whole = content.read()
    dump = {"no dump": b"PGDMP", "a dump cut short": whole[: len(whole) * 9 // 10]}.get(
        broken, whole
    )
    (tmp_path / "dump").write_bytes(dump)
    said = manifest.log.model_copy(update={"root": "11" * 32}) if dump == whole else manifest.log
    parts = {DUMP: archive.part_of(tmp_path / "dump")}
    other = manifest.model_copy(update={"log": said, "parts": parts})
    archive.write(tmp_path / "file", other, {DUMP: tmp_path / "dump"})
    with site_of(databases, database) as site:
        before = rows(site.engine), shape(site.engine, databases.role)
        with pytest.raises(DatabaseUnavailable, match="nothing was changed"):
            restoring.restore(site, tmp_path / "file", restoring.read(tmp_path / "file"))
        assert (rows(site.engine), shape(site.engine, databases.role)) == before


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    with archive.part(backup, DUMP) as content:
        (tmp_path / "dump").write_bytes(content.read())
    newer = archive.read(backup).model_copy(update={"revision": "2031_01_01_more"})
    archive.write(tmp_path / "newer", newer, {DUMP: tmp_path / "dump"})

    with pytest.raises(BackupBroken, match="another version of factordb"):
        restoring.read(tmp_path / "newer")


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    databases: Databases, blank: str, tmp_path: Path
) -> None:
    from alembic import command

    older = databases.blank()
    with site_of(databases, older) as site:
        with site.engine.begin() as connection:
            command.upgrade(schema.alembic_config(connection), "2026_11_25_advisories")
        with dumps.snapshot(site.engine) as moment:
            dumps.dump(site.owner, site.programs, moment, tmp_path / "dump")
    databases.drop(older)
    manifest = archive.Manifest(
        format=archive.FORMAT,
        made="2026-11-29T08:00:00Z",
        revision="2026_11_25_advisories",
        postgresql="18",
        edition=0,
        log=archive.LogState(size=0, root=tree.EMPTY.hex()),
        parts={DUMP: archive.part_of(tmp_path / "dump")},
    )
    archive.write(tmp_path / "older", manifest, {DUMP: tmp_path / "dump"})

    assert restored(databases, tmp_path / "older", blank).size == 0
    engine = engines.connect(databases.server(blank))
    with engine.connect() as connection:
        assert schema.is_current(connection)
    engine.dispose()


def test_a_backup_is_of_one_moment_and_writes_over_nothing(
    databases: Databases, source: str, backup: Path
) -> None:
    with site_of(databases, source) as site, pytest.raises(Unavailable, match="is there already"):
        backing_up.backup(site, backup)


def test_what_is_not_migrated_is_not_backed_up(
    databases: Databases, blank: str, tmp_path: Path
) -> None:
    with site_of(databases, blank) as site, pytest.raises(DatabaseUnavailable, match="migrate"):
        backing_up.backup(site, tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
