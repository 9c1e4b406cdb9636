import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from factordb.embedded import locks
from tests.embedded.holders import within


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def held(lock: Path) -> Iterator[int]:
    descriptor = locks.take(lock)
    assert descriptor is not None
    yield descriptor
    os.close(descriptor)


def open_files() -> set[Path]:
    return set(Path("/proc/self/fd").iterdir())


@pytest.mark.usefixtures("held")
def test_a_lock_is_held_by_one(lock: Path) -> None:
    assert locks.take(lock) is None
    assert locks.take(lock, shared=True) is None
    assert not locks.is_free(lock)


def test_a_lock_is_free_again_after_its_holder(lock: Path) -> None:
    with subprocess.Popen(["flock", str(lock), "echo", "held"], stdout=subprocess.PIPE) as holder:
        holder.communicate()

    assert locks.is_free(lock)


def test_many_share_a_lock_and_one_alone_waits_for_all(lock: Path) -> None:
    first, second = locks.take(lock, shared=True), locks.take(lock, shared=True)
    assert first is not None
    assert second is not None
    os.close(first)
    threading.Timer(0.05, os.close, [second]).start()

    alone = locks.take(lock, timeout=5)

    assert alone is not None
    os.close(alone)


@pytest.mark.usefixtures("held")
def test_whoever_waits_gives_up_in_time(lock: Path) -> None:
    started = time.monotonic()

    assert locks.take(lock, timeout=0.05) is None
    assert 0.05 <= time.monotonic() - started < 1


def test_a_child_that_inherited_the_descriptor_holds_the_lock(lock: Path) -> None:
    descriptor = locks.take(lock)
    assert descriptor is not None
    with subprocess.Popen(["sleep", "60"], pass_fds=[descriptor]) as child:
        os.close(descriptor)
        assert not locks.is_free(lock)
        child.kill()
        child.wait()
        assert locks.is_free(lock)


@pytest.mark.usefixtures("held")
def test_looking_leaves_nothing_open(lock: Path) -> None:
    before = open_files()
    locks.is_free(lock)
    locks.take(lock, timeout=0.01)

    assert open_files() == before


def test_a_link_is_no_lock(lock: Path, tmp_path: Path) -> None:
    lock.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic links"):
        locks.take(lock)
    assert not (tmp_path / "elsewhere").exists()


def test_whoever_holds_a_lock_can_be_ended_and_whoever_looks_at_it_is_not(lock: Path) -> None:
    lock.touch()
    holding = subprocess.Popen(["flock", str(lock), "sleep", "60"])
    with lock.open() as file:
        looking = subprocess.Popen(["sleep", "60"], stdin=file)
    try:
        assert within(5, lambda: not locks.is_free(lock))
        locks.end_holders(lock)

        assert holding.wait(5) == -signal.SIGKILL
        assert within(5, lambda: locks.is_free(lock))
        assert looking.poll() is None
    finally:
        holding.kill()
        holding.wait()
        looking.kill()
        looking.wait()
