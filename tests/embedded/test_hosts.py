import subprocess
import sys
from pathlib import Path

import pytest

from factordb.embedded import hosts
from factordb.embedded.home import Home
from factordb.embedded.hosts import Host
from factordb.errors import DatabaseUnavailable
from tests.embedded.holders import needs_mounts, surroundings

_ASK = """
import sys; from pathlib import Path; from factordb.embedded import hosts
print(*(hosts.is_of_one_host(Path(folder)) for folder in sys.argv[1:]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home that the host `other` has open."""
    home = Home(tmp_path / "home")
    home.make()
    home.data.mkdir()
    (home.data / "postmaster.pid").touch()
    home.host.write_text("other 1234\nsome-boot\n")
    return home


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every file system for one that hosts share."""
    monkeypatch.setattr(hosts, "OF_ONE_HOST", frozenset())


@pytest.mark.usefixtures("anywhere")
def test_what_another_host_has_open_is_left_alone(home: Home) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        hosts.require_ours(home)

    assert "is in use by the host 'other'" in refused.value.detail
    assert "give each host a FACTORDB_HOME of its own" in refused.value.detail
    assert f"delete {home.data / 'postmaster.pid'}" in refused.value.detail


@pytest.mark.usefixtures("anywhere")
def test_what_another_host_closed_is_taken_over(home: Home) -> None:
    (home.data / "postmaster.pid").unlink()

    hosts.require_ours(home)
    hosts.claim(home)

    (home.data / "postmaster.pid").touch()
    hosts.require_ours(home)


def test_a_container_may_come_back_under_another_name(home: Home) -> None:
    if not hosts.is_of_one_host(home.folder):
        pytest.skip("the temporary folder is on a file system that several hosts may write")
    hosts.require_ours(home)


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"\nno name\n"])
def test_a_damaged_note_keeps_nobody_out(home: Home, content: bytes) -> None:
    home.host.write_bytes(content)

    hosts.require_ours(home)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Host("a", "2"), True),  # started anew
        (Host("b", "1"), True),  # a container beside us
        (Host("b", "2"), False),
        (Host("b", ""), False),
    ],
)
def test_locks_reach_as_far_as_the_kernel(other: Host, same: bool) -> None:
    assert Host("a", "1").is_same(other) is same


def test_hosts_that_do_not_know_their_start_are_told_apart_by_name() -> None:
    assert not Host("a", "").is_same(Host("b", ""))


def test_this_host_is_noted_once(home: Home) -> None:
    hosts.claim(home)
    first = home.host.stat().st_mtime_ns
    hosts.claim(home)

    assert home.host.read_text() == "\n".join(hosts.this()) + "\n"
    assert home.host.stat().st_mtime_ns == first


@needs_mounts
def test_what_is_mounted_last_decides_even_with_a_space_in_its_name(tmp_path: Path) -> None:
    disk = tmp_path / "a disk"
    (disk / "below").mkdir(parents=True)
    mounted = (
        'mount -t tmpfs x "$0" && mkdir "$0/below" && mount -t ramfs x "$0/below" && exec "$@"'
    )

    said = subprocess.run(
        [
            *("unshare", "-m", "sh", "-c", mounted, str(disk), sys.executable, "-c", _ASK),
            *map(str, (disk, disk / "below", disk / "below" / "deeper")),
        ],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings(),
    )

    assert said.stdout.split() == ["True", "False", "False"]
