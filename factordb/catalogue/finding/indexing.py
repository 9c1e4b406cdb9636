"""The search index kept beside the store: derived, shared by processes, rebuilt when it is gone.

Who has time builds it: a shell at once, a server in a child process of its own, so that no request
waits for more than a glance at few factors. Until it is built an answer says what it covers.
"""

import atexit
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Engine, Row
from sqlmodel import Session

from factordb.catalogue.finding import graded
from factordb.catalogue.hits import wording
from factordb.errors import IndexBeingBuilt
from factordb.model.label import Label
from factordb.search import keeping
from factordb.search import shelf as shelves
from factordb.search.generation import Generation
from factordb.search.item import ALWAYS, Item
from factordb.search.shelf import Shelf
from factordb.store import assessments, searching
from factordb.store import engine as engines
from factordb.store.searching import State

_WORD = (1 << 64) - 1
IN_PASSING = 10_000
"""Factors that a request of a server puts in order itself: a fraction of a second."""
_EDITIONS = 64
"""Editions for which it is remembered what had fallen."""
_PATIENCE = 5.0
"""Seconds that a request of a server waits for another that does so."""


class Fallen:
    """What was said of rows of an index: since which edition, and what; in order."""

    def __init__(self, said: Mapping[int, tuple[tuple[int, str], ...]]) -> None:
        self._said = said
        self._at: dict[int, dict[int, str]] = {}

    def at(self, edition: int) -> Mapping[int, str]:
        """Return what has fallen as of ``edition``; worked out once for each that is asked for."""
        if edition not in self._at:
            if len(self._at) >= _EDITIONS:
                self._at.clear()
            found = {row: _last(said, edition) for row, said in self._said.items()}
            self._at[edition] = {row: kind for row, kind in found.items() if kind}
        return self._at[edition]


def _last(said: tuple[tuple[int, str], ...], edition: int) -> str | None:
    return next((kind for since, kind in reversed(said) if since <= edition), None)


class Covered(NamedTuple):
    """An index, and what has been said of its factors since."""

    generation: Generation
    fallen: "Fallen"
    newest: int
    """The newest edition of the catalogue, which the index may not have reached yet."""

    def fallen_in(self, edition: int) -> Mapping[int, str]:
        """Return what has fallen as of ``edition``; the latest statement counts."""
        return self.fallen.at(edition)


class Indexes:
    """The indexes of a cache folder, one a database."""

    def __init__(
        self,
        folder: Path,
        begin: Callable[[], object] | None = None,
        in_passing: int = IN_PASSING,
        private: str | None = None,
    ) -> None:
        """Keep them in ``folder``; ``begin`` has somebody else build more than ``in_passing``.

        They are of what everybody finds, or of one ``private`` dataset.
        """
        self._root, self._folder = folder, folder / "search"
        self._private, self._of_one = private, dict[str, Indexes]()
        self._begin, self._in_passing = begin, in_passing
        self._shelves: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()
        self._covered: dict[tuple[str, int, int], Covered] = {}

    def covering(self, db: Session, generation: int | None = None) -> Covered:
        """Return the index that covers the newest edition, or the last one while that is built.

        With ``generation`` the one that a cursor was given by, where it is kept.

        Raises:
            IndexBeingBuilt: there is none yet.
            CacheUnavailable: the folder cannot be written.
        """
        shelf = self.shelf(db)
        current = shelf.current()
        state = searching.state(db, current.facts.edition if current else None)
        if current is not None and not _is_of(current, state):
            current = None
        if current is None or current.facts.edition < state.newest:
            current = self._brought_up(db, shelf, current)
        asked = shelf.numbered(generation) if generation is not None else None
        return self._with_fallen(db, asked or current, state)

    def of(self, dataset: str) -> "Indexes":
        """Return the indexes of one private dataset, opened with a grant alone.

        They are apart, so that they shift nobody else's scores, counts or suggestions.
        """
        if dataset not in self._of_one:
            self._of_one[dataset] = Indexes(self._root, private=dataset)
        return self._of_one[dataset]

    def shelf(self, db: Session) -> Shelf:
        """Return the shelf of the database that ``db`` is a session of."""
        engine = db.get_bind().engine
        if engine not in self._shelves:
            origin = searching.origin(db)
            named = hashlib.sha256(origin.encode()).hexdigest()[:12]
            if self._private is not None:
                told = hashlib.sha256(f"{origin} {self._private}".encode()).hexdigest()
                named = f"{named}-{told[:12]}"
            self._shelves[engine] = Shelf(self._folder / named, origin)
        return self._shelves[engine]

    def tidy(self, db: Session) -> None:
        """Take away indexes that nobody uses: of other rules, and of databases that are gone."""

        def vanished(folder: Path) -> bool:
            return shelves.origin_of(folder) in gone

        every = {shelves.origin_of(folder) for folder in self._folder.glob("*/*")}
        gone = searching.vanished(db, sorted(every - {""}))
        keeping.clear(self._folder, self.shelf(db).folder, vanished)

    def _brought_up(self, db: Session, shelf: Shelf, stands: Generation | None) -> Generation:
        """Return the index as it should be, or what ``stands`` where that takes time."""
        if self._begin is None:
            return self._built(db, shelf, stands)
        if not self._takes_time(db, stands):
            return self._built(db, shelf, stands, _PATIENCE)
        self._begin()
        if stands is None:
            raise IndexBeingBuilt(
                "The search index is being built, which takes some seconds: try again, or resolve."
            )
        return stands

    def _takes_time(self, db: Session, stands: Generation | None) -> bool:
        """Say whether more is put in order than a request should wait for: all is, with any."""
        held, after = (stands.facts.factors, stands.facts.edition) if stands else (0, 0)
        left = self._in_passing - held
        return left < 0 or searching.more_than(db, after, left)

    def _built(
        self,
        db: Session,
        shelf: Shelf,
        stands: Generation | None,
        patience: float = shelves.PATIENCE,
    ) -> Generation:
        state = searching.state(db, None)
        after = stands.facts.edition if stands else 0
        # Labels of later releases may speak of factors that are in the index already.
        anew = stands is None or bool(searching.added_labels(db, after, state.newest))

        def items(after: int) -> Iterator[Item]:
            return _items(db, after, state.newest, self._private)

        with engines.together(db):
            return shelf.extend(state.newest, state.mark, items, anew=anew, patience=patience)

    def _with_fallen(self, db: Session, index: Generation, state: State) -> Covered:
        key = (str(index.folder), index.facts.number, state.standings)
        held = self._covered.get(key)
        if held is None:
            fallen = _fallen(db, index) if state.standings else {}
            held = Covered(index, Fallen(fallen), state.newest)
            self._covered = {key: held}
        return held._replace(newest=state.newest)


@cache
def temporary() -> Indexes:
    """Return indexes in a folder that is gone with the process, for where none is named."""
    folder = tempfile.TemporaryDirectory(prefix="factordb-search-")
    atexit.register(folder.cleanup)
    return Indexes(Path(folder.name))


def _is_of(index: Generation, state: State) -> bool:
    """Say whether the index is of this history: a restored database has another."""
    return index.facts.mark == state.mark and index.facts.edition <= state.newest


def _items(db: Session, after: int, edition: int, private: str | None) -> Iterator[Item]:
    labels = {
        about: [line for body in bodies for line in wording.of_label(Label.of(body))]
        for about, bodies in searching.added_labels(db, 0, edition).items()
    }
    findings = _Findings(db, after, edition)
    for row in searching.items(db, after, edition, private):
        yield _item(row, labels, findings.of(row))


class _Findings:
    """What rule sets found of factors, of one release at a time."""

    def __init__(self, db: Session, after: int, edition: int) -> None:
        self._told: dict[tuple[int, int], str] = {
            place: graded.told(body)
            for place, body in assessments.found_between(db, after, edition).items()
        }

    def of(self, row: Row[Any]) -> str:
        return self._told.get((row.release_id, row.finding or 0), "")


def _item(row: Row[Any], labels: Mapping[bytes, list[str]], finding: str) -> Item:
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
        finding=finding,
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
