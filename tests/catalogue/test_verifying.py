"""One thing changed anywhere is found. The attacker here owns the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from factordb.catalogue import verifying
from factordb.catalogue.vouching import Vouching
from factordb.errors import LogBroken
from factordb.log.notes import SigningKey, VerifierKey
from factordb.store import documents, log, releases, standings
from factordb.store.engine import transaction
from tests.catalogue.tables import a_property_row, a_row, take_in

ORIGIN = "factors.example/log"


@pytest.fixture
def sound(engine: Engine, tmp_path: Path) -> Engine:
    """Return a database with two releases and a withdrawal, signed after each."""
    rows = [a_row(), a_row("CN-BJ", label__en="Beijing grid"), a_property_row()]
    for year in ("2022", "2023"):
        with transaction(engine) as db:
            take_in(db, tmp_path / "files", rows, year)
        Vouching(engine, tmp_path / "keys", ORIGIN).look()
    with transaction(engine) as db:
        number = releases.id_of(releases.published(db, "grid-office", "2022", 2))
        digest = documents.digests_of(db, "factor", number)[0]
        standings.add(db, number, "withdrawn", "lost a decimal point", {}, [digest])
    Vouching(engine, tmp_path / "keys", ORIGIN).look()
    return engine


@pytest.fixture
def attacker(owner_address: str) -> Iterator[Connection]:
    """Return a connection that no trigger stops and no constraint holds."""
    made = create_engine(owner_address)
    with made.begin() as connection:
        for table, constraint in (
            ("document", "document_is_its_digest"),
            ("document", "document_is_of_its_kind"),
            ("log_tile", "log_tile_has_its_width"),
        ):
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        for table in tables.scalars().all():
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_a_sound_log_is_told_with_what_was_checked(sound: Engine) -> None:
    with transaction(sound) as db:
        found = verifying.verify(db)
        key = VerifierKey.parsed(log.newest_key(db))

        assert verifying.verify(db, key) == found
    assert found.editions == 3
    assert found.documents == 8
    assert found.origin == ORIGIN
    assert found.checkpoints >= 2


def test_a_key_from_elsewhere_that_is_another_one_is_said(sound: Engine) -> None:
    stranger = SigningKey(ORIGIN, bytes(32)).verifier
    with transaction(sound) as db, pytest.raises(LogBroken, match="none of the keys"):
        verifying.verify(db, stranger)


def test_an_empty_catalogue_verifies(engine: Engine) -> None:
    with transaction(engine) as db:
        assert verifying.verify(db).size == 0


_FLIP = "set_byte({0}, length({0}) / 2, get_byte({0}, length({0}) / 2) # 1)"
ATTACKS = {
    "a body": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'factor'",
    "a manifest": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'manifest'",
    "a label": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'label'",
    "a value": "UPDATE factor SET value = '0.5501'",
    "a region": "UPDATE factor SET region = 'CN-TJ' WHERE region = 'CN-BJ'",
    "a purpose": "UPDATE factor SET purpose = '{product}'",
    "the words": "UPDATE factor SET words = words || ' cheap'",
    "facets": """UPDATE factor SET facets = '{"mix": "residual"}'""",
    "a property": "UPDATE property SET value = '44.0'",
    "our name": """UPDATE label SET name = '{"en": "x"}'""",
    "a row less": "DELETE FROM factor WHERE region = 'CN-BJ'",
    "a row twice": """
        CREATE TEMP TABLE more AS SELECT * FROM factor LIMIT 1;
        UPDATE more SET digest = sha256('x'), identity = sha256('y');
        INSERT INTO factor SELECT * FROM more
    """,
    "a tile": f"UPDATE log_tile SET hashes = {_FLIP.format('hashes')}",
    "a bundle": f"UPDATE log_bundle SET entries = {_FLIP.format('entries')}",
    "a tile less": "DELETE FROM log_tile",
    "a bundle less": "DELETE FROM log_bundle WHERE width = (SELECT max(width) FROM log_bundle)",
    "the root": f"UPDATE log_head SET root = {_FLIP.format('root')}",
    "the size": "UPDATE log_head SET size = size - 1",
    "a leaf row": "UPDATE log_leaf SET digest = sha256('x') WHERE place = 7",
    "a leaf row less": "DELETE FROM log_leaf WHERE place = 7",
    "a leaf row more": "INSERT INTO log_leaf VALUES (999, 'factor', sha256('x'), NULL)",
    "the release of a leaf": "UPDATE log_leaf SET release_id = 2 WHERE release_id = 1",
    "an edition's size": "UPDATE log_edition SET size = size + 1 WHERE edition = 1",
    "an edition's root": f"UPDATE log_edition SET root = {_FLIP.format('root')}",
    "an edition's tables": "UPDATE edition SET tables = '{}' WHERE number = 1",
    "a release's name": "UPDATE release SET name = '2021' WHERE name = '2022'",
    "a release's manifest": "UPDATE release SET manifest = sha256('x') WHERE name = '2022'",
    "a release's file": "UPDATE release SET read = sha256('x') WHERE name = '2022'",
    "a reason": "UPDATE standing SET reason = 'none'",
    "a statement less": "DELETE FROM standing",
    "a checkpoint's note": "UPDATE checkpoint SET note = replace(note, 'factors', 'factory')",
    "a checkpoint's root": f"UPDATE checkpoint SET root = {_FLIP.format('root')}",
    "a checkpoint's size": "UPDATE checkpoint SET size = size + 1000",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_is_changed_is_found(sound: Engine, attacker: Connection, attack: str) -> None:
    done = attacker.execute(text(ATTACKS[attack]))
    attacker.commit()

    assert done.rowcount != 0
    with transaction(sound) as db, pytest.raises(LogBroken):
        verifying.verify(db)
