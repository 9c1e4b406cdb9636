import fcntl
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue.finding import waiting
from factordb.catalogue.finding.indexing import Indexes
from factordb.store import engine as engines
from tests.catalogue.releases import published
from tests.examples import a_factor


def publish(engine: Engine, release: str) -> None:
    with engines.transaction(engine) as db:
        published(
            db, release, a_factor(region="FR", dataset=f"m-{release}"), dataset=f"m-{release}"
        )


def test_what_is_covered_is_told_at_once(engine: Engine, tmp_path: Path) -> None:
    publish(engine, "1")

    found = waiting.reached(engine, Indexes(tmp_path), 1)

    assert (found.covered, found.covers, found.reason) == (True, 1, None)


def test_who_waits_in_vain_is_told_how_far_search_is(engine: Engine, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    publish(engine, "1")
    waiting.reached(engine, indexes, 1)
    publish(engine, "2")
    with engines.transaction(engine) as db:
        lock = indexes.shelf(db).folder / "build.lock"

    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # Somebody else builds, and does not come to an end.
        found = waiting.reached(engine, indexes, 2, 0.3)

    assert (found.covered, found.covers) == (False, 1)
    assert found.reason == (
        "Edition 2 is published; search covers 1 so far: it is being built, and follows without "
        "your doing."
    )
    assert 0.3 <= found.waited < 5
    assert waiting.reached(engine, indexes, 2).covered


def test_a_cache_that_cannot_be_used_is_a_reason_and_no_failure(
    engine: Engine, tmp_path: Path
) -> None:
    publish(engine, "1")
    (tmp_path / "search").write_text("")

    found = waiting.reached(engine, Indexes(tmp_path), 1, 0.0)

    assert not found.covered
    assert "FACTORDB_CACHE" in (found.reason or "")
