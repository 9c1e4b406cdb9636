"""What checks remember of every document of a release: little, so that a million of them fit."""

from array import array
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

import numpy as np

from factordb.model.dates import Applies, Dates, Period
from factordb.quality.checks.subject import Subject

Said = TypeVar("Said")
Time = tuple[Period | None, Applies | None]
_SLOTS = 1 << 22
"""Bytes in which a thing is looked for before its hash is; a page of them costs when touched."""


class Seen:
    """The factors seen so far, by their number in the order they came, from 0."""

    def __init__(self) -> None:
        self.values = array("d")
        """The number that stands for all of each; none has 0 for that, it says NaN."""
        self._digests = bytearray()
        self._places: list[str] = []
        self.times = array("l")
        """Which of the distinct pairs of periods each has: of its data, and where it applies."""
        self._known: dict[Time, int] = {}
        self._told: list[Time] = []

    def add(self, subject: Subject) -> int:
        """Remember a factor, and return its number."""
        whole, dates = subject.whole, subject.factor.dates
        value = whole[1] if whole else float("nan")
        return self.enter(value, dates, subject.at(whole[0] if whole else None), subject.digest)

    def enter(self, value: float, dates: Dates | None, at: str, digest: str) -> int:
        """Remember one number with its place and digest, and return its own number."""
        number = len(self._places)
        time = (dates.data, dates.applies) if dates else (None, None)
        place = self._known.setdefault(time, len(self._told))
        if place == len(self._told):
            self._told.append(time)
        self.times.append(place)
        self.values.append(value)
        self._digests += bytes.fromhex(digest[7:])
        self._places.append(at)
        return number

    def digest(self, number: int) -> str:
        """Return the digest of a factor."""
        return f"sha256:{self._digests[32 * number : 32 * (number + 1)].hex()}"

    def at(self, number: int) -> str:
        """Return where the number of a factor is printed."""
        return self._places[number]

    def time(self, number: int) -> Time:
        """Return the period of a factor's data, and when it applies."""
        return self._told[self.times[number]]


class Alike(Generic[Said]):
    """Factors by what they are alike in; what that is, is kept only where several are.

    Of each a hash of 64 bits is kept, keyed anew by every process: that two things of a release
    share one is less likely than that its memory errs.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._numbers = array("l")
        self._there = bytearray(_SLOTS)
        self._said: dict[int, Said] = {}

    def add(self, alike: Hashable, number: int, said: Said) -> None:
        """Put the factor ``number`` to those alike in ``alike``, which is told as ``said``."""
        hash_ = hash(alike)
        self._hashes.append(hash_)
        self._numbers.append(number)
        slot = hash_ & (_SLOTS - 1)
        if not self._there[slot]:
            self._there[slot] = 1
        elif hash_ not in self._said:  # a second one, or seldom a first in a slot that is taken
            self._said[hash_] = said

    def groups(self, least: int = 2) -> Iterator[tuple[Said, list[int]]]:
        """Yield what ``least`` or more factors are alike in, and their numbers in order."""
        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        borders = np.flatnonzero(np.diff(hashes[order])) + 1
        starts = np.concatenate(([0], borders))
        lengths = np.diff(np.concatenate((starts, [len(order)])))
        several = lengths >= max(2, least)
        for start, length in zip(starts[several], lengths[several], strict=True):
            members = order[start : start + length].tolist()
            yield self._said[self._hashes[members[0]]], [self._numbers[m] for m in members]
