"""A file that was cut short or changed anywhere is refused before anything is done with it."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.catalogue.safekeeping import archive
from factordb.catalogue.safekeeping.archive import DUMP, LogState, Manifest
from factordb.errors import BackupBroken, Unavailable

CONTENT = bytes(range(256)) * 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    (folder / "dump").write_bytes(CONTENT)
    part = archive.part_of(folder / "dump")
    manifest = Manifest(
        format=archive.FORMAT,
        made="2026-11-29T08:00:00Z",
        revision="2026_11_25_log",
        postgresql="18.1",
        edition=3,
        log=LogState(size=7, root="00" * 32),
        parts={DUMP: part},
    )
    archive.write(folder / "backup", manifest, {DUMP: folder / "dump"})
    return folder / "backup"


def test_what_was_written_is_read(made: Path) -> None:
    found = archive.read(made)

    assert (found.edition, found.log.size, found.parts[DUMP].size) == (3, 7, len(CONTENT))
    with archive.part(made, DUMP) as content:
        assert content.read() == CONTENT
    assert made.stat().st_mode & 0o777 == 0o600
    assert tarfile.is_tarfile(made), "anybody can look into it with common tools"


def test_nothing_is_written_over(made: Path) -> None:
    with pytest.raises(Unavailable, match="is there already"):
        archive.write(made, archive.read(made), {})
    assert archive.read(made).edition == 3


@pytest.mark.parametrize("share", [0, 0.01, 0.2, 0.5, 0.7])
def test_a_backup_cut_short_is_refused(made: Path, tmp_path: Path, share: float) -> None:
    whole = made.read_bytes()
    (tmp_path / "cut").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(BackupBroken, match="Nothing was touched"):
        archive.read(tmp_path / "cut")


@given(at=some.integers(0), bit=some.integers(0, 7))
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_one_bit_changed_is_found_or_changes_nothing(
    made: Path, tmp_path: Path, at: int, bit: int
) -> None:
    """A tar has room that nobody reads behind its members."""
    whole = bytearray(made.read_bytes())
    whole[at % len(whole)] ^= 1 << bit
    (tmp_path / "changed").write_bytes(whole)
    try:
        found = archive.read(tmp_path / "changed")
    except BackupBroken:
        return
    assert found == archive.read(made)
    with archive.part(tmp_path / "changed", DUMP) as content:
        assert content.read() == CONTENT


def test_what_is_no_backup_is_said_so(tmp_path: Path) -> None:
    for content in (b"", b"x" * 5_000, b"PGDMP" + bytes(2_000)):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(BackupBroken, match="no backup to restore"):
            archive.read(tmp_path / "file")
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BackupBroken):
            archive.read(path)


def _other(made: Path, to: Path, **said: object) -> Path:
    """Return a copy whose manifest says something else, its digest made anew."""
    told = json.dumps(json.loads(archive.read(made).model_dump_json()) | said).encode()
    check = hashlib.sha256(told).hexdigest().encode()
    with tarfile.open(to / "other", "w") as tar:
        for name, content in (("manifest.json", told), ("manifest.sha256", check), (DUMP, CONTENT)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return to / "other"


def test_another_version_of_the_format_is_refused(made: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupBroken, match="of another version"):
        archive.read(_other(made, tmp_path, format="factordb/backup/2"))


def test_a_part_that_is_not_what_the_manifest_says_is_refused(made: Path, tmp_path: Path) -> None:
    part = json.loads(archive.read(made).parts[DUMP].model_dump_json())
    with pytest.raises(BackupBroken, match="was changed, or cut short"):
        archive.read(_other(made, tmp_path, parts={DUMP: part | {"sha256": "sha256:" + "0" * 64}}))
    with pytest.raises(BackupBroken, match="bytes, not 1"):
        archive.read(_other(made, tmp_path, parts={DUMP: part | {"size": 1}}))
    with pytest.raises(BackupBroken, match="it holds"):
        archive.read(_other(made, tmp_path, parts={DUMP: part, "more": part}))
