"""Tiles and bundles of C2SP tlog-tiles: how a log is cut into files that never change.

A full tile holds 256 hashes of one level of tiles; its own parent hash stands in a tile one level
above. A bundle holds the entries themselves, each behind its length.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from factordb.errors import Invalid
from factordb.log.tree import Nodes, leaf_hash, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
LONGEST_ENTRY = 0xFFFF
ENTRIES = "entries"

_PATH = re.compile(r"([0-9]|[1-5][0-9]|6[0-3]|entries)/((x[0-9]{3}/)*[0-9]{3})(\.p/([0-9]{1,3}))?")


class Tile(NamedTuple):
    """The place of one tile; ``level`` is nothing for a bundle of entries."""

    level: int | None
    number: int
    width: int = WIDTH
    """How many hashes or entries it holds; fewer than 256 only at the right edge."""

    def path(self) -> str:
        """Return where it is served: ``0/x001/x234/067``, ``entries/000.p/7``."""
        groups = [f"{self.number % 1000:03}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        level = ENTRIES if self.level is None else str(self.level)
        return f"{level}/{'/'.join(groups)}{partial}"


def parsed(path: str) -> Tile:
    """Return the tile behind a path.

    Raises:
        Invalid: it is none, or another spelling of one.
    """
    found = _PATH.fullmatch(path)
    if found is not None:
        level = None if found[1] == ENTRIES else int(found[1])
        width = int(found[5]) if found[4] else WIDTH
        tile = Tile(level, int(found[2].replace("x", "").replace("/", "")), width)
        if width and tile.path() == path:
            return tile
    raise Invalid(f"{path[:80]!r} is no path of a tile: write 0/000 or entries/x001/234.p/56.")


class Grown(NamedTuple):
    """What a log gained: tiles with their bytes, and how many entries it has now."""

    tiles: list[tuple[Tile, bytes]]
    size: int


def grown(size: int, edge: Callable[[Tile], bytes], entries: Sequence[bytes]) -> Grown:
    """Return the tiles and bundles that ``entries`` add to a log of ``size``.

    ``edge`` gives the bytes of a partial tile at the present right edge.

    Raises:
        Invalid: an entry is longer than a bundle can say.
    """
    tiles = list(_bundles(size, edge, entries))
    level, at, fresh = 0, size, [leaf_hash(entry) for entry in entries]
    while fresh:
        index, held = divmod(at, WIDTH)
        row = (_hashes(edge(Tile(level, index, held))) if held else []) + fresh
        fresh = []
        for number in range(0, len(row), WIDTH):
            part = row[number : number + WIDTH]
            tiles.append((Tile(level, index + number // WIDTH, len(part)), b"".join(part)))
            if len(part) == WIDTH:
                fresh.append(_top(part))
        level, at = level + 1, index
    return Grown(tiles, size + len(entries))


def nodes_of(read: Callable[[Tile], bytes], size: int) -> Nodes:
    """Return the nodes of a log of ``size`` entries, out of its tiles, each read once."""
    held: dict[Tile, list[bytes]] = {}

    def hashes(level: int, index: int) -> list[bytes]:
        width = min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH)
        tile = Tile(level, index, width)
        if tile not in held:
            held[tile] = _hashes(read(tile))
            if len(held[tile]) != width:
                raise Invalid(f"The tile {tile.path()} does not hold {width} hashes.")
        return held[tile]

    def nodes(level: int, index: int) -> bytes:
        height, above = divmod(level, HEIGHT)
        first = index << above
        row = hashes(height, first // WIDTH)
        start = first % WIDTH
        return _top(row[start : start + (1 << above)])

    return nodes


def packed(entries: Iterable[bytes]) -> bytes:
    """Return a bundle: each entry behind its length, a big-endian uint16.

    Raises:
        Invalid: an entry is longer than that can say.
    """
    whole = bytearray()
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Invalid(f"An entry of {len(entry):,} bytes is too long for the log.")
        whole += struct.pack(">H", len(entry)) + entry
    return bytes(whole)


def unpacked(bundle: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        Invalid: it is cut short.
    """
    entries, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entry = bundle[at + 2 : at + 2 + length]
        if at + 2 > len(bundle) or len(entry) < length:
            raise Invalid("A bundle of the log is cut short.")
        entries.append(entry)
        at += 2 + length
    return entries


def _bundles(
    size: int, edge: Callable[[Tile], bytes], entries: Sequence[bytes]
) -> Iterator[tuple[Tile, bytes]]:
    index, held = divmod(size, WIDTH)
    before = edge(Tile(None, index, held)) if held and entries else b""
    at = 0
    while at < len(entries):
        part = entries[at : at + WIDTH - held]
        yield Tile(None, index, held + len(part)), before + packed(part)
        at, index, held, before = at + len(part), index + 1, 0, b""


def _top(row: Sequence[bytes]) -> bytes:
    """Return the hash over a row of a power of two hashes."""
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[i : i + HASH] for i in range(0, len(tile), HASH)]
