"""A lockfile made today verifies tomorrow, and stands at the beginning of the log of tomorrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.catalogue.pinning import auditing, locking, sealing
from factordb.catalogue.publishing import withdrawing
from factordb.catalogue.record import consistency, rotating, verifying
from factordb.catalogue.record.vouching import opened
from factordb.catalogue.safekeeping import backing_up, restoring
from factordb.lockfile.asked import Asked, Wish
from factordb.lockfile.files import Files
from factordb.lockfile.locked import Locked
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust, verify
from factordb.log.checkpoint import of_note
from factordb.log.notes import VerifierKey
from factordb.store import engine as engines
from factordb.store import log
from factordb.store.engine import transaction
from tests.catalogue.safekeeping.places import site_of
from tests.catalogue.tables import a_row, take_in
from tests.conftest import Databases

ORIGIN = "factors.example/log"
ADA = access.shell("ada")
WISHES = {
    "grid": Wish(
        {
            "activity": "electricity.grid",
            "facets": {"mix": "average"},
            "region": "CN-SH",
            "year": "latest",
        }
    )
}


class Pinned(NamedTuple):
    """A calculation of today: its files, and the one key that its owner wrote down."""

    engine: Engine
    folder: Path
    keys: Path
    files: Files
    key: VerifierKey

    def publish(self, release: str, printed: str) -> None:
        with transaction(self.engine) as db:
            take_in(db, self.folder, [a_row(printed=printed)], release)

    def sign(self) -> None:
        opened(self.engine, self.keys, ORIGIN).sign(self.engine)

    def require_holds(self, engine: Engine) -> None:
        """It verifies offline, and its log is the beginning of the one in ``engine``."""
        lock, proof, bodies = (
            file.read_bytes() for file in (self.files.lock, self.files.proof, self.files.bodies)
        )
        trust = Trust((self.key,), ORIGIN)
        assert verify(lock, proof, bodies, trust).values == 1
        old = of_note(SharedProof.parsed(proof.decode()).checkpoint)
        with transaction(engine) as db:
            new = of_note(log.newest_checkpoint(db).note)
            consistency.hold(old, new, consistency.prove(db, old.size, new.size))
            verifying.verify(db, self.key)
            again = sealing.seal(db, Locked.parsed(lock.decode()))
        assert again.bodies == bodies
        assert verify(lock, again.proof.text().encode(), bodies, trust).size == new.size


@pytest.fixture
def pinned(engine: Engine, tmp_path: Path) -> Iterator[Pinned]:
    with transaction(engine) as db:
        take_in(db, tmp_path, [a_row()], "2022")
    signer = opened(engine, tmp_path / "keys", ORIGIN)
    signer.sign(engine)
    (tmp_path / "calculation").mkdir()
    files = Files.beside(tmp_path / "calculation" / "factors.lock")
    with transaction(engine) as db:
        made = locking.lock(db, WISHES)
        sealing.write(db, files, made, Asked(ORIGIN, (signer.key.verifier,), WISHES))
    yield Pinned(engine, tmp_path, tmp_path / "keys", files, signer.key.verifier)
    engine.dispose()


def test_after_fifty_later_publishes(pinned: Pinned) -> None:
    for number in range(50):
        pinned.publish(str(1950 + number), f"0.5{number:02d}")
        if number % 10 == 0:
            pinned.sign()
    pinned.sign()

    pinned.require_holds(pinned.engine)


def test_after_a_withdrawal_which_an_audit_names(pinned: Pinned) -> None:
    with transaction(pinned.engine) as db:
        said = withdrawing.Withdrawal(reason="lost a decimal point")
        withdrawing.withdraw(db, ADA, "grid-office@2022", said)
    pinned.sign()

    pinned.require_holds(pinned.engine)
    with transaction(pinned.engine) as db:
        found = auditing.audit(db, Locked.parsed(pinned.files.lock.read_text("utf-8")))
    assert not found.sound


def test_after_the_key_was_rotated_twice(pinned: Pinned) -> None:
    for release in ("2023", "2024"):
        rotating.rotate(pinned.engine, pinned.keys, ADA)
        pinned.publish(release, f"0.{release}")
        pinned.sign()

    pinned.require_holds(pinned.engine)


def test_against_a_restored_backup(pinned: Pinned, databases: Databases, database: str) -> None:
    pinned.publish("2023", "0.57")
    pinned.sign()
    with site_of(databases, database) as site:
        backing_up.backup(site, pinned.folder / "backup")
    blank = databases.blank()
    with site_of(databases, blank) as site:
        restoring.restore(site, pinned.folder / "backup", restoring.read(pinned.folder / "backup"))
    restored = engines.connect(databases.server(blank))

    pinned.require_holds(restored)
    restored.dispose()
    databases.drop(blank)
