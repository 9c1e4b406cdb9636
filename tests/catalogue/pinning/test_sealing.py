from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue.pinning import locking, sealing
from factordb.errors import DigestNotFound, Invalid, NotFound
from factordb.lockfile.asked import Asked, Wish
from factordb.lockfile.files import Files
from factordb.lockfile.locked import Locked
from factordb.lockfile.verifying import Trust, verify
from factordb.log.notes import SigningKey
from tests.catalogue.signed import KEY, ORIGIN, sign
from tests.catalogue.tables import a_row, take_in

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
ASKED = Asked(ORIGIN, (KEY.verifier,), WISHES)
TRUST = Trust((KEY.verifier,), ORIGIN)


@pytest.fixture
def locked(db: Session, tmp_path: Path) -> Locked:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ")], "2022")
    return locking.lock(sign(db), WISHES)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "lock").mkdir()
    return Files.beside(tmp_path / "lock" / "factors.lock")


def test_what_is_written_verifies_with_nothing_but_the_key(
    db: Session, locked: Locked, files: Files
) -> None:
    assert sealing.write(db, files, locked, ASKED) == [files.bodies, files.proof, files.lock]

    contents = [path.read_bytes() for path in (files.lock, files.proof, files.bodies)]
    assert verify(contents[0], contents[1], contents[2], TRUST).values == 1


def test_files_that_hold_stay_as_they_are_under_their_older_proof(
    db: Session, locked: Locked, files: Files, tmp_path: Path
) -> None:
    sealing.write(db, files, locked, ASKED)
    proof = files.proof.read_bytes()
    take_in(db, tmp_path, [a_row(printed="0.57")], "2023")
    sign(db)

    assert sealing.write(db, files, locked, ASKED) == []
    assert files.proof.read_bytes() == proof


@pytest.mark.parametrize("lost", ["proof", "bodies"])
def test_a_file_that_was_lost_or_broken_is_made_again(
    db: Session, locked: Locked, files: Files, lost: str
) -> None:
    sealing.write(db, files, locked, ASKED)
    file: Path = files._asdict()[lost]
    whole = file.read_bytes()

    file.unlink()
    assert sealing.write(db, files, locked, ASKED) == [file]
    file.write_bytes(whole[:-3])
    assert sealing.write(db, files, locked, ASKED) == [file]
    assert file.read_bytes() == whole


def test_a_log_that_is_not_trusted_leaves_nothing_behind(
    db: Session, locked: Locked, files: Files
) -> None:
    stranger = SigningKey(ORIGIN, bytes(32)).verifier

    with pytest.raises(Invalid, match="Nothing is written: The key is another"):
        sealing.write(db, files, locked, ASKED._replace(keys=(stranger,)))
    with pytest.raises(Invalid, match="is of the log"):
        sealing.write(db, files, locked, ASKED._replace(origin="elsewhere.example/log"))
    assert list(files.lock.parent.iterdir()) == []


def test_a_pin_that_this_log_lacks_is_named(db: Session, locked: Locked) -> None:
    line = locked.factors["grid"]
    other = line.answer.model_copy(update={"release": "grid-office@2021"})
    lines = {"grid": line.model_copy(update={"answer": other})}

    with pytest.raises(DigestNotFound, match="of grid-office@2021 does not stand in this log"):
        sealing.seal(db, locked.model_copy(update={"factors": lines}))


def test_what_is_published_and_not_signed_yet_waits(
    db: Session, locked: Locked, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(printed="0.57")], "2023")
    made = locking.lock(db, WISHES)

    with pytest.raises(NotFound, match="in a second"):
        sealing.seal(db, made)


def test_a_lockfile_of_nothing_is_sealed_too(db: Session, locked: Locked) -> None:
    sealed = sealing.seal(db, locked.model_copy(update={"factors": {}}))

    assert verify(sealed.lock, sealed.proof.text().encode(), sealed.bodies, TRUST).factors == 0
