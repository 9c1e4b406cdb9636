"""An import is seen to go on, and ends within a second or two of the wish, whatever it does."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from factordb.catalogue.importing.following import Following
from factordb.errors import ImportEnded, Invalid
from factordb.store import imports
from factordb.store.engine import transaction
from factordb.store.import_tables import ImportRow
from factordb.store.imports import Watched


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watched]:
    row = ImportRow(dataset="grid-office", release="2023", file="a.csv")
    with imports.watched(engine, row) as watch:
        watch.start()
        yield watch
        watch.end("cancelled", {})


def cancel(engine: Engine, watch: Watched) -> None:
    with transaction(engine) as db:
        imports.cancel(db, watch.id)


def test_a_long_statement_is_ended_by_the_wish(engine: Engine, watch: Watched) -> None:
    cancel(engine, watch)
    start = time.monotonic()

    with (
        pytest.raises(ImportEnded, match="left nothing"),
        transaction(engine) as db,
        Following(watch).of(db),
    ):
        db.connection().execute(text("SELECT pg_sleep(60)"))

    assert time.monotonic() - start < 20


def test_whoever_looks_is_told_of_the_wish(engine: Engine, watch: Watched) -> None:
    following = Following(watch)
    cancel(engine, watch)

    with pytest.raises(ImportEnded), transaction(engine) as db, following.of(db):
        for count in range(2_000):
            following.look(count)
            time.sleep(0.01)


def test_a_wish_that_is_seen_at_the_very_end_still_counts(engine: Engine, watch: Watched) -> None:
    following = Following(watch)
    cancel(engine, watch)

    with pytest.raises(ImportEnded), transaction(engine) as db, following.of(db):
        time.sleep(2)


def test_it_is_said_how_far_it_is_while_nothing_is_read(engine: Engine, watch: Watched) -> None:
    following = Following(watch)

    with transaction(engine) as db, following.of(db):
        following.look(7)
        time.sleep(2)

    with transaction(engine) as db:
        said = [row.detail for row in imports.events_after(db, watch.id, 0)]
    assert {"read": 7} in [{"read": detail.get("read")} for detail in said]


def test_what_else_goes_wrong_is_told_as_it_is(engine: Engine, watch: Watched) -> None:
    with (
        pytest.raises(Invalid, match="of its own"),
        transaction(engine) as db,
        Following(watch).of(db),
    ):
        raise Invalid("A fault of its own.")
