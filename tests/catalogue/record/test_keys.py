from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.record import keys, rotating
from factordb.catalogue.record.vouching import opened
from factordb.errors import Invalid, NotFound
from factordb.log.notes import SigningKey
from factordb.model import leaf
from factordb.store.engine import transaction
from factordb.store.log import Head

KEY = SigningKey("a.example/log", bytes(32)).verifier
OTHER = SigningKey("a.example/log", b"2" * 32).verifier
ROOT = "A" * 43 + "="
ADA = access.shell("ada")


def test_a_leaf_says_how_its_key_came_to_speak() -> None:
    first = keys.read(3, leaf.of_key(KEY.text()))
    second = keys.read(4, leaf.of_rotation(KEY.text(), OTHER.text()))
    third = keys.read(5, leaf.of_origin(OTHER.text(), "b.example", 9, ROOT))

    assert (first.key, first.replaces, first.continues) == (KEY, None, None)
    assert (second.key, second.replaces) == (OTHER, KEY)
    assert third.continues == keys.Left("b.example", Head(9, bytes(32)))


@pytest.mark.parametrize("entry", [b"", b"[]", b"{}", b'{"key":1}', b'{"key":"x"}'])
def test_what_names_no_key_is_said_with_its_place(entry: bytes) -> None:
    with pytest.raises(Invalid, match="Entry 3"):
        keys.read(3, entry)


def test_no_key_is_in_force_before_there_is_one(db: Session) -> None:
    assert keys.last(db) is None
    assert keys.chain(db) == []
    assert keys.handed_on(db) == ()
    with pytest.raises(NotFound):
        keys.in_force(db)


def test_the_last_key_is_in_force_and_the_chain_begins_with_the_origin(
    engine: Engine, tmp_path: Path
) -> None:
    opened(engine, tmp_path, "a.example/log").sign(engine)
    rotating.rotate(engine, tmp_path, ADA)
    rotating.begin_anew(engine, tmp_path, ADA, "b.example/log")
    second = rotating.rotate(engine, tmp_path, ADA)

    with transaction(engine) as db:
        assert [one.origin for one in keys.chain(db)] == ["a.example/log"] * 2 + [
            "b.example/log"
        ] * 2
        assert [one.new for one in keys.handed_on(db)] == [second]
        assert keys.in_force(db).key == second
        assert set(keys.trusted(db)) == {keys.chain(db)[2].key, second}
