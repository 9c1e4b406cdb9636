import os
import subprocess
import sys
from pathlib import Path

import pytest

from factordb.embedded import privilege
from factordb.embedded.privilege import PRIVATE_UID, reachable, server_uid
from tests.embedded.holders import IS_ROOT, NOBODY, only_root, surroundings

_REQUIRE = """
from factordb.embedded import privilege
from factordb.errors import DatabaseUnavailable
try:
    privilege.require(60711)
except DatabaseUnavailable as error:
    print(error.detail)
"""


@pytest.mark.skipif(IS_ROOT, reason="root is never the server")
def test_a_user_is_the_server_too(tmp_path: Path) -> None:
    assert server_uid(tmp_path) is None
    assert privilege.as_uid(None) == {}
    privilege.require(None)


@only_root
def test_roots_home_is_served_by_nobody_that_exists(place: Path) -> None:
    assert server_uid(place) == PRIVATE_UID


@only_root
def test_somebodys_home_is_served_by_its_owner(place: Path) -> None:
    os.chown(place, NOBODY, NOBODY)

    assert server_uid(place) == NOBODY


@only_root
def test_a_child_runs_as_its_uid_and_in_no_group_of_ours() -> None:
    said = subprocess.run(
        ["id"], check=True, capture_output=True, text=True, **privilege.as_uid(PRIVATE_UID)
    )

    assert said.stdout.strip() == f"uid={PRIVATE_UID} gid={PRIVATE_UID} groups={PRIVATE_UID}"


@only_root
def test_a_closed_parent_is_noticed_and_a_descriptor_leads_past_it(place: Path) -> None:
    folder = place / "closed" / "open"
    folder.mkdir(parents=True)
    assert reachable(folder, PRIVATE_UID)

    (place / "closed").chmod(0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    given = Path(f"/proc/self/fd/{descriptor}")

    assert not reachable(folder, PRIVATE_UID)
    assert reachable(given, PRIVATE_UID, (descriptor,))
    os.close(descriptor)


@only_root
def test_a_root_that_may_not_change_its_uid_is_told_what_it_lacks() -> None:
    without = ("setpriv", "--bounding-set", "-setuid,-setgid")

    said = subprocess.run(
        [*without, sys.executable, "-c", _REQUIRE],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings(),
    )

    assert "cannot start a process as uid 60711 (Operation not permitted)" in said.stdout
    assert "capabilities SETUID, SETGID, CHOWN and KILL, or run factordb as" in said.stdout
