"""RFC 6962 Merkle trees over complete subtrees, wherever those are kept.

A tree is read through `Nodes`: ``nodes(level, index)`` gives the hash of the complete subtree over
the leaves from ``index << level`` on, ``1 << level`` of them. Level 0 are the leaves' hashes.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from factordb.errors import Invalid

Nodes = Callable[[int, int], bytes]

SIZE = 32
"""Bytes of a hash."""
EMPTY = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root(nodes: Nodes, size: int) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return _span(nodes, 0, size) if size else EMPTY


def nodes_of(leaves: Sequence[bytes]) -> Nodes:
    """Return the nodes over ``leaves``, a list of leaf hashes, made once in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(a, b) for a, b in list(pairwise(below))[::2]])

    def nodes(level: int, index: int) -> bytes:
        return levels[level][index]

    return nodes


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the hashes that lead from the leaf ``index`` to the root of ``size`` leaves.

    Raises:
        Invalid: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise Invalid(f"The log of {size} entries has no entry {index}.")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_span(nodes, middle, high))
            high = middle
        else:
            path.append(_span(nodes, low, middle))
            low = middle
    return path[::-1]


def root_of_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root that ``path`` leads to from the hash of the leaf ``index``.

    Raises:
        Invalid: the path is too short or too long, or the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise Invalid(f"The log of {size} entries has no entry {index}.")
    found, rest = leaf, iter(path)
    at, last = index, size - 1
    try:
        while last:
            if at & 1:
                found = node_hash(next(rest), found)
            elif at < last:
                found = node_hash(found, next(rest))
            at, last = at >> 1, last >> 1
    except StopIteration as error:
        raise Invalid("The proof lacks hashes.") from error
    _used_up(rest)
    return found


def consistency(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Return the hashes that prove the first ``old`` of ``new`` leaves unchanged.

    Raises:
        Invalid: the sizes are not those of a log that grew from something.
    """
    if not 0 < old <= new:
        raise Invalid(f"A log of {old} entries does not grow to one of {new}.")
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_span(nodes, middle, high))
            high = middle
        else:
            path.append(_span(nodes, low, middle))
            low, whole = middle, False
    if not whole:
        path.append(_span(nodes, low, high))
    return path[::-1]


def require_consistent(
    old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]
) -> None:
    """Do nothing where ``path`` proves that the log ``new`` begins with ``old``: (size, root).

    Raises:
        Invalid: it does not.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size <= new_size:
        raise Invalid(f"A log of {old_size} entries does not grow to one of {new_size}.")
    if old_size == new_size:
        _used_up(path)
        found = old_root, old_root
    else:
        found = _both_roots(
            old_size, new_size, path if old_size & (old_size - 1) else [old_root, *path]
        )
    if found != (old_root, new_root):
        raise Invalid("The log is not the older one with entries added.")


def _both_roots(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the older and the newer root that one consistency proof leads to (RFC 9162)."""
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not hashes:
        raise Invalid("The proof lacks hashes.")
    before = after = hashes[0]
    for number, beside in enumerate(hashes[1:], start=2):
        if not last:
            _used_up(hashes[number - 1 :])
        if at & 1 or at == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise Invalid("The proof lacks hashes.")
    return before, after


def shared(nodes: Nodes, indexes: Iterable[int], size: int) -> list[bytes]:
    """Return one list of hashes that proves many leaves at once.

    Level by level and from left to right, the hash of each known node's sibling, unless that is
    known as well.

    Raises:
        Invalid: the tree lacks one of the leaves.
    """
    known = sorted(set(indexes))
    if known and not 0 <= known[0] <= known[-1] < size:
        raise Invalid(f"The log of {size} entries lacks one of the leaves {known[0]}…{known[-1]}.")
    hashes: list[bytes] = []
    level, width = 0, size
    while width > 1:
        there = set(known)
        for index in known:
            beside = index ^ 1
            if beside < width and beside not in there:
                hashes.append(_span(nodes, beside << level, min((beside + 1) << level, size)))
        known = sorted({index >> 1 for index in known})
        level, width = level + 1, (width + 1) // 2
    return hashes


def root_of_shared(size: int, leaves: Mapping[int, bytes], hashes: Sequence[bytes]) -> bytes:
    """Return the root that leaf hashes by index and their `shared` proof lead to.

    Raises:
        Invalid: hashes are missing or left over, or an index is beyond the size.
    """
    if not leaves or not 0 <= min(leaves) <= max(leaves) < size:
        raise Invalid(f"The proof speaks of no leaf of a log of {size} entries.")
    rest, known, width = iter(hashes), dict(leaves), size
    try:
        while width > 1:
            above: dict[int, bytes] = {}
            for index in sorted(known):
                if index >> 1 in above:
                    continue
                above[index >> 1] = _parent(index, width, known, rest)
            known, width = above, (width + 1) // 2
    except StopIteration as error:
        raise Invalid("The proof lacks hashes.") from error
    _used_up(rest)
    return known[0]


def _parent(index: int, width: int, known: Mapping[int, bytes], rest: Iterable[bytes]) -> bytes:
    """A right edge without a sibling rises unchanged."""
    beside = index ^ 1
    if beside >= width:
        return known[index]
    other = known[beside] if beside in known else next(iter(rest))
    return node_hash(known[index], other) if index < beside else node_hash(other, known[index])


def _span(nodes: Nodes, low: int, high: int) -> bytes:
    """Return the hash over the leaves from ``low`` up to ``high``, as the RFC splits them."""
    width = high - low
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, low >> level)
    middle = low + _split(width)
    return node_hash(_span(nodes, low, middle), _span(nodes, middle, high))


def _split(width: int) -> int:
    """Return the largest power of two below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _used_up(rest: Iterable[bytes]) -> None:
    if next(iter(rest), None) is not None:
        raise Invalid("The proof has surplus hashes.")
