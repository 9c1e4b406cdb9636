from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.record import transparency
from factordb.catalogue.record.vouching import Vouching
from factordb.errors import DigestNotFound, Invalid, NotFound, TileNotFound
from factordb.log import tiles
from factordb.log.notes import VerifierKey
from factordb.log.proof import Proof
from factordb.model import leaf
from factordb.store import log
from factordb.store.engine import transaction
from tests.catalogue.tables import a_row, take_in

ORIGIN = "factors.example/log"


@pytest.fixture
def digest(engine: Engine, tmp_path: Path) -> str:
    """Return the digest of a published factor whose log is signed."""
    with transaction(engine) as db:
        take_in(db, tmp_path / "files", [a_row(), a_row("CN-BJ")])
    Vouching(engine, tmp_path / "keys", ORIGIN).look()
    with transaction(engine) as db:
        return _some_factor(db)


def _some_factor(db: Session) -> str:
    entries = tiles.unpacked(log.content(db, tiles.Tile(None, 0, log.head(db).size)))
    (first, *_) = [e for e in entries if b'"type":"factor"' in e]
    return first.decode().split('"')[3]


def test_a_document_is_proved_with_the_proof_and_a_key_alone(engine: Engine, digest: str) -> None:
    with transaction(engine) as db:
        entry, text = transparency.proof(db, digest)
        key = VerifierKey.parsed(transparency.key(db))

    assert entry == leaf.of_document("factor", digest, "grid-office@2023")
    assert Proof.parsed(text).require(entry, ORIGIN, [key]).size > 2


def test_a_document_of_a_moment_ago_waits_for_the_signature(
    engine: Engine, digest: str, tmp_path: Path
) -> None:
    with transaction(engine) as db:
        take_in(db, tmp_path / "more", [a_row(printed="0.6")], "2024")
        entries = tiles.unpacked(log.content(db, tiles.Tile(None, 0, log.head(db).size)))
        later = [e for e in entries if b"@2024" in e and b'"factor"' in e]
        fresh = later[0].decode().split('"')[3]

        with pytest.raises(NotFound, match="not signed yet"):
            transparency.proof(db, fresh)
        assert transparency.proof(db, digest)


def test_what_is_not_published_is_not_proved(engine: Engine, digest: str) -> None:
    with transaction(engine) as db:
        with pytest.raises(DigestNotFound):
            transparency.proof(db, "sha256:" + "0" * 64)
        with pytest.raises(Invalid):
            transparency.proof(db, digest[:-1])


def test_tiles_are_read_by_their_paths(engine: Engine, digest: str) -> None:
    with transaction(engine) as db:
        assert len(transparency.tile(db, "0/000.p/3")) == 96
        assert digest.encode() in transparency.tile(db, f"entries/000.p/{log.head(db).size}")
        with pytest.raises(TileNotFound):
            transparency.tile(db, "0/001")
        with pytest.raises(Invalid, match="no path"):
            transparency.tile(db, "../etc/passwd")


def test_before_a_server_has_signed_there_is_neither_checkpoint_nor_key(db: Session) -> None:
    for reading in (transparency.checkpoint, transparency.key):
        with pytest.raises(NotFound):
            reading(db)
