"""The index is built beside the server: no request waits, and nothing half done is seen."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine

from factordb.catalogue.finding import building
from factordb.catalogue.finding.building import Following
from factordb.catalogue.finding.finding import Findings, Query, find
from factordb.catalogue.finding.indexing import Indexes
from factordb.errors import IndexBeingBuilt
from factordb.store import engine as engines
from tests.catalogue.releases import published
from tests.examples import a_factor

SOON = 20.0


def publish(engine: Engine, release: str, *names: str) -> None:
    """Publish a release of factors so named, each of an activity of its own."""
    dataset = f"mill-{release}"
    factors = [
        a_factor(name={"en": name}, activity=f"material.kind-{number}", dataset=dataset)
        for number, name in enumerate(names)
    ]
    with engines.transaction(engine) as db:
        published(db, release, *factors, dataset=dataset)


def ask(engine: Engine, indexes: Indexes, q: str) -> Findings:
    with engines.transaction(engine) as db:
        return find(db, Query(q=q), indexes)


@contextmanager
def following(engine: Engine, address: str, folder: Path) -> Iterator[Following]:
    """Give what a server has, for which every factor is too many to put in order in passing."""
    made = Following(engine, address, folder, in_passing=-1)
    try:
        yield made
    finally:
        made.stop()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_gap_is_built_by_a_child_while_answers_say_what_they_cover(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    publish(engine, "1", "steel")
    with following(engine, address, tmp_path) as server:
        server.first_look()
        assert ask(engine, server.indexes, "steel").covers == 1
        publish(engine, "2", "copper")

        at_once = ask(engine, server.indexes, "copper")

        assert (at_once.edition, at_once.covers, at_once.newest) == (1, 1, 2)
        assert at_once.hits == ()
        assert within(SOON, lambda: ask(engine, server.indexes, "copper").covers == 2)
        assert ask(engine, server.indexes, "copper").total == 1


def test_where_nothing_stands_yet_a_request_is_told_to_come_again(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    publish(engine, "1", "steel")
    with following(engine, address, tmp_path) as server:
        with pytest.raises(IndexBeingBuilt, match="try again"):
            ask(engine, server.indexes, "steel")
        server.first_look()

        assert ask(engine, server.indexes, "steel").total == 1


def test_two_servers_follow_without_being_asked(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    publish(engine, "1", "steel")
    with (
        following(engine, address, tmp_path) as one,
        following(engine, address, tmp_path) as other,
    ):
        one.first_look()
        other.first_look()
        publish(engine, "2", "copper")

        for server in (other, one):
            assert within(SOON, partial(_has_come_to, 2, server, engine))


def _has_come_to(edition: int, server: Following, engine: Engine) -> bool:
    server.look()
    with engines.transaction(engine) as db:
        current = server.indexes.shelf(db).current()
    return current is not None and current.facts.edition == edition


def test_a_builder_killed_at_any_moment_leaves_what_stood(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    publish(engine, "1", "steel")
    building.build(address, tmp_path)
    publish(engine, "2", *(f"copper {number}" for number in range(3_000)))
    chance = random.Random(7)  # noqa: S311  # moments, not secrets
    folder = next((tmp_path / "search").glob("*/*"))
    caught = set()
    for _ in range(8):
        child = _builder(address, tmp_path)
        # From the moment on that it has begun to write: most of its life it imports.
        within(SOON, partial(_has_begun, child, folder))
        time.sleep(chance.random() * 0.5)
        child.send_signal(signal.SIGKILL)
        child.wait()

        found = ask(engine, _as_it_is(tmp_path), "steel")
        assert found.total == 1
        assert found.covers in (1, 2)
        caught.add(found.covers)
        if found.covers == 2:
            break
    assert 1 in caught  # It was hit before its end at least once.

    building.build(address, tmp_path)
    assert ask(engine, Indexes(tmp_path), "copper 2999").covers == 2
    assert [path.name for path in folder.glob("gen-*")] != []


def _builder(address: str, folder: Path) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen([sys.executable, "-m", building.__name__], stdin=subprocess.PIPE)
    assert child.stdin is not None
    with child.stdin as told:
        told.write(orjson.dumps({"address": address, "folder": str(folder)}))
    return child


def _has_begun(child: "subprocess.Popen[bytes]", folder: Path) -> bool:
    written = [path for path in folder.glob("gen-*") if path.name != "gen-1"]
    return bool(written) or child.poll() is not None


def _as_it_is(folder: Path) -> Indexes:
    """Return indexes of ``folder`` that build nothing."""
    return Indexes(folder, begin=lambda: None, in_passing=-1)


def test_a_builder_without_its_database_says_so_and_ends(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-m", building.__name__],
        input=orjson.dumps(
            {"address": "postgresql://nobody@127.0.0.1:9/none", "folder": str(tmp_path)}
        ),
        capture_output=True,
        check=False,
    )

    assert child.returncode == 1
    assert b"The search index was not built: No database answers" in child.stderr
    assert b"Traceback" not in child.stderr


def test_the_address_is_not_seen_from_outside(engine: Engine, address: str, tmp_path: Path) -> None:
    publish(engine, "1", "steel")
    child = _builder(address, tmp_path)
    try:
        seen = Path(f"/proc/{child.pid}/cmdline").read_bytes()
        around = Path(f"/proc/{child.pid}/environ").read_bytes()
        assert address.encode() not in seen + around
    finally:
        child.kill()
        child.wait()


def test_what_prevents_it_is_said_once(
    engine: Engine, address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "search").write_text("no folder")
    publish(engine, "1", "steel")
    server = Following(engine, address, tmp_path)
    assert [server.look(), server.look()] == [False, False]

    assert len([r for r in caplog.records if "FACTORDB_CACHE" in r.message]) == 1
    assert os.path.isfile(tmp_path / "search")  # noqa: PTH113  # whatever it is, it is left
