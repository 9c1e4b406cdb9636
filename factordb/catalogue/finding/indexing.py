"""The search index kept beside the store: derived, shared by processes, rebuilt when it is gone."""

import atexit
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Engine, Row
from sqlmodel import Session

from factordb.catalogue.hits import wording
from factordb.model.label import Label
from factordb.search.generation import Generation
from factordb.search.item import ALWAYS, Item
from factordb.search.shelf import Shelf
from factordb.store import searching

_WORD = (1 << 64) - 1


class Covered(NamedTuple):
    """An index, and what has been said of its factors since."""

    generation: Generation
    fallen: Mapping[int, tuple[tuple[int, str], ...]]
    """By row: since which edition, and what."""

    def fallen_in(self, edition: int) -> dict[int, str]:
        """Return what has fallen as of ``edition``; the latest statement counts."""
        found = {
            row: [kind for since, kind in said if since <= edition]
            for row, said in self.fallen.items()
        }
        return {row: kinds[-1] for row, kinds in found.items() if kinds}


class Indexes:
    """The indexes of a cache folder, one a database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "search"
        self._shelves: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()
        self._covered: dict[tuple[str, int, int], Covered] = {}

    def covering(self, db: Session, generation: int | None = None) -> Covered:
        """Return the index that covers the newest edition, built now where it does not.

        While another process builds it, the one before is given: answers say what they cover.
        With ``generation`` the one that a cursor was given by, where it is kept.

        Raises:
            CacheUnavailable: the folder cannot be written.
        """
        shelf = self.shelf(db)
        current = shelf.current()
        state = searching.state(db, current.facts.edition if current else None)
        if (
            current is None
            or current.facts.mark != state.mark
            or current.facts.edition > state.newest
        ):
            current = self._built(db, shelf, anew=True)
        elif current.facts.edition < state.newest:
            current = self._built(db, shelf, anew=False)
        asked = shelf.numbered(generation) if generation is not None else None
        return self._with_fallen(db, asked or current, state.standings)

    def shelf(self, db: Session) -> Shelf:
        """Return the shelf of the database that ``db`` is a session of."""
        engine = db.get_bind().engine
        if engine not in self._shelves:
            named = hashlib.sha256(searching.origin(db).encode()).hexdigest()[:12]
            self._shelves[engine] = Shelf(self._folder / named)
        return self._shelves[engine]

    def _built(self, db: Session, shelf: Shelf, *, anew: bool) -> Generation:
        state = searching.state(db, None)
        current = shelf.current()
        if current is not None and searching.added_labels(db, current.facts.edition, state.newest):
            anew = True  # They speak of factors that are in the index already.

        def items(after: int) -> Iterator[Item]:
            return _items(db, after, state.newest)

        return shelf.extend(state.newest, state.mark, items, anew=anew)

    def _with_fallen(self, db: Session, index: Generation, standings: int) -> Covered:
        key = (str(index.folder), index.facts.number, standings)
        if key not in self._covered:
            self._covered = {key: Covered(index, _fallen(db, index) if standings else {})}
        return self._covered[key]


@cache
def temporary() -> Indexes:
    """Return indexes in a folder that is gone with the process, for where none is named."""
    folder = tempfile.TemporaryDirectory(prefix="factordb-search-")
    atexit.register(folder.cleanup)
    return Indexes(Path(folder.name))


def _items(db: Session, after: int, edition: int) -> Iterator[Item]:
    labels = {
        about: [line for body in bodies for line in wording.of_label(Label.of(body))]
        for about, bodies in searching.added_labels(db, 0, edition).items()
    }
    for row in searching.items(db, after, edition):
        yield _item(row, labels)


def _item(row: Row[Any], labels: Mapping[bytes, list[str]]) -> Item:
    more = labels.get(bytes(row.digest), ()) if labels else ()
    return Item(
        release=row.release_id,
        ordinal=row.ordinal,
        edition=row.edition,
        dataset=row.dataset,
        text="\n".join((row.words, *more)) if more else row.words,
        group=row.group_name,
        activity=row.activity,
        region=row.region,
        years=_years(row),
        unit=row.unit,
        dimension=row.dimension,
        uses=tuple(row.purpose),
        boundary=tuple(row.boundary),
        facets=_facets(row.facets),
        archived=bool(row.archived),
        codes=_codes(row),
        identity=row.identity & _WORD,
        number=row.number & _WORD,
    )


def _codes(row: Row[Any]) -> tuple[str, ...]:
    """Return the ids of a factor, that which only tells it from its like included."""
    told = dict(_facets(row.facets)).get("publisher-id")
    return (*row.ids, told) if told else tuple(row.ids)


def _years(row: Row[Any]) -> tuple[int, int]:
    """Activity dates say more than the data's; what says none is of every year."""
    if row.applies_from or row.applies_to:
        first, last = row.applies_from, row.applies_to
    else:
        first, last = row.data_from, row.data_to
    return (int(first[:4]) if first else ALWAYS[0], int(last[:4]) if last else ALWAYS[1])


@lru_cache(maxsize=1 << 16)
def _facets(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(orjson.loads(text).items()))


def _fallen(db: Session, index: Generation) -> dict[int, tuple[tuple[int, str], ...]]:
    release, ordinal = (index.columns.arrays[c] for c in ("release", "ordinal"))
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for of, at, kind, since in searching.fallen(db):
        there = release == of
        if at is not None:
            there &= ordinal == at
        for row in there.nonzero()[0].tolist():
            found[row] = (*found.get(row, ()), (since, kind))
    return found
