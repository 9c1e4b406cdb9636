"""Every import is on record: what became of each number, or why nothing did."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import importing, intake
from factordb.catalogue.importing.importing import ImportView, StepView
from factordb.catalogue.looking import looking
from factordb.errors import (
    ImportEnded,
    ImportNotFound,
    NotAllowed,
    NotAuthenticated,
    UnreadableFile,
)
from factordb.model.role import Role
from factordb.store.engine import transaction
from factordb.store.events import Actor
from tests.catalogue.tables import a_property_row, a_row, a_table, asked

ROOT = access.shell("root")


def view(engine: Engine, id_: int) -> ImportView:
    with transaction(engine) as db:
        return importing.one(db, ROOT, id_)


def steps(engine: Engine, id_: int, after: int = 0) -> list[StepView]:
    with transaction(engine) as db:
        return importing.steps(db, ROOT, id_, after)[0]


def run(engine: Engine, file: Path, *, publish: bool = True) -> int:
    """Return the number of an import that was run to its end."""
    with importing.begun(engine, asked(publish=publish), file.name, ROOT) as begun:
        begun.run(file)
        return begun.watch.id


def test_a_report_accounts_for_every_number_and_its_totals_add_up(
    engine: Engine, tmp_path: Path
) -> None:
    rows = [a_row(), a_row("CN-BJ", "a lot"), a_row("CN-TJ", "more"), a_property_row()]
    number = run(engine, a_table(tmp_path, [*rows, a_row("CN-HE", "558")]), publish=False)

    kept = view(engine, number)
    assert (kept.state, kept.failure) == ("done", None)
    assert kept.report is not None
    t = kept.report.tally
    assert t.numbers == t.in_factors + t.in_properties + t.rejected + t.not_ours == 5
    assert kept.report.cells == t.numbers + t.blank
    assert sum(reason.numbers for reason in kept.report.rejected) == t.rejected == 2
    assert kept.report.rejected[0].cells[0] == "factors.csv line 3"
    assert [finding.rule for finding in kept.report.findings] == ["beyond-band"]
    assert len(kept.report.holds) == 1
    assert kept.report.limits.keys() == {"bands-2"}
    told = [step.kind for step in steps(engine, number) if step.kind != "progress"]
    assert told == ["queued", "running", "done"]


def test_a_report_says_first_how_far_the_release_is_from_the_last(
    engine: Engine, tmp_path: Path
) -> None:
    codes = ("CN-BJ", "CN-TJ", "CN-HE")
    old = [a_row(code, value) for code, value in zip(codes, ("0.50", "NA", "0.40"), strict=True)]
    new = [a_row(code, value) for code, value in zip(codes, ("0.55", "0.45", "NA"), strict=True)]
    run(engine, a_table(tmp_path / "2023", old))
    with importing.begun(engine, asked("2024", publish=False), "f", ROOT) as begun:
        begun.run(a_table(tmp_path / "2024", new, "2024"))

    kept = view(engine, begun.watch.id).report
    assert kept is not None
    assert kept.step is not None
    assert (kept.against, kept.step.from_release) == ("grid-office@2023", "grid-office@2023")
    assert kept.step.change is not None
    assert kept.step.change.median == "10.00"
    assert kept.step.counts == {
        "blank filled": 1,
        "changed": 1,
        "unchanged": 0,
        "value gone": 1,
    }
    assert {finding.rule for finding in kept.findings} == {"blank-now", "coverage-lost"}


def test_a_refused_file_leaves_its_reason_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row(), a_row(printed="0.6")])

    with pytest.raises(UnreadableFile):
        run(engine, file)

    with transaction(engine) as db:
        (kept,) = importing.listed(db, ROOT, 10**9, 10)
        assert looking.current_edition(db) == 0
        assert db.connection().execute(text("SELECT count(*) FROM release")).scalar_one() == 0
    assert (kept.state, kept.report) == ("failed", None)
    assert kept.failure is not None
    assert kept.failure.error == "UnreadableFile"


def test_what_was_cancelled_while_it_waited_is_not_begun(engine: Engine, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()])
    with importing.begun(engine, asked(), file.name, ROOT) as begun:
        with transaction(engine) as db:
            importing.cancel(db, ROOT, begun.watch.id)
        with pytest.raises(ImportEnded, match="before it began"):
            begun.run(file)

    assert view(engine, begun.watch.id).state == "cancelled"
    with transaction(engine) as db, pytest.raises(ImportEnded, match="cancelled already"):
        importing.cancel(db, ROOT, begun.watch.id)


def test_who_stops_her_own_import_leaves_a_record_that_says_so(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "take_in", stopped)
    file = a_table(tmp_path, [a_row()])
    with (
        importing.begun(engine, asked(), file.name, ROOT) as begun,
        pytest.raises(KeyboardInterrupt),
    ):
        begun.run(file)

    kept = view(engine, begun.watch.id)
    assert kept.state == "cancelled"
    assert kept.failure is not None
    assert "stopped it" in kept.failure.detail


def test_what_is_cancelled_while_it_is_read_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look after the first hundredth of a second finds the wish."""
    monkeypatch.setattr("factordb.catalogue.importing.following.SECONDS", 0.01)
    file = a_table(tmp_path, [a_row()])
    with importing.begun(engine, asked(), file.name, ROOT) as begun:
        note = begun.watch.note

        def then_cancel(detail: dict[str, object]) -> None:
            note(detail)
            with transaction(engine) as db:
                importing.cancel(db, ROOT, begun.watch.id)

        monkeypatch.setattr(begun.watch, "note", then_cancel)
        with pytest.raises(ImportEnded, match="left nothing"):
            begun.run(file)

    kinds = [step.kind for step in steps(engine, begun.watch.id)]
    assert kinds[:3] == ["queued", "running", "progress"]
    assert kinds[-1] == "cancelled"
    with transaction(engine) as db:
        assert db.connection().execute(text("SELECT count(*) FROM document")).scalar_one() == 0


_KILLED = """
import sys
from factordb.catalogue import access
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.intake import Asked
from factordb.store import engine as engines
from pathlib import Path
engine = engines.connect(sys.argv[1])
asked = Asked(dataset="grid-office", release="2023", layout="table")
with importing.begun(engine, asked, "f", access.shell("root")) as begun:
    begun.watch.start()
    with engines.transaction(engine) as db:
        importing.take_in(db, Path(sys.argv[2]), asked)
        print(begun.watch.id, flush=True)
        sys.stdin.read()
"""


def test_an_import_whose_process_is_killed_leaves_its_record_only(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, address, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        number = int(process.stdout.readline())
        assert view(engine, number).state == "running"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    with engine.connect() as connection:  # the server notices that nobody is there any more
        while connection.execute(text("SELECT 1 FROM pg_locks WHERE classid = 7010")).scalar():
            connection.rollback()
    assert view(engine, number).state == "lost"
    assert [step.kind for step in steps(engine, number)][-1] == "lost"
    with transaction(engine) as db:
        assert db.connection().execute(text("SELECT count(*) FROM release")).scalar_one() == 0
    assert view(engine, run(engine, file)).state == "done"


def test_two_at_once_do_not_disturb_each_other(engine: Engine, tmp_path: Path) -> None:
    first, second = (a_table(tmp_path / name, [a_row(printed=name)]) for name in ("0.4", "0.5"))
    with (
        importing.begun(engine, asked("2022"), "a", ROOT) as one,
        importing.begun(engine, asked("2023"), "b", ROOT) as other,
    ):
        other.run(second)
        assert view(engine, one.watch.id).state == "queued"
        one.run(first)

    assert view(engine, one.watch.id).state == view(engine, other.watch.id).state == "done"


def test_who_is_no_curator_imports_and_cancels_nothing(engine: Engine, tmp_path: Path) -> None:
    reader = Caller(Actor("api"), "a reader", Role.READER)
    elsewhere = Caller(Actor("api"), "a curator", Role.CURATOR, ("other-office",))
    for nobody in (reader, elsewhere):
        with pytest.raises(NotAllowed), importing.begun(engine, asked(), "f", nobody):
            pass
    number = run(engine, a_table(tmp_path, [a_row()]))
    with transaction(engine) as db:
        with pytest.raises(NotAllowed):
            importing.cancel(db, reader, number)
        with pytest.raises(NotAuthenticated):
            importing.one(db, access.anonymous(None), number)
        assert importing.listed(db, elsewhere, 10**9, 10) == []
        assert len(importing.listed(db, reader, 10**9, 10)) == 1


def test_an_import_that_is_not_there_is_said(db: Session) -> None:
    with pytest.raises(ImportNotFound):
        importing.one(db, ROOT, 404)


def test_rejections_are_told_by_reason_and_never_without_end() -> None:
    from factordb.model.reading import Rejection

    many = tuple(Rejection(at=f"B{n}", printed="x", reason=f"reason {n % 300}") for n in range(900))

    told = importing.by_reason(many)

    assert sum(reason.numbers for reason in told) == 900
    assert len(told) == importing.REASONS + 1
    assert told[-1].reason == "100 further reasons"


def test_intake_and_record_say_the_same(engine: Engine, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()])
    with transaction(engine) as db:
        done = intake.take_in(db, file, asked(dry_run=True))

    assert importing.report(done).tally == done.tally
