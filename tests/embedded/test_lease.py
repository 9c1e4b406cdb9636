from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from factordb.embedded import locks
from factordb.embedded.home import Home
from factordb.embedded.lease import Lease
from tests.embedded.holders import (
    IS_ROOT,
    Holder,
    keeper_of,
    kill,
    postmaster_of,
    within,
)

only_root = pytest.mark.skipif(not IS_ROOT, reason="only root can be somebody else")


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_the_first_starts_it_and_the_last_stops_it(place: Path) -> None:
    folder = place / "home"
    with Lease(folder) as first:
        with Lease(folder) as second:
            assert second.url == first.url
        assert ask(first.url, "SELECT current_user || current_database()") == "factordbpostgres"
    home = Home(folder)
    assert locks.is_free(home.server)
    assert locks.is_free(home.lease)
    assert not (home.data / "postmaster.pid").exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *(("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on")),
        *(("data_checksums", "on"), ("listen_addresses", ""), ("timezone", "UTC")),
        *(("server_encoding", "UTF8"), ("is_superuser", "on")),
    ],
)
def test_what_is_acknowledged_is_kept_and_nobody_listens_to_the_net(
    running: Lease, setting: str, value: str
) -> None:
    assert ask(running.url, f"SHOW {setting}") == value


@pytest.fixture
def running(home: Path) -> Iterator[Lease]:
    with Lease(home) as lease:
        yield lease


def test_settings_hold_where_the_lease_starts_it(home: Path) -> None:
    with Lease(home, ("work_mem=7MB",)) as lease:
        assert ask(lease.url, "SHOW work_mem") == "7MB"


def test_commands_that_come_at_once_share_one_server(place: Path) -> None:
    with ExitStack() as stack:
        holders = [stack.enter_context(Holder(place / "home")) for _ in range(6)]
        urls = {holder.said() for holder in holders}
        (url,) = urls
        started = ask(url, "SELECT pg_postmaster_start_time()")
        for holder in holders[1:]:
            holder.leave()
        assert ask(url, "SELECT pg_postmaster_start_time()") == started
        holders[0].leave()
        assert locks.is_free(Home(place / "home").server)


def test_a_killed_user_leaves_nothing_running(home: Path) -> None:
    with Holder(home) as holder:
        holder.said()
        holder.kill()
        assert within(3, lambda: locks.is_free(Home(home).server))


@pytest.mark.parametrize("killed", [keeper_of, postmaster_of])
def test_what_is_killed_is_started_anew(home: Path, killed: object) -> None:
    assert callable(killed)
    with Lease(home) as lease:
        ask(lease.url, "CREATE TABLE kept AS SELECT 7 AS n; SELECT 1")
        kill(killed(home))
        assert ask(lease.ensure(), "SELECT n FROM kept") == 7
        ask(lease.url, "DROP TABLE kept; SELECT 1")
