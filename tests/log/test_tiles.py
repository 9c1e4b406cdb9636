from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log import tiles, tree
from factordb.log.tiles import Tile


def entry(number: int) -> bytes:
    return f'{{"digest":"{number}"}}'.encode()


class Kept(dict[Tile, bytes]):
    """A log kept in memory: tiles are added, never changed."""

    def add(self, size: int, entries: list[bytes]) -> int:
        gained = tiles.grown(size, self.__getitem__, entries)
        for tile, content in gained.tiles:
            assert tile not in self
            self[tile] = content
        return gained.size

    def root(self, size: int) -> bytes:
        return tree.root(tiles.nodes_of(self.__getitem__, size), size)


def plain_root(size: int) -> bytes:
    return tree.root(tree.nodes_of([tree.leaf_hash(entry(n)) for n in range(size)]), size)


@settings(max_examples=30, deadline=None)
@given(some.lists(some.integers(0, 700), min_size=1, max_size=5))
def test_a_log_that_grows_in_steps_is_the_log_of_all_entries(steps: list[int]) -> None:
    kept, size = Kept(), 0
    for step in steps:
        size = kept.add(size, [entry(size + number) for number in range(step)])
        assert kept.root(size) == plain_root(size)


def test_a_log_of_more_than_one_level_of_tiles_has_the_plain_root() -> None:
    kept = Kept()
    size = kept.add(0, [entry(number) for number in range(66_000)])

    assert kept.root(size) == plain_root(size)
    assert Tile(1, 1, 1) in kept
    assert Tile(2, 0, 1) in kept


def test_every_older_size_can_still_be_read() -> None:
    kept, sizes = Kept(), [0]
    for step in (3, 250, 3, 1, 600, 44):
        sizes.append(kept.add(sizes[-1], [entry(sizes[-1] + n) for n in range(step)]))
    roots = {size: kept.root(size) for size in sizes[1:]}
    last = sizes[-1]

    for old, new in pairwise(sizes[1:]):
        path = tree.consistency(tiles.nodes_of(kept.__getitem__, new), old, new)
        tree.require_consistent((old, roots[old]), (new, roots[new]), path)
    path = tree.inclusion(tiles.nodes_of(kept.__getitem__, last), 256, last)
    leaf = tree.leaf_hash(entry(256))
    assert tree.root_of_inclusion(256, last, leaf, path) == roots[last]


def test_nothing_added_is_nothing_gained() -> None:
    assert tiles.grown(7, Kept().__getitem__, []) == ([], 7)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "0/000"),
        (Tile(0, 1_234_067), "0/x001/x234/067"),
        (Tile(1, 999, 17), "1/999.p/17"),
        (Tile(None, 1_000, 255), "entries/x001/000.p/255"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path() == path
    assert tiles.parsed(path) == tile


@given(some.none() | some.integers(0, 63), some.integers(0, 10**10), some.integers(1, 256))
def test_every_path_leads_back_to_its_tile(level: int | None, index: int, width: int) -> None:
    assert tiles.parsed(Tile(level, index, width).path()) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/0", "0/000/", "64/000", "00/000", "-1/000", "0/x000/000", "0/000.p/0"),
        *("0/000.p/256", "0/000.p/07", "0/../000", "entries/x1/000", "0/x001", "tiles/000"),
    ],
)
def test_another_spelling_of_a_path_is_none(path: str) -> None:
    with pytest.raises(Invalid, match="no path of a tile"):
        tiles.parsed(path)


@given(some.lists(some.binary(max_size=400), max_size=20))
def test_entries_come_out_of_a_bundle_as_they_went_in(entries: list[bytes]) -> None:
    assert tiles.unpacked(tiles.packed(entries)) == entries


@given(some.lists(some.binary(min_size=1, max_size=40), min_size=1, max_size=5), some.data())
def test_a_bundle_that_is_cut_short_is_refused(entries: list[bytes], data: some.DataObject) -> None:
    whole = tiles.packed(entries)
    cut = data.draw(some.integers(len(whole) - len(entries[-1]), len(whole) - 1))

    with pytest.raises(Invalid, match="cut short"):
        tiles.unpacked(whole[:cut])


def test_an_entry_that_is_too_long_is_refused() -> None:
    assert len(tiles.packed([bytes(65_535)])) == 65_537
    with pytest.raises(Invalid, match="too long"):
        tiles.packed([bytes(65_536)])


def test_a_tile_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(Invalid, match="does not hold 5"):
        tree.root(tiles.nodes_of(lambda _: bytes(64), 5), 5)
