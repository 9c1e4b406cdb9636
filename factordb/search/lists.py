"""Sorted texts in one memory-mapped file, and for each the numbers it stands for."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
_LATELY = 8_192
_SMALL = 1 << 17
"""Bytes of a file that is read, not mapped: a mapping keeps its file open, of which few may be."""
Offsets = npt.NDArray[np.int64]


class Texts:
    """Texts one after the other, sorted by their bytes; found by halving, nothing is loaded."""

    def __init__(self, content: npt.NDArray[np.uint8], ends: Offsets) -> None:
        self._lately: dict[str, int | None] = {}
        self._content = content.data
        self._ends = ends.data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        return bytes(self._content[self._ends[number - 1] if number else 0 : self._ends[number]])

    def find(self, text: str) -> int | None:
        """Return the number of ``text``, or nothing; what was asked for lately is remembered."""
        if text not in self._lately:
            if len(self._lately) >= _LATELY:
                self._lately.clear()
            wanted = text.encode()
            number = self._from(wanted)
            there = number < len(self) and self._bytes(number) == wanted
            self._lately[text] = number if there else None
        return self._lately[text]

    def beginning(self, prefix: str, most: int) -> range:
        """Return the numbers of the first ``most`` texts that begin with ``prefix``."""
        wanted = prefix.encode()
        start = end = self._from(wanted)
        while end < min(len(self), start + most) and self._bytes(end).startswith(wanted):
            end += 1
        return range(start, end)

    def _from(self, wanted: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def every(self) -> list[str]:
        """Return all of them; for the builder."""
        return [self[number] for number in range(len(self))]

    @staticmethod
    def write(folder: Path, name: str, texts: Iterable[str]) -> None:
        """Write ``texts`` as they come; they are found again only if that is sorted by bytes."""
        encoded = [text.encode() for text in texts]
        content = np.frombuffer(b"".join(encoded) or b"\0", dtype=np.uint8)
        np.save(folder / f"{name}.texts.npy", content)
        np.save(folder / f"{name}.ends.npy", np.cumsum([len(e) for e in encoded], dtype=np.int64))

    @classmethod
    def open(cls, folder: Path, name: str) -> "Texts":
        """Map what `write` wrote."""
        return cls(mapped(folder / f"{name}.texts.npy"), mapped(folder / f"{name}.ends.npy"))


class Lists:
    """For each of sorted texts the numbers it stands for, ascending."""

    def __init__(self, texts: Texts, ends: Offsets, numbers: Numbers) -> None:
        self.texts = texts
        self._ends = ends.data
        self.numbers = numbers

    def of(self, text: str) -> Numbers:
        """Return the numbers of ``text``; none where it is not there."""
        found = self.texts.find(text)
        return self.at(found) if found is not None else self.numbers[:0]

    def at(self, place: int) -> Numbers:
        """Return the numbers of the text at ``place``."""
        return self.numbers[self._ends[place - 1] if place else 0 : self._ends[place]]

    def __contains__(self, text: str) -> bool:
        return self.texts.find(text) is not None

    @staticmethod
    def write(folder: Path, name: str, texts: Sequence[str], of: Numbers, numbers: Numbers) -> None:
        """Write lists: pair by pair a place in sorted ``texts``, and a number it stands for."""
        order = np.lexsort((numbers, of))
        counts = np.bincount(of, minlength=len(texts))
        Texts.write(folder, name, texts)
        np.save(folder / f"{name}.lists.npy", np.cumsum(counts, dtype=np.int64))
        np.save(folder / f"{name}.numbers.npy", numbers[order].astype(np.int32))

    @classmethod
    def open(cls, folder: Path, name: str) -> "Lists":
        """Map what `write` wrote."""
        ends, numbers = mapped(folder / f"{name}.lists.npy"), mapped(folder / f"{name}.numbers.npy")
        return cls(Texts.open(folder, name), ends, numbers)


def mapped(file: Path) -> npt.NDArray[Any]:
    """Return the array of a file: mapped, and so shared by all who read it, where it is large."""
    if file.stat().st_size < _SMALL:
        return np.asarray(np.load(file, allow_pickle=False))
    # As a plain array: every element of a `memmap` would be wrapped anew.
    return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
