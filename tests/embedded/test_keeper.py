import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factordb.embedded import keeper, locks, postmaster
from factordb.embedded.home import Home
from factordb.embedded.lease import Lease
from tests.embedded.holders import (
    Holder,
    asked,
    keeper_of,
    kill,
    postmaster_of,
    programs_in,
    surroundings,
    told,
    within,
)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_signals_of_a_terminal_do_not_end_it(home: Path, signum: int) -> None:
    with Lease(home) as lease:
        before = keeper_of(home)
        os.kill(before, signum)
        os.kill(before, 0)
        assert asked(lease.ensure(), "SELECT 1") == 1
        assert keeper_of(home) == before


def test_it_is_in_nobodys_session_and_in_no_folder_of_anybody(home: Path) -> None:
    with Lease(home):
        pid = keeper_of(home)

        assert os.getsid(pid) == pid
        assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")


def test_a_server_whose_keeper_is_killed_is_stopped_by_the_kernel(home: Path) -> None:
    with Holder(home) as holder:
        holder.said()
        kill(keeper_of(home))

        assert within(10, lambda: locks.is_free(Home(home).server))
        assert not (Home(home).data / "postmaster.pid").exists()


def test_an_orphan_that_does_not_end_is_ended(home: Path) -> None:
    """As a server that was told to stop while it recovered from a crash may wait for ever."""
    with Holder(home) as holder:
        told(holder.said(), "CREATE TABLE kept AS SELECT 7 AS n")
        orphan = postmaster_of(home)
        os.kill(orphan, signal.SIGSTOP)
        kill(keeper_of(home))
    lease = locks.take(Home(home).lease, shared=True)
    assert lease is not None

    with impatient_keeper(home) as said:
        assert said == b"ok"
        assert within(10, lambda: postmaster.answering(Home(home)) is not None)
        with Lease(home) as again:
            assert postmaster_of(home) != orphan
            assert asked(again.url, "SELECT n FROM kept") == 7
            told(again.url, "DROP TABLE kept")
        os.close(lease)


@contextmanager
def impatient_keeper(home: Path) -> Iterator[bytes]:
    """Begin a keeper that waits for others a moment only; give its word, and await its end."""
    reading, writing = os.pipe()
    program = (
        "import sys; from factordb.embedded import keeper; keeper.STOPPING_SECONDS = 0.5; "
        "keeper.main(*sys.argv[1:])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home), str(writing)],
        pass_fds=[writing],
        env=surroundings(),
    ):
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            yield pipe.read()


def test_a_keeper_whose_server_is_killed_ends(home: Path) -> None:
    with Holder(home) as holder:
        holder.said()
        kill(postmaster_of(home))

        assert within(10, lambda: locks.is_free(Home(home).keeper))


def test_a_second_keeper_leaves_the_first_alone(home: Path) -> None:
    with Lease(home):
        before = keeper_of(home)
        reading, writing = os.pipe()
        handlers = {s: signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            keeper.main(str(home), str(writing))
        finally:
            for signum, handler in handlers.items():
                signal.signal(signum, handler)
        with os.fdopen(reading, "rb") as pipe:
            assert pipe.read() == b"ok"
        assert keeper_of(home) == before


def test_a_pid_file_that_names_a_living_stranger_frightens_nobody(home: Path) -> None:
    """After a restart of the machine the number may be anybody's; here it is this test's."""
    with Lease(home):
        left = (home / "data" / "postmaster.pid").read_text().splitlines(keepends=True)
    (home / "data" / "postmaster.pid").write_text("".join([f"{os.getpid()}\n", *left[1:]]))

    with Lease(home) as lease:
        assert asked(lease.url, "SELECT 1") == 1
        assert postmaster_of(home) != os.getpid()


def test_a_socket_that_was_swept_away_is_made_anew(home: Path) -> None:
    with Lease(home) as lease:
        before = postmaster_of(home)
        found = postmaster.read(Home(home))
        assert found is not None
        shutil.rmtree(found.folder)

        assert asked(lease.ensure(), "SELECT 1") == 1
        assert postmaster_of(home) != before


def test_the_folder_of_the_socket_goes_with_the_server(home: Path) -> None:
    with Lease(home):
        found = postmaster.read(Home(home))
        assert found is not None
        assert found.folder.is_dir()

    assert within(5, lambda: not found.folder.exists())


def test_a_log_that_grew_long_is_begun_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Home(home).log
    log.unlink(missing_ok=True)
    with log.open("wb") as file:
        file.truncate(keeper.LONGEST_LOG + 1)

    with Lease(home):
        assert log.stat().st_size < 100_000
        assert log.with_suffix(".log.1").stat().st_size == keeper.LONGEST_LOG + 1
    log.with_suffix(".log.1").unlink()


def test_nothing_of_a_home_is_left_running(home: Path) -> None:
    with Lease(home):
        assert any("postgres" in program for program in programs_in(home))

    assert within(3, lambda: programs_in(home) == [])


def test_the_server_has_nothing_of_the_environment(home: Path) -> None:
    with Lease(home):
        told = Path(f"/proc/{postmaster_of(home)}/environ").read_bytes()

    assert {line.partition(b"=")[0] for line in told.split(b"\0") if line} == {b"PATH", b"LC_ALL"}
