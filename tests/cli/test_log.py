import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from factordb.catalogue.record.vouching import Vouching
from factordb.cli.command import app
from factordb.errors import DigestNotFound, Invalid, LockfileBroken, LogBroken, SignatureBroken
from factordb.log.notes import SigningKey, VerifierKey
from factordb.log.proof import Proof
from factordb.model import leaf
from factordb.store import documents, releases
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.tables import a_row, take_in
from tests.closed import PRIVATE
from tests.conftest import Databases

ORIGIN = "factors.example/log"


@pytest.fixture(scope="module")
def digest(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the digest of a published factor; the shell is on its database."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("log")
    engine: Engine = engines.connect(databases.server(name))
    with engines.transaction(engine) as db:
        take_in(db, folder, [a_row()])
        number = releases.id_of(releases.published(db, "grid-office", "2023", 1))
        (found,) = documents.digests_of(db, "factor", number)
    Vouching(engine, folder / "keys", ORIGIN).look()
    engine.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACTORDB_DATABASE_URL", databases.server(name))
        patch.setenv("FACTORDB_SEEDS", "false")
        patch.setenv("FACTORDB_KEYS", str(folder / "keys"))
        patch.setenv("FACTORDB_ORIGIN", ORIGIN)
        yield f"sha256:{found.hex()}"
    databases.drop(name)


def said(*arguments: str) -> str:
    found = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_a_sound_log_is_told_with_its_key(digest: str) -> None:
    told = said("log", "verify")

    assert "1 editions, 1 documents" in told
    assert f"Its own key is {ORIGIN}+" in told


def test_a_seal_is_opened_and_checked_without_a_server(digest: str, tmp_path: Path) -> None:
    engine = engines.connect(os.environ["FACTORDB_DATABASE_URL"])
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    pins = closed.pins(engine, PRIVATE)
    engine.dispose()
    key = said("log", "key").strip()
    files = [tmp_path / "one.opening", tmp_path / "sum.opening"]
    for subject, file in zip((pins.factor, f"{PRIVATE}@2023"), files, strict=True):
        said("log", "open", subject, "--to", str(file))

    told = [said("log", "check", str(file), "--key", key) for file in files]

    assert f"stands the factor {pins.factor}; the log {ORIGIN} of" in told[0]
    assert "stands its sum" in told[1]
    files[0].write_text(files[0].read_text().replace(closed.VALUES[PRIVATE], "9"))
    with pytest.raises(LockfileBroken):
        said("log", "check", str(files[0]), "--key", key)


def test_a_key_from_elsewhere_is_what_the_log_is_held_against(digest: str) -> None:
    key = said("log", "key").strip()

    assert "Its own key" not in said("log", "verify", "--key", key)
    stranger = SigningKey(ORIGIN, bytes(32)).verifier.text()
    with pytest.raises(LogBroken):
        said("log", "verify", "--key", stranger)


def test_a_proof_is_a_file_that_stands_alone(digest: str, tmp_path: Path) -> None:
    said("proof", digest, "--to", str(tmp_path / "proof"))
    proof = Proof.parsed((tmp_path / "proof").read_text("utf-8"))
    key = VerifierKey.parsed(said("log", "key"))

    entry = leaf.of_document("factor", digest, "grid-office@2023")
    assert proof.require(entry, ORIGIN, [key]).origin == ORIGIN
    assert said("proof", digest).strip() == proof.text().strip()


def test_what_is_not_published_has_no_proof(digest: str) -> None:
    with pytest.raises(DigestNotFound):
        said("proof", "sha256:" + "0" * 64)


def test_a_checkpoint_that_was_kept_is_proved_to_be_the_beginning(
    digest: str, tmp_path: Path
) -> None:
    """By the shell beside the catalogue; over an address in `test_asking_logs`."""
    note = said("proof", digest).rpartition("\n\n")[0].rpartition("\n\n")[2]
    note += "\n\n" + said("proof", digest).rpartition("\n\n")[2]
    (tmp_path / "old").write_text(note)
    key = said("log", "key").splitlines()[0]

    assert "begins with" in said("log", "consistency", str(tmp_path / "old"), "--key", key)
    assert "No signature was checked" in said("log", "consistency", str(tmp_path / "old"))
    other = note.split("\n")[2]
    (tmp_path / "forged").write_text(note.replace(other, "A" * 43 + "="))
    with pytest.raises(LogBroken, match="two histories"):
        said("log", "consistency", str(tmp_path / "forged"))
    with pytest.raises(SignatureBroken):
        said("log", "consistency", str(tmp_path / "forged"), "--key", key)
    with pytest.raises(Invalid, match="is not there"):
        said("log", "consistency", str(tmp_path / "nothing"))
