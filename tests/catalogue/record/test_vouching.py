import logging
from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.catalogue.record import keys
from factordb.catalogue.record.keyring import KEY, Keyring
from factordb.catalogue.record.vouching import Vouching
from factordb.log import notes
from factordb.log.checkpoint import Checkpoint
from factordb.store import log
from factordb.store.engine import transaction
from factordb.store.log import Head, Place


def test_the_first_look_enters_the_key_and_signs(engine: Engine, tmp_path: Path) -> None:
    Vouching(engine, tmp_path, "factors.example/log").look()

    with transaction(engine) as db:
        key = keys.in_force(db).key
        text, _ = notes.opened(log.newest_checkpoint(db).note, [key])
    assert Checkpoint.parsed(text).origin == "factors.example/log"
    assert Checkpoint.parsed(text).size == 1


def test_a_key_is_entered_once_however_often_the_server_starts(
    engine: Engine, tmp_path: Path
) -> None:
    for _ in range(2):
        Vouching(engine, tmp_path, None).look()

    with transaction(engine) as db:
        assert log.head(db).size == 1


def test_what_prevents_a_signature_is_said_once_and_raises_nothing(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vouching = Vouching(engine, tmp_path, None)
    vouching.look()
    Keyring(tmp_path).keep(Head(9, bytes(32)))
    with transaction(engine) as db:
        log.append(db, [b"one"], [Place("table", bytes(32), None)])
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            vouching.look()

    assert [record.getMessage()[:22] for record in caplog.records] == ["The log is not signed:"]


def test_a_key_that_comes_back_is_used_without_a_restart(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / KEY).write_text("damaged")
    vouching = Vouching(engine, tmp_path, None)
    vouching.look()
    (tmp_path / KEY).unlink()
    vouching.look()

    with transaction(engine) as db:
        assert log.newest_checkpoint(db).size == 1
