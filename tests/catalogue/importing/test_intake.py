import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Asked, Files
from factordb.catalogue.looking import fetching, looking
from factordb.catalogue.publishing import publishing
from factordb.errors import (
    AlreadyPublished,
    FactordbError,
    UnknownLayout,
    UnreadableFile,
)
from factordb.model.canonical import digest
from factordb.store import releases
from factordb.store.engine import transaction
from tests.catalogue.tables import a_property_row, a_row, a_table, asked, take_in
from tests.store.drafts import at_once

TABLES = ("dataset", "release", "artifact", "document", "factor", "property", "label", "rejection")


def held(db: Session) -> dict[str, int]:
    """Return how many rows each table holds."""
    count = {t: db.connection().execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in TABLES}
    return {table: int(number or 0) for table, number in count.items()}


def digests(db: Session, release: str = "2023") -> list[str]:
    return [digest(body) for body in fetching.listing(db, f"grid-office@{release}").items]


def test_a_file_becomes_a_published_release_with_an_account_of_every_number(
    db: Session, tmp_path: Path
) -> None:
    done = take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "a lot"), a_property_row()])

    t = done.tally
    assert (done.state, done.edition, done.layout) == ("published", 1, "table")
    assert (t.numbers, t.in_factors, t.in_properties, t.rejected) == (3, 1, 1, 1)
    assert done.rejections[0].at == "factors.csv line 3"
    assert looking.release(db, "grid-office@2023")[1].tally == t


def test_the_same_file_again_changes_nothing(db: Session, tmp_path: Path) -> None:
    first = take_in(db, tmp_path, [a_row()])
    before, names = held(db), digests(db)

    again = take_in(db, tmp_path, [a_row()])

    assert (again.state, again.edition, again.tally) == ("unchanged", 1, first.tally)
    assert (held(db), digests(db)) == (before, names)


def test_the_same_file_under_another_name_and_in_another_folder_is_the_same_file(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row()])
    moved = a_table(tmp_path / "elsewhere", [a_row()]).rename(
        tmp_path / "elsewhere" / "renamed.csv"
    )

    assert intake.take_in(db, moved, asked()).state == "unchanged"


def test_the_same_file_gives_the_same_digests_in_any_database(
    db: Session, engine: Engine, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")])
    with transaction(engine) as other:
        take_in(other, tmp_path, [a_row(), a_row("CN-BJ", "0.6")])
        assert digests(other) == digests(db)


@pytest.mark.parametrize("change", ["the table", "the mapping"])
def test_another_file_under_a_published_release_is_refused_with_what_to_do(
    db: Session, tmp_path: Path, change: str
) -> None:
    take_in(db, tmp_path, [a_row()])
    before = held(db)
    printed, more = ("0.6", "") if change == "the table" else ("0.5500", "tier = 2")
    file = a_table(tmp_path / "other", [a_row(printed=printed)], more=more)

    with pytest.raises(AlreadyPublished, match="under a new release name"):
        intake.take_in(db, file, asked())

    assert held(db) == before


def test_a_draft_is_replaced_by_the_next_import(db: Session, tmp_path: Path) -> None:
    first = a_table(tmp_path / "a", [a_row(), a_row("CN-BJ", "a lot")])
    second = a_table(tmp_path / "b", [a_row(printed="0.6"), a_row("CN-TJ", "0.7")])
    intake.take_in(db, first, asked(publish=False))

    done = intake.take_in(db, second, asked(publish=True))

    assert (done.edition, done.tally.factors, done.tally.rejected) == (1, 2, 0)
    assert len(digests(db)) == 2
    assert fetching.rejected(db, "grid-office@2023").items == ()


def test_a_dry_run_accounts_for_the_file_and_stores_nothing(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "a lot")])

    done = intake.take_in(db, file, asked(dry_run=True))

    assert (done.state, done.edition) == ("dry-run", None)
    assert (done.tally.in_factors, done.tally.rejected) == (1, 1)
    assert held(db) == dict.fromkeys(TABLES, 0)


def test_a_dry_run_leaves_a_draft_as_it_is(db: Session, tmp_path: Path) -> None:
    intake.take_in(db, a_table(tmp_path / "a", [a_row()]), asked(publish=False))
    before = held(db)

    other = a_table(tmp_path / "b", [a_row(printed="0.6"), a_row("CN-BJ", "0.7")])
    intake.take_in(db, other, asked(dry_run=True))

    assert held(db) == before
    there = releases.find(db, "grid-office", "2023")
    assert there is not None
    assert there.tally["factors"] == 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([a_row(printed="a lot")], "Nothing of the file became a factor"),
        ([a_row(amount__gas="CO3")], "Nothing of the file became"),
        ([a_row(facets__mx="average")], "mx"),
        ([a_row(colour="green")], "no path of a document"),
    ],
)
def test_a_file_of_which_nothing_is_sound_stores_nothing(
    engine: Engine, tmp_path: Path, rows: list[dict[str, str]], told: str
) -> None:
    file = a_table(tmp_path, rows)

    with pytest.raises(UnreadableFile, match=told), transaction(engine) as db:
        intake.take_in(db, file, asked())

    with transaction(engine) as db:
        assert held(db) == dict.fromkeys(TABLES, 0)


def test_a_file_of_no_known_layout_is_said(db: Session, tmp_path: Path) -> None:
    file = tmp_path / "letter.csv"
    file.write_text("Dear Sir\n", "utf-8")

    with pytest.raises(UnknownLayout):
        intake.take_in(db, file, Asked(dataset="grid-office", release="1"))


def test_a_file_of_another_dataset_is_refused_with_its_name(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()], dataset="other-office")

    with pytest.raises(FactordbError, match="other-office"):
        intake.take_in(db, file, asked())


def test_a_failure_in_the_middle_stores_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of rows are stored when the account of them fails."""
    file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "0.6")])

    def fail(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(releases, "account", fail)
    with pytest.raises(KeyError), transaction(engine) as db:
        intake.take_in(db, file, asked())

    with transaction(engine) as db:
        assert held(db) == dict.fromkeys(TABLES, 0)
        assert looking.current_edition(db) == 0


def test_a_failure_in_the_middle_leaves_the_draft_that_was_there(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as db:
        intake.take_in(db, a_table(tmp_path / "a", [a_row()]), asked(publish=False))
        before = held(db)
    monkeypatch.setattr(publishing, "publish", lambda *_, **__: 1 // 0)

    with pytest.raises(ZeroDivisionError), transaction(engine) as db:
        intake.take_in(db, a_table(tmp_path / "b", [a_row(printed="0.9")]), asked())

    with transaction(engine) as db:
        assert held(db) == before


def test_a_database_that_is_killed_in_the_middle_stores_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])

    with pytest.raises(FactordbError, match="went away"), transaction(engine) as db:
        intake.take_in(db, file, asked())
        with engine.connect() as other:
            mine = db.connection().execute(text("SELECT pg_backend_pid()")).scalar()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        looking.datasets(db)

    with transaction(engine) as db:
        assert held(db) == dict.fromkeys(TABLES, 0)


def test_two_that_take_in_one_release_at_once_do_so_one_after_the_other(
    engine: Engine, tmp_path: Path
) -> None:
    files = [a_table(tmp_path / value, [a_row(printed=value)]) for value in ("0.5", "0.6")]

    def take(file: Path) -> None:
        with transaction(engine) as db:
            intake.take_in(db, file, asked())

    raised = at_once(*(partial(take, file) for file in files))

    assert sorted(str(type(error).__name__) for error in raised) == ["AlreadyPublished", "NoneType"]
    with transaction(engine) as db:
        assert looking.current_edition(db) == 1
        assert len(digests(db)) == 1


def test_two_that_take_in_the_same_file_at_once_both_find_it_published(
    engine: Engine, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])
    states = []

    def take() -> None:
        with transaction(engine) as db:
            states.append(intake.take_in(db, file, asked()).state)

    assert at_once(take, take) == [None, None]
    assert sorted(states) == ["published", "unchanged"]


def test_many_that_publish_at_once_make_editions_without_gaps(
    engine: Engine, tmp_path: Path
) -> None:
    years = ["2020", "2021", "2022", "2023"]

    def take(year: str) -> None:
        with transaction(engine) as db:
            take_in(db, tmp_path, [a_row()], year)

    assert at_once(*(partial(take, year) for year in years)) == [None] * 4

    with transaction(engine) as db:
        history = looking.history(db)
        assert [e.edition for e in history] == [1, 2, 3, 4]
        assert {e.release for e in history} == {f"grid-office@{year}" for year in years}


def test_several_files_share_one_child_and_each_is_its_own_release(
    db: Session, tmp_path: Path
) -> None:
    wanted = [
        (Files.of(a_table(tmp_path / year, [a_row()], year=year), None), asked(year, publish=False))
        for year in ("2022", "2023")
    ]

    assert [done.release for done in intake.take_all(db, wanted)] == ["2022", "2023"]


@pytest.mark.parametrize(
    "release", ["../x", "a/b", "..", "a..b", ".a", "a b", "", "x" * 61, "2023\n", "２０２３", "a@b"]
)
def test_a_release_name_that_could_be_a_path_is_refused(release: str) -> None:
    with pytest.raises(ValueError, match="release"):
        Asked(dataset="grid-office", release=release)


@pytest.mark.parametrize("dataset", ["../x", "a/b", "A", "a.b", "", "a@b", "a\n"])
def test_a_dataset_name_that_could_be_a_path_is_refused(dataset: str) -> None:
    with pytest.raises(ValueError, match="dataset"):
        Asked(dataset=dataset, release="1")


def test_garbage_is_collected_again_after_an_import_that_failed(
    db: Session, tmp_path: Path
) -> None:
    import gc

    with pytest.raises(UnreadableFile):
        take_in(db, tmp_path, [a_row(printed="a lot")])

    assert gc.isenabled()


def test_the_file_and_its_mapping_are_kept_byte_for_byte(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()], redistribute=True)
    intake.take_in(db, file, asked())
    found = Files.of(file, None)
    assert found.mapping_sha256 is not None

    for kept, sha256 in (
        (file, found.sha256),
        (file.with_name("release.toml"), found.mapping_sha256),
    ):
        assert fetching.artifact(db, sha256.hex()).content == kept.read_bytes()


KILLED = """
import os, signal, sys
from pathlib import Path
from factordb.catalogue.importing import intake
from factordb.store import engine as engines
address, file = sys.argv[1:]
with engines.transaction(engines.connect(address)) as db:
    asked = intake.Asked(dataset="grid-office", release="2023", publish=True)
    assert intake.take_in(db, Path(file), asked).edition == 1
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_import_whose_process_is_killed_before_its_commit_stores_nothing(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])

    ended = subprocess.run([sys.executable, "-c", KILLED, address, file], check=False)

    assert ended.returncode == -signal.SIGKILL
    with transaction(engine) as db:
        assert held(db) == dict.fromkeys(TABLES, 0)
