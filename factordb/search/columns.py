"""What is filtered by: one row a factor in a release, in columns that are mapped from files."""

import operator
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from factordb.search import unsaid
from factordb.search.item import ALWAYS, Item
from factordb.search.lists import mapped

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]

CODED = (
    "dataset",
    "group",
    "activity",
    "region",
    "unit",
    "dimension",
    "uses",
    "boundary",
    "facets",
    "finding",
    "kind",
)
"""Columns that hold numbers of words."""

_TYPES: dict[str, type[np.generic]] = {
    "name": np.int32,
    "release": np.int32,
    "ordinal": np.int32,
    "edition": np.int32,
    **dict.fromkeys(CODED, np.int32),
    "region": np.int16,
    "since": np.int16,
    "until": np.int16,
    "last": np.int16,
    "archived": np.bool_,
    "identity": np.uint64,
    "number": np.uint64,
}
_SAME = ("identity", "number")
_FEW = 1 << 15


Good = Callable[[Rows], Mask]


class Kind(NamedTuple):
    """What many rows have in common, so that it is weighed and counted once for all of them."""

    dataset: str
    group: str
    unit: str
    uses: tuple[str, ...]
    boundary: tuple[str, ...]
    telling: int
    """How many facets tell a factor of it from its plainest like."""

    @classmethod
    def of(cls, item: Item) -> "Kind":
        """Return the kind of ``item``."""
        telling = unsaid.telling(item.facets)
        return cls(item.dataset, item.group, item.unit, item.uses, item.boundary, telling)


class Filters(NamedTuple):
    """What a factor must be; nothing where it may be anything."""

    region: str | None = None
    year: int | None = None
    group: str | None = None
    dimension: str | None = None
    dataset: str | None = None
    use: str | None = None
    boundary: tuple[str, ...] | None = None
    facets: Mapping[str, str] | None = None
    rows: Mask | None = None
    """Which rows pass, as somebody else has found."""
    good: "Good | None" = None
    """Says which of some rows are good enough; it is asked about no others."""


class Columns:
    """The rows, those of one name beside each other."""

    def __init__(self, arrays: Mapping[str, Column], words: Mapping[str, Sequence[Any]]) -> None:
        self.arrays = arrays
        self.words = words
        self.newest = int(arrays["edition"].max(initial=0))
        """The newest edition of any row."""
        self._numbers: dict[str, dict[Any, int]] = {}
        self.regions = tuple(words["region"])
        self.kinds = [Kind(*kind) for kind in words["kind"]]
        self._of_kinds: dict[str, Column] = {}
        self._followed: Mask | None = None

    def __len__(self) -> int:
        return len(self.arrays["name"])

    def number(self, column: str, word: Any) -> int:  # whatever the column holds
        """Return the number of a word of ``column``; -1 where it holds none such."""
        known = self._numbers.get(column)
        if known is None:
            known = {word: number for number, word in enumerate(self.words[column])}
            self._numbers[column] = known
        return known.get(word, -1)

    def of_kinds(self, column: str) -> Column:
        """Return for each kind the number of its word in ``column``."""
        if column not in self._of_kinds:
            numbers = (self.number(column, getattr(kind, column)) for kind in self.kinds)
            self._of_kinds[column] = np.fromiter(numbers, dtype=np.int64)
        return self._of_kinds[column]

    def of_names(self, names: npt.NDArray[Any]) -> Rows:
        """Return the rows of ``names``, which are distinct."""
        starts = self.arrays["starts"]
        first, ends = starts.take(names), starts.take(names + 1)
        there = np.flatnonzero(ends > first)
        if not len(there):
            return np.empty(0, dtype=np.int64)
        first, ends = first.take(there), ends.take(there)
        # One after the other, but for where the next name begins.
        steps = np.ones(int((ends - first).sum()), dtype=np.int64)
        steps[0] = first[0]
        steps[np.cumsum(ends - first)[:-1]] = first[1:] - ends[:-1] + 1
        return np.cumsum(steps)

    def passing(self, rows: Rows | None, filters: Filters, edition: int) -> Rows:
        """Return those of ``rows``, or of all, that stood in ``edition`` and are as asked."""
        kept = np.arange(len(self), dtype=np.int64) if rows is None else rows
        if edition < self.newest:
            kept = kept[self.arrays["edition"].take(kept) <= edition]
        for column, table in self._tables(filters):
            kept = kept[table.take(self.arrays[column].take(kept))]
        if filters.region is not None:
            wanted = self.number("region", filters.region)
            kept = kept[self.arrays["region"].take(kept) == wanted]
        if filters.year is not None:
            kept = self.in_year(kept, filters.year)
        if filters.rows is not None:
            kept = kept[filters.rows.take(kept)]
        return kept if filters.good is None else kept[filters.good(kept)]

    def in_year(self, rows: Rows, year: int) -> Rows:
        """Return those of ``rows`` whose dates hold ``year``."""
        since, until = self.arrays["since"].take(rows), self.arrays["until"].take(rows)
        return rows[(since <= year) & (until >= year)]

    def _tables(self, filters: Filters) -> Iterable[tuple[str, Mask]]:
        """Return for each coded filter which numbers of its column pass."""
        for column in ("group", "dimension", "dataset"):
            word = getattr(filters, column)
            if word is not None:
                yield column, self.table(column, partial(operator.eq, word))
        if filters.use is not None:
            yield "uses", self.table("uses", lambda held: filters.use in held)
        if filters.boundary is not None:
            yield "boundary", self.table("boundary", lambda held: held == filters.boundary)
        if filters.facets:
            asked = filters.facets.items()
            yield "facets", self.table("facets", lambda held: asked <= dict(held).items())

    def table(self, column: str, passes: Callable[[Any], bool]) -> Mask:
        """Return for each word of ``column`` whether it passes."""
        return np.fromiter((passes(word) for word in self.words[column]), dtype=np.bool_)

    def there(self, rows: Rows) -> Mask:
        """Say of every row whether it is one of ``rows``."""
        there = np.zeros(len(self), dtype=np.bool_)
        there[rows] = True
        return there

    def hidden(self, rows: Rows, there: Mask) -> Mask:
        """Say which of ``rows`` a later one that is ``there`` says anew, or with its number."""
        hidden = np.zeros(len(rows), dtype=np.bool_)
        followed = np.flatnonzero(self._are_followed().take(rows))
        for kind in _SAME:
            later = self.arrays[f"newer_{kind}"]
            places, newer = followed, later.take(rows.take(followed))
            while len(places):
                places, newer = places[newer >= 0], newer[newer >= 0]
                hidden[places] |= there.take(newer)
                newer = later.take(newer)
        return hidden

    def _are_followed(self) -> Mask:
        """Return which rows any later one says anew, or with its number."""
        if self._followed is None:
            later = [self.arrays[f"newer_{kind}"] >= 0 for kind in _SAME]
            self._followed = np.logical_or(*later)
        return self._followed

    def behind(self, row: int, there: Mask) -> list[int]:
        """Return the rows that ``row`` is shown in place of, of those that are ``there``."""
        found: set[int] = set()
        for kind in _SAME:
            older = int(self.arrays[f"older_{kind}"][row])
            while older >= 0:
                if there[older]:
                    found.add(older)
                older = int(self.arrays[f"older_{kind}"][older])
        return sorted(found, key=lambda r: -int(self.arrays["edition"][r]))


class Taken:
    """Columns of some rows, each taken once."""

    def __init__(self, held: Columns, rows: Rows) -> None:
        self.rows = rows
        self._held, self._taken = held, dict[str, Column]()

    def __getitem__(self, column: str) -> Column:
        if column not in self._taken:
            self._taken[column] = self._held.arrays[column].take(self.rows)
        return self._taken[column]


def write(folder: Path, before: Columns | None, items: Iterable[tuple[int, Item]]) -> None:
    """Write the rows of ``before`` and of ``items``, each with the number of its name."""
    words: dict[str, dict[Any, int]] = {
        column: {w: n for n, w in enumerate(before.words[column])} if before else {}
        for column in CODED
    }
    added = _added(items, words)
    arrays: dict[str, Column] = {
        column: np.concatenate([before.arrays[column], new]) if before else new
        for column, new in added.items()
    }
    order = np.lexsort((arrays["ordinal"], arrays["edition"], arrays["name"]))
    arrays = {column: values[order] for column, values in arrays.items()}
    names = int(arrays["name"].max()) + 1 if len(order) else 0
    arrays["starts"] = np.searchsorted(arrays["name"], np.arange(names + 1)).astype(np.int32)
    for kind in _SAME:
        arrays[f"newer_{kind}"], arrays[f"older_{kind}"] = _chains(arrays[kind], arrays["edition"])
    for column in CODED:  # Most hold few words, and half the bytes do.
        few = len(words[column]) <= _FEW
        arrays[column] = arrays[column].astype(np.int16 if few else np.int32)
    for column, values in arrays.items():
        np.save(folder / f"{column}.npy", values)
    (folder / "words.json").write_bytes(orjson.dumps({c: list(w) for c, w in words.items()}))


def opened(folder: Path) -> Columns:
    """Map what `write` wrote."""
    held = orjson.loads((folder / "words.json").read_bytes())
    words = {column: [_hashable(word) for word in held[column]] for column in CODED}
    derived = ["starts", *(f"{way}_{kind}" for kind in _SAME for way in ("newer", "older"))]
    return Columns({c: mapped(folder / f"{c}.npy") for c in (*_TYPES, *derived)}, words)


def _added(
    items: Iterable[tuple[int, Item]], words: dict[str, dict[Any, int]]
) -> dict[str, Column]:
    """Return the columns of ``items``, each held no longer than it takes to write it down."""
    gathered = [array("Q" if kind is np.uint64 else "q") for kind in _TYPES.values()]
    for name, item in items:
        for one, value in zip(gathered, _line(name, item, words), strict=True):
            one.append(value)
    typed = zip(_TYPES.items(), gathered, strict=True)
    return {column: np.array(one).astype(kind) for (column, kind), one in typed}


def _line(name: int, item: Item, words: dict[str, dict[Any, int]]) -> tuple[Any, ...]:
    coded = {}
    for column in CODED:
        known = words[column]
        word = tuple(Kind.of(item)) if column == "kind" else getattr(item, column)
        coded[column] = known.setdefault(word, len(known))
    return (
        name,
        item.release,
        item.ordinal,
        item.edition,
        *(coded[column] for column in CODED),
        *item.years,
        _last(*item.years),
        item.archived,
        item.identity,
        item.number,
    )


def _last(since: int, until: int) -> int:
    """Return the last year that is said; 0 where none is."""
    return until if until != ALWAYS[1] else since


def _chains(values: Column, editions: Column) -> tuple[Column, Column]:
    """Return for each row the next later row of the same value, and the one before; else -1."""
    order = np.lexsort((editions, values)).astype(np.int32)
    newer, older = (np.full(len(values), -1, dtype=np.int32) for _ in range(2))
    first, second = order[:-1], order[1:]
    same = (values[first] == values[second]) & (editions[first] < editions[second])
    newer[first[same]] = second[same]
    older[second[same]] = first[same]
    return newer, older


def _hashable(word: Any) -> Any:  # a word, or a list of words or pairs
    return tuple(map(_hashable, word)) if isinstance(word, list) else word
