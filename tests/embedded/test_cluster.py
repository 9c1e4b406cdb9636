import os
from pathlib import Path

import pytest

from factordb.embedded import binaries, cluster
from factordb.embedded.home import Home
from factordb.embedded.lease import Lease
from factordb.embedded.privilege import PRIVATE_UID
from factordb.errors import DatabaseUnavailable
from tests.embedded.holders import (
    NAMELESS,
    Holder,
    asked,
    children_of,
    kill,
    names_in,
    only_root,
    within,
)


def refused(folder: Path) -> str:
    """Return the sentence that a lease on ``folder`` is refused with."""
    with pytest.raises(DatabaseUnavailable) as error:
        Lease(folder)
    return error.value.detail


def test_somebodys_data_folder_is_left_alone(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "thesis.txt").write_text("five years")

    assert refused(place).startswith(
        f"{place / 'data'} holds no database but other files, which are left alone: set "
        "FACTORDB_HOME to a folder of its own."
    )
    assert names_in(place / "data") == ["thesis.txt"]


def test_an_empty_data_folder_is_used(place: Path) -> None:
    (place / "data").mkdir()

    with Lease(place) as lease:
        assert asked(lease.url, "SELECT 1") == 1


def test_data_of_another_version_are_left_alone(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "PG_VERSION").write_text("17\n")

    said = refused(place)

    assert f"was written by PostgreSQL 17, and {binaries.major()} is installed" in said
    assert "make a backup with the factordb that wrote it" in said
    assert names_in(place / "data") == ["PG_VERSION"]


def test_what_an_interrupted_making_left_is_made_anew(place: Path) -> None:
    (place / "data.new" / "base").mkdir(parents=True)
    (place / "data.new" / "PG_VERSION").write_text("18\n")

    with Lease(place) as lease:
        assert asked(lease.url, "SELECT 1") == 1
    assert not (place / "data.new").exists()


def test_a_making_that_is_killed_halfway_never_looks_finished(place: Path) -> None:
    home = Home(place)
    with Holder(place) as first:
        assert within(5, lambda: (place / "data.new" / "base").exists())
        (keeper,) = children_of(first.process.pid)
        kill(keeper)
        first.kill()
    assert not home.data.exists()

    with Lease(place) as lease:
        assert asked(lease.url, "SELECT count(*) FROM pg_database") == 3


def test_a_making_whose_keeper_is_killed_is_waited_for_and_done_again(place: Path) -> None:
    """What makes the data outlives its keeper for a while, and holds the server's lock."""
    with Holder(place) as holder:
        assert within(5, lambda: (place / "data.new" / "base").exists())
        (keeper,) = children_of(holder.process.pid)
        kill(keeper)

        assert asked(holder.said(), "SELECT count(*) FROM pg_database") == 3


@only_root
def test_a_uid_without_a_name_is_told_to_get_one(place: Path) -> None:
    os.chown(place, NAMELESS, NAMELESS)
    with Holder(place, uid=NAMELESS) as nameless:
        said = nameless.said()

    assert said.startswith(f"The uid {NAMELESS} has no entry in the passwd file")
    assert "add one" in said


@only_root
def test_roots_data_belong_to_nobody_that_exists(place: Path) -> None:
    with Lease(place):
        pass
    owners = {file.lstat().st_uid for file in (place / "data").rglob("*")}

    assert owners == {PRIVATE_UID}


@only_root
def test_a_data_folder_that_cannot_be_reached_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "reachable", lambda *_: False)

    with pytest.raises(DatabaseUnavailable, match="a folder above it is closed") as refused:
        cluster.way_to(place, 3, PRIVATE_UID)
    assert "Set FACTORDB_HOME to an open one" in refused.value.detail
