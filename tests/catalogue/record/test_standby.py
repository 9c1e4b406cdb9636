"""A standby that is promoted goes on where it has all that was signed; the old server may not."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from factordb.catalogue.opening import migrate
from factordb.catalogue.record.vouching import opened
from factordb.embedded import binaries
from factordb.embedded.lease import Lease
from factordb.embedded.privilege import server_uid
from factordb.errors import HistoryRewritten, KeyUnusable
from factordb.store import engine as engines
from factordb.store import log, roles
from factordb.store.log import Place

ORIGIN = "factors.example/log"


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a folder that any uid can reach."""
    folder = Path(tempfile.mkdtemp(prefix="standby")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def grow(engine: Engine, entry: bytes) -> None:
    with engines.transaction(engine) as db:
        log.append(db, [entry], [Place("table", bytes(32), None)])


def size(engine: Engine) -> int:
    with engines.transaction(engine) as db:
        return log.head(db).size


def followed(primary: Lease, home: Path) -> None:
    """Make a standby of ``primary`` in ``home``, which streams as soon as it runs."""
    home.mkdir(mode=0o711)
    program = str(binaries.clients() / "pg_basebackup")
    told = ("--dbname", primary.url, "--pgdata", str(home / "data"), "--checkpoint=fast")
    subprocess.run([program, *told, "--write-recovery-conf"], check=True, capture_output=True)
    uid = server_uid(home)
    if uid is not None:
        for folder, _, names in os.walk(home / "data"):
            for path in (folder, *(f"{folder}/{name}" for name in names)):
                os.chown(path, uid, uid)
    (home / "data").chmod(0o700)


def promoted(standby: Engine, reached: int) -> None:
    """Let a standby go on alone once it has a log of that size."""
    end = time.monotonic() + 30
    while size(standby) < reached:
        assert time.monotonic() < end
        time.sleep(0.05)
    with standby.begin() as connection:
        assert connection.execute(text("SELECT pg_promote()")).scalar_one()


def test_a_promoted_standby_is_signed_on_and_the_old_server_is_not(place: Path) -> None:
    with Lease(place / "first", ("wal_level=replica",)) as first:
        migrate(first.url, roles.SERVER)
        old, keys = engines.connect(first.url), place / "keys"
        opened(old, keys, ORIGIN).sign(old)
        followed(first, place / "second")
        with Lease(place / "second") as second:
            new = engines.connect(second.url)
            grow(old, b"one")
            signer = opened(old, keys, ORIGIN)
            signed = signer.sign(old)
            shutil.copytree(keys, place / "copy")
            promoted(new, size(old))
            grow(new, b"of the new")
            grow(old, b"of the old")

            assert signed is not None
            with pytest.raises(KeyUnusable, match="was copied"):
                opened(old, place / "copy", ORIGIN).sign(old)
            on = opened(new, keys, ORIGIN).sign(new)
            assert on is not None
            assert on.size == signed.size + 1
            with pytest.raises(HistoryRewritten, match="does not begin with"):
                opened(old, keys, ORIGIN).sign(old)
            new.dispose()
        old.dispose()
