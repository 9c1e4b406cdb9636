"""One generation of the index: files that are written once, mapped, and shared by all who read."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson

from factordb.search import columns, folding, names, sounds, thesaurus, tokens
from factordb.search.columns import Columns
from factordb.search.item import Item
from factordb.search.lists import Lists, Texts, mapped
from factordb.search.names import Names

SCHEMA = 8
"""Raised when the files themselves change; it is part of their folder's name."""

_FACTS = "generation.json"
_HASHES, _SIZES = "hashes.npy", "sizes.npy"


class Facts(NamedTuple):
    """What a generation says of itself."""

    number: int
    edition: int
    """The last edition it covers."""
    mark: str
    """What tells this edition from another of the same number, such as after a restore."""
    names: int
    factors: int


class Generation:
    """An opened generation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts = Facts(**orjson.loads((folder / _FACTS).read_bytes()))
        self.columns: Columns = columns.opened(folder)
        self.lines = Texts.open(folder, "lines")
        self.sizes = mapped(folder / _SIZES)
        """How many words the activity of each name has."""
        self.tokens = Lists.open(folder, "tokens")
        self.pieces = Lists.open(folder, "pieces")
        self.codes = Lists.open(folder, "codes")
        self.spoken = Lists.open(folder, "spoken")
        """Concepts, by the syllables and the initials of their Chinese terms."""
        self.concepts = thesaurus.concepts()
        self.names = Names(folder / "names")


def write(folder: Path, facts: Facts, before: Generation | None, items: Iterable[Item]) -> Facts:
    """Write a generation into the empty ``folder``: what ``before`` holds, and ``items``."""
    known = {int(h): n for n, h in enumerate(np.load(before.folder / _HASHES))} if before else {}
    old, new = len(known), list[str]()
    coded: list[tuple[int, int, tuple[str, ...]]] = []

    def placed() -> Iterator[tuple[int, Item]]:
        for item in items:
            if item.codes:
                coded.append((item.release, item.ordinal, item.codes))
            yield _placed(_folded(item.text), known, new), item

    columns.write(folder, before.columns if before else None, placed())
    _write_names(folder, before, old, new)
    np.save(folder / _HASHES, np.array(list(known), dtype=np.uint64))
    _write_codes(folder, before, coded)
    spoken = Gathered(None)
    for number, said in _spoken():
        spoken.add(number, said)
    spoken.write(folder, "spoken")
    facts = facts._replace(names=len(known), factors=len(columns.opened(folder)))
    (folder / _FACTS).write_bytes(orjson.dumps(facts._asdict()))
    return facts


def _write_names(folder: Path, before: Generation | None, old: int, new: list[str]) -> None:
    """Write what names are found by; their tokens are held no longer than one name takes."""
    listed = Gathered(before.tokens if before else None)

    def numbered() -> Iterator[tuple[int, Iterable[str], Iterable[str]]]:
        for number, text in enumerate(new, old):
            words, pieces = tokens.of_text(text)
            listed.add(number, words)
            yield number, words, pieces

    names.write(folder / "names", before.folder / "names" if before else None, numbered())
    sizes = np.array([_size(text) for text in new], dtype=np.int16)
    np.save(folder / _SIZES, np.concatenate([before.sizes, sizes]) if before else sizes)
    Texts.write(folder, "lines", [*(before.lines.every() if before else ()), *map(spaced, new)])
    pieces = Gathered(None)
    for place, text in enumerate(listed.write(folder, "tokens")):
        if text.startswith("w"):
            pieces.add(place, (f"g{piece}" for piece in tokens.pieces(text[1:])))
    pieces.write(folder, "pieces")


def _spoken() -> Iterator[tuple[int, Iterable[str]]]:
    """Yield how the Chinese terms of each concept sound: readings take too much memory to ask.

    Two initials are kept apart: they stand for too much to be read as a term, but where longer ones
    begin with them.
    """
    for number, concept in enumerate(thesaurus.concepts()):
        said = [sounds.syllables(term) for term in thesaurus.chinese(concept)]
        initials = {"".join(one[0] for one in syllables) for syllables in said}
        heads = {f"i{i}" if len(i) > 2 else f"j{i}" for i in initials}
        yield number, {" ".join(one) for one in said} | heads


def spaced(text: str) -> str:
    """Return folded ``text`` with Chinese characters apart, as names are compared."""
    return "\n".join(
        " ".join(
            piece
            for run in folding.runs(line)
            for piece in (run if folding.is_han(run) else (run.replace("-", " "),))
        )
        for line in text.split("\n")
    )


def code(text: str) -> str:
    """Return a publisher's id as it is compared: ``12_500 5051`` is ``12.500.5051``."""
    return ".".join(part for run in folding.runs(folding.folded(text)) for part in _parts(run))


def _parts(run: str) -> list[str]:
    return [run] if folding.is_han(run) else folding.parts(run)


def _size(text: str) -> int:
    return max((len(tokens.activity_words(line)) for line in text.split("\n")), default=0)


def _placed(text: str, known: dict[int, int], new: list[str]) -> int:
    """Return the number of the name ``text``, and note it where it is new."""
    hashed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    if hashed not in known:
        known[hashed] = len(known)
        new.append(text)
    return known[hashed]


@lru_cache(maxsize=1 << 13)
def _folded(text: str) -> str:
    return folding.folded(text)


class Gathered:
    """Lists in the making: texts, and the numbers that each stands for."""

    def __init__(self, before: Lists | None) -> None:
        self._before = before
        self._places: dict[str, int] = {}
        self._of, self._numbers = array("i"), array("i")

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Note that ``number`` has ``texts``."""
        for text in texts:
            self._of.append(self._places.setdefault(text, len(self._places)))
            self._numbers.append(number)

    def write(self, folder: Path, name: str) -> list[str]:
        """Write them, with the lists before; return all texts in order."""
        old = self._before.texts.every() if self._before else []
        for text in old:
            self._places.setdefault(text, len(self._places))
        ordered = sorted(self._places)
        moved = np.empty(len(ordered), dtype=np.int32)
        moved[[self._places[text] for text in ordered]] = np.arange(len(ordered), dtype=np.int32)
        of = moved[np.frombuffer(self._of, dtype=np.int32)]
        numbers = np.frombuffer(self._numbers, dtype=np.int32)
        if self._before:
            sizes = [len(self._before.at(place)) for place in range(len(old))]
            olds = moved[np.array([self._places[text] for text in old], dtype=np.int64)]
            of = np.concatenate([np.repeat(olds, sizes), of])
            numbers = np.concatenate([self._before.numbers, numbers])
        Lists.write(folder, name, ordered, of, numbers)
        return ordered


def _write_codes(
    folder: Path, before: Generation | None, coded: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    """Codes stand for rows; rows move with every generation, so that they are found by place."""
    held = columns.opened(folder)
    keys = _keys(held)
    order = np.argsort(keys, kind="stable")
    gathered = Gathered(None)

    def row(release: int, ordinal: int) -> int:
        return int(order[np.searchsorted(keys, np.int64((release << 32) | ordinal), sorter=order)])

    for release, ordinal, codes in coded:
        gathered.add(row(release, ordinal), {code(one) for one in codes})
    if before:
        releases, ordinals = (before.columns.arrays[c] for c in ("release", "ordinal"))
        for place in range(len(before.codes.texts)):
            text = (before.codes.texts[place],)
            for r in before.codes.at(place):
                gathered.add(row(int(releases[r]), int(ordinals[r])), text)
    gathered.write(folder, "codes")


def _keys(held: Columns) -> columns.Column:
    return (held.arrays["release"].astype(np.int64) << 32) | held.arrays["ordinal"]
