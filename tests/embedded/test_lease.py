import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from factordb.embedded import locks
from factordb.embedded.home import Home
from factordb.embedded.lease import Lease
from factordb.errors import DatabaseUnavailable
from tests.embedded.holders import (
    IS_ROOT,
    NOBODY,
    Holder,
    asked,
    keeper_of,
    kill,
    needs_mounts,
    only_root,
    postmaster_of,
    programs_in,
    told,
    within,
)


@pytest.fixture
def running(home: Path) -> Iterator[Lease]:
    with Lease(home) as lease:
        yield lease


def test_the_first_starts_it_and_the_last_stops_it(place: Path) -> None:
    folder = place / "home"
    with Lease(folder) as first:
        with Lease(folder) as second:
            assert second.url == first.url
        assert asked(first.url, "SELECT current_user || current_database()") == "factordbpostgres"
    home = Home(folder)
    assert locks.is_free(home.server)
    assert locks.is_free(home.lease)
    assert not (home.data / "postmaster.pid").exists()


def test_what_is_acknowledged_is_kept_and_nobody_listens_to_the_net(running: Lease) -> None:
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "timezone": "UTC",
        "server_encoding": "UTF8",
        "is_superuser": "on",
    }
    with psycopg.connect(running.url) as connection:
        found = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in expected}

    assert found == {name: (value,) for name, value in expected.items()}


def test_settings_hold_where_the_lease_starts_it(home: Path) -> None:
    with Lease(home, ("work_mem=7MB",)) as lease:
        assert asked(lease.url, "SHOW work_mem") == "7MB"


def test_a_server_that_will_not_start_is_said_with_the_end_of_its_log(home: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"did not start .* Its log ends: ") as refused:
        Lease(home, ("work_mem=nonsense",))

    assert 'invalid value for parameter "work_mem": "nonsense"' in refused.value.detail
    assert locks.is_free(Home(home).lease)


def test_leaving_twice_is_leaving(home: Path) -> None:
    lease = Lease(home)
    lease.close()
    lease.close()

    assert locks.is_free(Home(home).server)


def test_who_comes_while_the_last_leaves_gets_a_new_one(home: Path) -> None:
    for _ in range(3):
        with Holder(home) as holder:
            url = holder.said()
            holder.kill()
            with Lease(home) as lease:
                assert lease.url == url
                assert asked(lease.url, "SELECT 1") == 1


def test_commands_that_come_at_once_to_an_empty_home_share_one_server(place: Path) -> None:
    with ExitStack() as stack:
        holders = [stack.enter_context(Holder(place / "home")) for _ in range(8)]
        (url,) = {holder.said() for holder in holders}
        started = asked(url, "SELECT pg_postmaster_start_time()")
        for holder in holders[1:]:
            holder.leave()
        assert asked(url, "SELECT pg_postmaster_start_time()") == started
        holders[0].leave()
        assert locks.is_free(Home(place / "home").server)


def test_a_killed_user_leaves_nothing_running(home: Path) -> None:
    with Holder(home) as holder:
        holder.said()
        holder.kill()
        assert within(3, lambda: locks.is_free(Home(home).server))


@pytest.mark.parametrize("killed", [keeper_of, postmaster_of])
def test_what_is_killed_is_started_anew_with_all_that_was_written(
    home: Path, killed: Callable[[Path], int]
) -> None:
    with Lease(home) as lease:
        told(lease.url, "CREATE TABLE kept AS SELECT 7 AS n")
        kill(killed(home))

        assert asked(lease.ensure(), "SELECT n FROM kept") == 7
        told(lease.url, "DROP TABLE kept")


def test_a_home_with_a_very_long_path_is_as_good_as_any(place: Path) -> None:
    with Lease(place / ("上" * 40) / ("x" * 120)) as lease:
        assert len(os.fsencode(place / ("上" * 40) / ("x" * 120))) > 200
        assert asked(lease.url, "SELECT 1") == 1


def test_a_home_with_an_odd_name_is_as_good_as_any(place: Path) -> None:
    with Lease(place / "a b&c=d?%41,'#;") as lease:
        assert asked(lease.url, "SELECT 1") == 1


def test_a_shell_set_up_for_another_server_changes_nothing(home: Path) -> None:
    others = {
        "PGDATA": "/nowhere",
        "PGHOST": "/nowhere",
        "PGHOSTADDR": "192.0.2.1",
        "PGPORT": "1",
        "PGUSER": "ada",
        "PGDATABASE": "theirs",
        "PGPASSFILE": "/nowhere",
        "PGOPTIONS": "-c x=y",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "system",
        "PGSSLCERTMODE": "require",
        "PGSERVICE": "theirs",
        "PGTARGETSESSIONATTRS": "standby",
        "PGREQUIREPEER": "ada",
        "PGCLIENTENCODING": "LATIN1",
        "PGTZ": "nowhere",
        "PGDATESTYLE": "x",
        "PGGEQO": "x",
    }
    with Holder(home, env=others) as holder:
        assert asked(holder.said(), "SELECT current_database()") == "postgres"


def test_a_careful_umask_is_as_good_as_any(place: Path) -> None:
    with Holder(place / "some" / "where", umask=0o077) as holder:
        assert asked(holder.said(), "SELECT 1") == 1


def test_files_of_a_home_are_nobody_elses(home: Path) -> None:
    with Lease(home):
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.glob("*.lo*")}
        data = stat.S_IMODE((home / "data").stat().st_mode)

    assert set(modes.values()) == {0o600}
    assert data == 0o700


@only_root
def test_an_ordinary_user_has_a_database_too_and_root_may_share_it(place: Path) -> None:
    os.chown(place, NOBODY, NOBODY)
    with Holder(place / "home", uid=NOBODY) as user:
        url = user.said()
        assert Path(f"/proc/{postmaster_of(place / 'home')}").stat().st_uid == NOBODY
        with Lease(place / "home") as root:
            assert root.url == url
            user.leave()
            assert asked(root.ensure(), "SELECT 1") == 1
        # What root was the last to use must not be closed to its owner afterwards.
        with Holder(place / "home", uid=NOBODY) as again:
            assert asked(again.said(), "SELECT 1") == 1


@only_root
def test_root_may_be_the_first_in_somebodys_home(place: Path) -> None:
    os.chown(place, NOBODY, NOBODY)
    with Lease(place):
        assert Path(f"/proc/{postmaster_of(place)}").stat().st_uid == NOBODY
    with Holder(place, uid=NOBODY) as owner:
        assert asked(owner.said(), "SELECT 1") == 1


@only_root
def test_somebody_elses_home_is_refused_with_what_to_do(place: Path) -> None:
    Home(place).make()
    with Holder(place, uid=NOBODY) as stranger:
        said = stranger.said()

    assert said.startswith(f"{place} cannot be used for the database (Permission denied)")
    assert "set FACTORDB_HOME to a folder that can be written" in said


@only_root
def test_a_root_without_capabilities_is_told_which_it_lacks(place: Path) -> None:
    without = ("setpriv", "--bounding-set", "-setuid,-setgid")
    with Holder(place, before=without) as holder:
        assert "give the container the capabilities SETUID, SETGID" in holder.said()


@only_root
def test_a_home_below_a_closed_folder_is_served_all_the_same(place: Path) -> None:
    (place / "closed").mkdir(0o700)
    with Lease(place / "closed" / "home") as lease:
        assert asked(lease.url, "SELECT 1") == 1
        kill(postmaster_of(place / "closed" / "home"))
        assert asked(lease.ensure(), "SELECT 1") == 1

    assert stat.S_IMODE((place / "closed").stat().st_mode) == 0o700


@needs_mounts
def test_everything_may_lie_below_a_closed_folder(place: Path) -> None:
    """Home, checkout, libraries and Python below one folder of mode 0700, as below /root."""
    closed = place / "closed"
    closed.mkdir(0o700)
    covered = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2]]
    hidden = "".join(
        f'mkdir -p "$0/{n}" && mount --rbind "{folder}" "$0/{n}" && '
        for n, folder in enumerate(covered)
    )
    script = hidden + 'mount -t tmpfs x /var/lib && exec "$@"'
    packages = next(p for p in sys.path if p.endswith("site-packages"))
    there = [
        str(closed / str(n) / Path(entry).relative_to(folder))
        for n, folder, entry in ((2, covered[2], covered[2]), (0, covered[0], Path(packages)))
    ]
    holder = Holder(
        closed / "home",
        before=("unshare", "-m", "sh", "-c", script, str(closed)),
        env={"PYTHONPATH": ":".join(there)},
    )
    with holder:
        url = holder.said()
        assert asked(url, "SELECT 1") == 1
        (server,) = [line for line in programs_in(Path("/var/lib/factordb")) if " -D " in line]
        assert server.startswith("/var/lib/factordb/bin/")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(IS_ROOT, reason="root may read what is closed")
def test_a_user_without_rights_is_told_so(place: Path) -> None:
    place.chmod(0o500)
    with pytest.raises(DatabaseUnavailable, match="Permission denied"):
        Lease(place / "home")
    place.chmod(0o700)


def test_a_program_that_is_begun_meanwhile_keeps_no_lease(home: Path) -> None:
    lease = Lease(home)
    with subprocess.Popen(["sleep", "60"], close_fds=False) as other:
        lease.close()
        assert locks.is_free(Home(home).server)
        other.kill()
