"""A log goes on under another key: one history, whatever moment the change is cut short at."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.catalogue.record import keys, rotating, transparency, verifying
from factordb.catalogue.record.keyring import HEAD, KEY, MARK, NEXT, RETIRED, Keyring
from factordb.catalogue.record.signing import Signer
from factordb.catalogue.record.vouching import Vouching
from factordb.errors import Invalid, KeyUnusable, LogBroken, SignatureBroken
from factordb.log import rotations
from factordb.log.checkpoint import Checkpoint, of_note
from factordb.log.notes import VerifierKey
from factordb.store import engine as engines
from factordb.store import log
from factordb.store.engine import transaction
from tests.catalogue.record.crashes import survived
from tests.catalogue.tables import a_row, take_in
from tests.conftest import Databases

ORIGIN, OTHER = "factors.example/log", "factors.example/log-2"
ADA = access.shell("ada")


class Site(NamedTuple):
    """A catalogue with a release in it, its signer, and the key that was told to everybody."""

    address: str
    engine: Engine
    folder: Path
    keys: Path
    told: VerifierKey

    def publish(self, release: str) -> None:
        with transaction(self.engine) as db:
            take_in(db, self.folder, [a_row()], release)

    def look(self) -> None:
        Vouching(self.engine, self.keys, None).look()

    def own(self) -> VerifierKey:
        key = Keyring(self.keys).key()
        assert key is not None
        return key.verifier

    def newest(self) -> str:
        with transaction(self.engine) as db:
            return log.newest_checkpoint(db).note

    def believed(self, trusted: VerifierKey) -> Checkpoint:
        """Return the newest checkpoint for somebody who trusts one key and reads /log/key."""
        with transaction(self.engine) as db:
            chain = rotations.told(transparency.key_and_chain(db))
        return rotations.opened(self.newest(), rotations.spans([trusted], chain))[0]

    def is_rotating(self) -> bool:
        """Say whether the log names the next key already, which has not taken over."""
        with transaction(self.engine) as db:
            last = keys.last(db)
        return last is not None and last.key != self.own()

    def verified(self, trusted: VerifierKey | None = None) -> verifying.Verified:
        with transaction(self.engine) as db:
            return verifying.verify(db, trusted)


def a_site(databases: Databases, folder: Path) -> Site:
    address = databases.server(databases.copy())
    engine = engines.connect(address)
    with transaction(engine) as db:
        take_in(db, folder, [a_row()], "2022")
    Vouching(engine, folder / "keys", ORIGIN).look()
    told = Signer.opened(folder / "keys").key.verifier
    return Site(address, engine, folder, folder / "keys", told)


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    made = a_site(databases, tmp_path)
    yield made
    made.engine.dispose()
    databases.drop(made.address.rpartition("/")[2].partition("?")[0])


def test_who_trusts_the_old_key_believes_the_new_one_and_the_other_way_round(site: Site) -> None:
    old_note = site.newest()
    new = rotating.rotate(site.engine, site.keys, ADA)
    at_rotation = site.newest()
    site.publish("2023")
    site.look()

    assert new == site.own() != site.told
    assert new.name == ORIGIN
    for trusted in (site.told, new):
        assert site.believed(trusted).size > of_note(at_rotation).size
        assert site.verified(trusted).key == new.text()
    with transaction(site.engine) as db:
        spans = rotations.spans([new], keys.handed_on(db))
    assert rotations.opened(old_note, spans)[1] == [site.told]
    assert rotations.opened(at_rotation, spans)[1] == [site.told, new]


def test_a_log_may_be_rotated_again_and_again(site: Site) -> None:
    for release in ("2023", "2024", "2025"):
        rotating.rotate(site.engine, site.keys, ADA, ORIGIN)
        site.publish(release)
        site.look()

    assert site.believed(site.told) == site.believed(site.own())
    assert site.verified(site.told).origin == ORIGIN


def test_the_secret_of_the_old_key_is_gone_after_a_rotation(site: Site) -> None:
    before = (site.keys / KEY).read_text()
    rotating.rotate(site.engine, site.keys, ADA)

    files = [file for file in site.keys.rglob("*") if file.is_file()]
    assert all(before.split()[1] not in file.read_text() for file in files)
    assert not (site.keys / NEXT).exists()


def test_a_copy_of_the_old_key_signs_nothing_after_a_rotation(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "stale"
    other.mkdir()
    for file in (KEY, HEAD, MARK):
        (other / file).write_bytes((site.keys / file).read_bytes())
    rotating.rotate(site.engine, site.keys, ADA)
    site.publish("2023")

    with pytest.raises(KeyUnusable, match="is signed with the key"):
        Signer.opened(other).sign(site.engine)
    with pytest.raises(KeyUnusable, match="is signed with the key"):
        Signer.opened(other).adopt(site.engine)


def test_a_release_that_is_published_during_a_rotation_is_signed_by_the_new_key(site: Site) -> None:
    """Its leaves come after the rotation's, so the old key never vouches for them."""
    step = 1
    while not site.is_rotating():
        assert not survived(lambda: rotated(site), step)
        step += 1
    site.publish("2023")
    site.look()
    site.look()

    with transaction(site.engine) as db:
        (one,) = keys.handed_on(db)
        assert log.newest_checkpoint(db).size > one.size
    assert site.own() == one.new
    assert site.verified(site.told).key == one.new.text()


def rotated(site: Site) -> None:
    engine = engines.connect(site.address)  # of its own: the process may be another
    rotating.rotate(engine, site.keys, ADA)
    engine.dispose()


def begun_anew(site: Site) -> None:
    engine = engines.connect(site.address)
    rotating.begin_anew(engine, site.keys, ADA)
    engine.dispose()


@pytest.mark.parametrize("change", [rotated, begun_anew])
def test_a_change_of_keys_killed_before_any_step_leaves_one_history(
    site: Site, change: Callable[[Site], None]
) -> None:
    handed_out: list[str] = []
    for step in range(1, 40):
        finished = survived(partial(change, site), step)
        site.publish(str(2022 + step))
        for _ in range(2):
            site.look()  # as the server does, which was not told anything
        found = site.verified()

        assert found.key == site.own().text()
        assert found.size == of_note(site.newest()).size
        if change is rotated:
            assert site.believed(site.told).size == found.size
        with transaction(site.engine) as db:
            notes = [row.note for row in log.checkpoints(db)]
        assert notes[: len(handed_out)] == handed_out
        handed_out = notes
        if finished:
            break
    assert finished
    assert step > 6
    assert site.own() != site.told


def test_a_new_origin_names_the_old_one_and_no_trust_goes_over_to_it(site: Site) -> None:
    left = of_note(site.newest())
    key = rotating.begin_anew(site.engine, site.keys, ADA, OTHER)
    site.publish("2023")
    site.look()

    with transaction(site.engine) as db:
        last = keys.last(db)
    assert last is not None
    assert last.continues is not None
    assert (last.continues.origin, *last.continues.head) == tuple(left)
    assert of_note(site.newest()).origin == key.name == OTHER
    assert site.verified(key).origin == OTHER
    with pytest.raises(LogBroken, match="none of the keys"):
        site.verified(site.told)
    aside = site.keys / RETIRED / site.told.id.hex()
    assert {file.name for file in aside.iterdir()} == {KEY, HEAD}


def test_a_new_origin_needs_no_old_key_and_has_a_name_of_its_own(site: Site) -> None:
    for file in site.keys.iterdir():
        file.unlink()
    with pytest.raises(Invalid, match=r"was named .* before"):
        rotating.begin_anew(site.engine, site.keys, ADA, ORIGIN)
    key = rotating.begin_anew(site.engine, site.keys, ADA)

    assert key.name.startswith("factordb.local/")
    assert site.verified(key).origin == key.name


def test_a_damaged_key_is_put_aside_by_a_new_origin(site: Site) -> None:
    (site.keys / KEY).write_text("damaged")
    key = rotating.begin_anew(site.engine, site.keys, ADA, OTHER)

    assert site.own() == key
    assert (site.keys / RETIRED / "damaged" / KEY).read_text() == "damaged"


def test_nothing_is_begun_anew_where_nothing_was_begun(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="start the server"):
        rotating.begin_anew(engine, tmp_path / "keys", ADA)


def test_a_rotation_whose_signature_was_taken_away_is_no_rotation(site: Site) -> None:
    rotating.rotate(site.engine, site.keys, ADA)
    with transaction(site.engine) as db:
        text = rotations.written(keys.handed_on(db))
    without = "".join(text.splitlines(keepends=True)[:-1])

    with pytest.raises((Invalid, SignatureBroken)):
        rotations.parsed(without)
