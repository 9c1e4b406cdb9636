"""What a file does to the process that reads it, it does to nobody else."""

import os
import sys
import time
from pathlib import Path

import pytest

from factordb.errors import ImporterNotFound, UnknownLayout, UnreadableFile
from factordb.importers import confinement
from factordb.importers.confinement import Begun, Job
from factordb.importers.protocol import Intake
from factordb.model.reading import Blank, Caution


@pytest.fixture(autouse=True)
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install an importer that does what its file says, as anybody's package would."""
    info = tmp_path / "hostile-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[factordb.importers]\nhostile = tests.importers.hostile:Hostile\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("FACTORDB_DATABASE_URL", "postgresql://secret")


def a_job(tmp_path: Path, what: str, layout: str | None = "hostile") -> Job:
    file = tmp_path / f"{what}.txt"
    file.write_text(f"hostile {what}")
    return Job(Intake(file, "sha256:" + "0" * 64), layout)


def read(*jobs: Job, seconds: float = 20) -> list[list[object]]:
    return [list(records) for records in confinement.read(list(jobs), seconds)]


def test_items_come_as_they_went(tmp_path: Path) -> None:
    ((begun, caution, blank),) = read(a_job(tmp_path, "good"))

    assert begun == Begun("hostile", "1")
    assert caution.item == Caution(text="begun")  # type: ignore[attr-defined]
    assert blank.item == Blank(count=1)  # type: ignore[attr-defined]


def test_nothing_to_read_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere")

    assert read() == []


def test_one_child_reads_several_files(tmp_path: Path) -> None:
    assert len(read(a_job(tmp_path, "good"), a_job(tmp_path, "good", None))) == 2


def test_a_file_that_sleeps_is_ended_by_the_clock(tmp_path: Path) -> None:
    start = time.monotonic()

    with pytest.raises(UnreadableFile, match="longer than 1 seconds"):
        read(a_job(tmp_path, "sleep"), seconds=1)

    assert time.monotonic() - start < 10


def test_the_clock_does_not_run_while_the_records_are_worked_on(tmp_path: Path) -> None:
    ((begun, caution, blank),) = (
        [_slowly(record) for record in records]
        for records in confinement.read([a_job(tmp_path, "good")], seconds=6)
    )

    assert (begun, caution.item.text, blank.item.count) == (Begun("hostile", "1"), "begun", 1)  # type: ignore[attr-defined]  # an item each


def _slowly(record: object) -> object:
    time.sleep(3)
    return record


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on Windows")
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("grow", "more memory"),
        ("abort", "SIGABRT"),
        ("crash", "SIGSEGV"),
        ("write", "File too large|exit code"),
        ("babble", "beyond"),
        ("lie", "no document"),
        ("forge", r"no document[\s\S]*amounts\.0\.kg"),
        ("respell", "not canonical"),
    ],
)
def test_a_file_that_harms_its_process_is_refused(tmp_path: Path, what: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(a_job(tmp_path, what))


def test_the_child_knows_of_no_database(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"RuntimeError: \[\]"):
        read(a_job(tmp_path, "tell"))


def test_errors_of_ours_come_back_as_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("nothing of ours")
    unknown = Job(Intake(file, "sha256:" + "0" * 64))

    with pytest.raises(UnknownLayout, match="no known layout"):
        read(unknown)
    with pytest.raises(ImporterNotFound, match="'nobody'"):
        read(a_job(tmp_path, "good", "nobody"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name themselves")
def test_a_file_whose_name_is_no_text_is_told_to_be_renamed(tmp_path: Path) -> None:
    file = Path(os.fsdecode(bytes(tmp_path) + b"/\xff.txt"))
    file.write_text("hostile good")

    with pytest.raises(UnreadableFile, match=r"The name of \ufffd\.txt is not in UTF-8: rename"):
        read(Job(Intake(file, "sha256:" + "0" * 64), "hostile"))
