"""Keys and signatures that whoever owns the database puts in place of the right ones."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.record import rotating, verifying
from factordb.catalogue.record.keyring import Keyring
from factordb.catalogue.record.vouching import opened
from factordb.errors import LogBroken
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.model import leaf
from factordb.store import log
from factordb.store.engine import transaction
from factordb.store.log import Place

ORIGIN = "a.example/log"
ADA = access.shell("ada")


@pytest.fixture
def rotated(engine: Engine, tmp_path: Path) -> Engine:
    """Return a database whose log was rotated once, and begun anew."""
    opened(engine, tmp_path / "keys", ORIGIN).sign(engine)
    rotating.rotate(engine, tmp_path / "keys", ADA)
    rotating.begin_anew(engine, tmp_path / "keys", ADA, "b.example/log")
    with transaction(engine) as db:
        assert verifying.verify(db).checkpoints == 3
    return engine


def forge(owner_address: str, statement: str) -> None:
    owner = create_engine(owner_address)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE checkpoint DISABLE TRIGGER ALL"))
        connection.execute(text("ALTER TABLE log_leaf DISABLE TRIGGER ALL"))
        assert connection.execute(text(statement)).rowcount
    owner.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoint SET note = regexp_replace(note, '— [^\\n]*\\n$', '') WHERE size = 2",
        "UPDATE checkpoint SET note = note || '— x.example AAAAAAAA' || chr(10) WHERE size = 3",
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 1) WHERE size = 3",
        "UPDATE checkpoint SET origin = 'c.example/log' WHERE size = 3",
        "UPDATE checkpoint SET size = 4 WHERE size = 3",
        "UPDATE log_leaf SET digest = sha256('x') WHERE place = 1",
        "UPDATE log_leaf SET kind = 'table' WHERE place = 1",
        "UPDATE log_leaf SET kind = 'key' WHERE kind = 'origin'",
    ],
)
def test_a_signature_or_a_row_of_a_key_that_was_changed_is_found(
    rotated: Engine, owner_address: str, statement: str
) -> None:
    forge(owner_address, statement)

    with transaction(rotated) as db, pytest.raises(LogBroken):
        verifying.verify(db)


THIEF = SigningKey(ORIGIN, b"t" * 32)


def appended(db: Session, entry: bytes, kind: str = "key") -> None:
    log.append(db, [entry], [Place(kind, THIEF.verifier.id, None)])


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (leaf.of_key(THIEF.verifier.text()), "key"),
        (
            leaf.of_rotation(SigningKey(ORIGIN, b"o" * 32).verifier.text(), THIEF.verifier.text()),
            "key",
        ),
        (leaf.of_origin(THIEF.verifier.text(), "z.example", 1, "A" * 43 + "="), "origin"),
        (b'{"key":"x","type":"key"}', "key"),
        (leaf.of_key(THIEF.verifier.text()).replace(b"{", b'{"a":1,'), "key"),
    ],
    ids=["a key beside", "a rotation of none", "an origin from nowhere", "no key", "more said"],
)
def test_a_key_that_does_not_follow_on_the_one_before_is_found(
    rotated: Engine, entry: bytes, kind: str
) -> None:
    with transaction(rotated) as db:
        appended(db, entry, kind)

        with pytest.raises(LogBroken, match="key"):
            verifying.verify(db)
        db.rollback()


def test_a_thief_of_the_database_cannot_rotate_the_key(rotated: Engine, tmp_path: Path) -> None:
    """He can enter the leaf and sign with his own; the key before did not sign that."""
    key = Keyring(tmp_path / "keys").key()
    assert key is not None
    with transaction(rotated) as db:
        appended(db, leaf.of_rotation(key.verifier.text(), THIEF.verifier.text()))
        head = log.head(db)
        note = THIEF.signed(Checkpoint("b.example/log", *head).text())
        log.add_checkpoint(db, "b.example/log", head, note)

        with pytest.raises(LogBroken):
            verifying.verify(db)
        db.rollback()
