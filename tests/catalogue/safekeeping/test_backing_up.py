import threading
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue.record.vouching import opened
from factordb.catalogue.safekeeping import archive, backing_up, restoring
from factordb.log.checkpoint import of_note
from factordb.store import engine as engines
from tests.catalogue.safekeeping.places import site_of
from tests.catalogue.tables import a_row, take_in
from tests.conftest import Databases


def test_the_manifest_says_where_the_catalogue_and_its_log_stood(
    databases: Databases, database: str, engine: Engine, tmp_path: Path
) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    opened(engine, tmp_path / "keys", "a.example/log").sign(engine)
    with site_of(databases, database) as site:
        made = backing_up.backup(site, tmp_path / "backup")

    assert archive.read(tmp_path / "backup") == made
    assert made.edition == 1
    assert made.log.checkpoint is not None
    told = of_note(made.log.checkpoint)
    assert (told.size, told.root.hex()) == (made.log.size, made.log.root)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_a_backup_made_while_others_publish_is_of_one_moment(
    databases: Databases, database: str, engine: Engine, tmp_path: Path
) -> None:
    """Whatever moment that is, what is restored from it holds against its own log."""
    done = threading.Event()

    def publish() -> None:
        for year in range(1990, 2020):
            if done.is_set():
                return
            with engines.transaction(engine) as db:
                take_in(db, tmp_path / "files", [a_row()], str(year))

    with site_of(databases, database) as site:
        other = threading.Thread(target=publish)
        other.start()
        try:
            made = [backing_up.backup(site, tmp_path / f"backup-{n}") for n in range(2)]
        finally:
            done.set()
            other.join()
    for number, manifest in enumerate(made):
        blank = databases.blank()
        with site_of(databases, blank) as site:
            file = tmp_path / f"backup-{number}"
            found = restoring.restore(site, file, restoring.read(file))
        assert (found.editions, found.size) == (manifest.edition, manifest.log.size)
        databases.drop(blank)
