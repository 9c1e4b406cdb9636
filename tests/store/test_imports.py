"""The record of imports, and the lock that tells a running one from a lost one."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from factordb.errors import ImportNotFound
from factordb.store import imports
from factordb.store.engine import transaction
from factordb.store.import_tables import ImportRow


def a_row(release: str = "2023") -> ImportRow:
    return ImportRow(dataset="grid-office", release=release, file="f.csv")


def state(engine: Engine, id_: int) -> str:
    with transaction(engine) as db:
        imports.add_lost(db)
        return imports.get(db, id_).state


def test_an_import_is_queued_then_running_then_ended(engine: Engine) -> None:
    with imports.watched(engine, a_row()) as watch:
        assert state(engine, watch.id) == "queued"
        watch.start()
        assert state(engine, watch.id) == "running"
        watch.end("done", {"tally": {}})

    with transaction(engine) as db:
        row = imports.get(db, watch.id)
        assert (row.state, row.report) == ("done", {"tally": {}})
        assert row.started_at is not None
        assert row.ended_at is not None
        assert row.started_at <= row.ended_at


def test_one_whose_lock_is_free_is_lost(engine: Engine) -> None:
    with imports.watched(engine, a_row()) as watch:
        watch.start()

    assert state(engine, watch.id) == "lost"


def test_what_ended_stays_as_it_ended_and_nothing_is_deleted(
    engine: Engine, owner_address: str
) -> None:
    from factordb.store import engine as engines

    with imports.watched(engine, a_row()) as watch:
        watch.end("failed", {})
    owner = engines.connect(owner_address)
    for statement in ("UPDATE import SET state = 'done'", "DELETE FROM import"):
        with pytest.raises(IntegrityError, match="stays"), transaction(owner) as db:
            db.connection().execute(text(statement))
    owner.dispose()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction(engine) as db:
        db.connection().execute(text("DELETE FROM import_event"))


def test_steps_are_read_behind_any_of_them(engine: Engine) -> None:
    with imports.watched(engine, a_row()) as watch:
        watch.start()
        watch.note({"read": 20})
        watch.end("done", {})

    with transaction(engine) as db:
        all_ = imports.events_after(db, watch.id, 0)
        assert [step.kind for step in all_] == ["queued", "running", "progress", "done"]
        behind = imports.events_after(db, watch.id, all_[1].id or 0)
        assert [step.kind for step in behind] == ["progress", "done"]
        assert behind[0].detail == {"read": 20}


def test_they_are_listed_the_newest_first(engine: Engine) -> None:
    for release in ("2021", "2022", "2023"):
        with imports.watched(engine, a_row(release)) as watch:
            watch.end("done", {})

    with transaction(engine) as db:
        newest = imports.newest(db, 10**9, 2)
        assert [row.release for row in newest] == ["2023", "2022"]
        assert [r.release for r in imports.newest(db, newest[-1].id or 0, 2)] == ["2021"]
        assert len(imports.of_release(db, "grid-office", "2022")) == 1
        with pytest.raises(ImportNotFound):
            imports.get(db, 404)


def test_a_wish_to_cancel_is_seen_by_who_runs_it(engine: Engine) -> None:
    with imports.watched(engine, a_row()) as watch:
        assert not watch.is_cancelled()
        with transaction(engine) as db:
            imports.cancel(db, watch.id)
        assert watch.is_cancelled()
        watch.end("cancelled", {})
    assert imports.has_ended("cancelled")
    assert not imports.has_ended("running")
