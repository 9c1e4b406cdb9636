from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from psycopg.conninfo import conninfo_to_dict

from factordb.embedded import postmaster
from factordb.embedded.home import Home
from factordb.embedded.postmaster import Postmaster

_SOUND = "4711\n/home/data\n1700000000\n5432\n/run/factordb\n\n  5432001 7\nready   \n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.data.mkdir()
    return home


def written(home: Home, content: str) -> Postmaster | None:
    (home.data / "postmaster.pid").write_text(content)
    return postmaster.read(home)


def test_a_server_says_where_it_listens(home: Home) -> None:
    found = written(home, _SOUND)

    assert found == Postmaster(4711, "5432", Path("/run/factordb"), ready=True)
    assert found.socket == Path("/run/factordb/.s.PGSQL.5432")


def test_a_server_that_is_starting_is_not_ready(home: Home) -> None:
    found = written(home, _SOUND.replace("ready   ", "starting"))

    assert found == Postmaster(4711, "5432", Path("/run/factordb"), ready=False)


def test_a_server_that_never_was_says_nothing(home: Home) -> None:
    assert postmaster.read(home) is None
    assert postmaster.answering(home) is None


@pytest.mark.parametrize("lines", range(5))
def test_a_file_half_written_says_nothing(home: Home, lines: int) -> None:
    """Without its socket the address would be that of the machine's own server."""
    head = _SOUND.splitlines(keepends=True)[:lines]

    assert written(home, "".join(head)) is None


@pytest.mark.parametrize("content", ["", "\n" * 8, _SOUND.replace("4711", "x"), "\0" * 64])
def test_a_damaged_file_says_nothing(home: Home, content: str) -> None:
    assert written(home, content) is None


def test_a_server_without_a_socket_is_not_asked(home: Home) -> None:
    assert written(home, _SOUND.replace("/run/factordb", "")) is None


@given(some.text(some.characters(blacklist_characters="\0", codec="utf-8"), min_size=1))
def test_any_folder_survives_in_the_address(name: str) -> None:
    folder = Path("/run") / name.lstrip("/")

    assert conninfo_to_dict(Postmaster(1, "5432", folder).url)["host"] == str(folder)


def test_why_nothing_answers_is_one_line(tmp_path: Path) -> None:
    said = postmaster.refusal(Postmaster(1, "5432", tmp_path))

    assert "No such file or directory" in said
    assert "\n" not in said
