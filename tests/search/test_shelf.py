import fcntl
import json
import multiprocessing
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from factordb.errors import CacheUnavailable
from factordb.search import shelf as shelves
from factordb.search.item import Item
from factordb.search.shelf import Shelf
from tests.search.catalogues import an_item, asked, texts

DIESEL, PETROL = an_item("diesel"), an_item("petrol", edition=2)


def only(*items: Item) -> "shelves.Items":
    """Return what gives ``items`` of the editions after one."""
    return lambda after: [item for item in items if item.edition > after]


def test_what_is_published_is_added_to_what_is_there(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.extend(1, "one", only(DIESEL, PETROL))
    second = shelf.extend(2, "two", only(DIESEL, PETROL))

    assert (first.facts.number, second.facts.number) == (1, 2)
    assert second.facts.factors == 3  # the first took both
    assert asked(second, "petrol", edition=2).total == 2


def test_an_old_searcher_keeps_what_it_saw(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.extend(1, "one", only(DIESEL))
    shelf.extend(2, "two", only(PETROL))

    assert texts(first, asked(first, "petrol")) == []
    assert shelf.numbered(1) is not None


def test_another_process_finds_it(tmp_path: Path) -> None:
    Shelf(tmp_path).extend(1, "one", only(DIESEL))

    other = Shelf(tmp_path).current()

    assert other is not None
    assert texts(other, asked(other, "diesel")) == ["diesel"]


def test_who_comes_second_finds_it_done(tmp_path: Path) -> None:
    Shelf(tmp_path).extend(1, "one", only(DIESEL))

    def never(_: int) -> Iterable[Item]:
        raise AssertionError("read again")

    assert Shelf(tmp_path).extend(1, "one", never).facts.number == 1


def _current(shelf: Shelf) -> Path:
    return shelf.folder / "CURRENT"


@pytest.mark.parametrize("damage", ["deleted", "emptied", "cut", "changed", "lied"])
def test_what_is_damaged_is_not_there(tmp_path: Path, damage: str) -> None:
    shelf = Shelf(tmp_path)
    index = shelf.extend(1, "one", only(DIESEL))
    file = index.folder / "name.npy"
    if damage == "deleted":
        file.unlink()
    elif damage == "emptied":
        _current(shelf).write_bytes(b"")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    else:
        _current(shelf).write_text(json.dumps({"generation": "../..", "checksum": 1}))

    assert Shelf(tmp_path).current() is None
    assert Shelf(tmp_path).extend(1, "one", only(DIESEL)).facts.factors == 1


def test_a_builder_that_fails_leaves_nothing_visible(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.extend(1, "one", only(DIESEL))

    def failing(_: int) -> Iterable[Item]:
        yield PETROL
        raise RuntimeError("lost the database")

    with pytest.raises(RuntimeError):
        shelf.extend(2, "two", failing)

    again = Shelf(tmp_path).extend(2, "two", only(PETROL))
    assert (again.facts.edition, again.facts.factors) == (2, 2)


def _killed_while_building(folder: Path) -> None:
    def dying(_: int) -> Iterable[Item]:
        yield PETROL
        os._exit(9)

    Shelf(folder).extend(2, "two", dying)


def test_a_builder_that_is_killed_leaves_nothing_visible(tmp_path: Path) -> None:
    Shelf(tmp_path).extend(1, "one", only(DIESEL))
    child = multiprocessing.get_context("fork").Process(
        target=_killed_while_building, args=(tmp_path,)
    )
    child.start()
    child.join()

    now = Shelf(tmp_path).current()
    assert child.exitcode == 9
    assert now is not None
    assert now.facts.edition == 1
    assert Shelf(tmp_path).extend(2, "two", only(PETROL)).facts.factors == 2


def test_one_builds_at_a_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def looking(_: int) -> Iterable[Item]:
        with (shelf.folder / "build.lock").open("a") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return [DIESEL]

    assert shelf.extend(1, "one", looking).facts.factors == 1


def test_while_another_builds_the_last_one_answers(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.extend(1, "one", only(DIESEL))

    with (shelf.folder / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert Shelf(tmp_path).extend(2, "two", only(PETROL)).facts.edition == 1

    assert Shelf(tmp_path).extend(2, "two", only(PETROL)).facts.edition == 2


def test_an_index_of_a_later_edition_than_there_is_gives_way(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.extend(2, "two", only(DIESEL, PETROL))

    assert shelf.extend(1, "one", only(DIESEL)).facts.factors == 1


def test_earlier_generations_go_in_the_end(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for edition in range(1, 6):
        shelf.extend(edition, str(edition), only(an_item("a", edition=edition)))

    assert sorted(path.name for path in shelf.folder.glob("gen-*")) == ["gen-3", "gen-4", "gen-5"]
    assert shelf.numbered(1) is None


def test_every_process_signs_alike(tmp_path: Path) -> None:
    assert Shelf(tmp_path).secret() == Shelf(tmp_path).secret()
    assert (Shelf(tmp_path).folder / "secret").stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CacheUnavailable, match="FACTORDB_CACHE"):
        Shelf(tmp_path / "file").extend(1, "one", only(DIESEL))


def test_other_rules_have_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shelves.rules_in_force()
    monkeypatch.setattr("factordb.search.thesaurus.digest", lambda: "sha256:other")

    assert shelves.rules_in_force() != before
