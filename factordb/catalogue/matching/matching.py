"""Match: lines of a list in, for each what it probably means and how sure that is, in order."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session

from factordb import units
from factordb.catalogue import tables
from factordb.catalogue.finding import finding, indexing
from factordb.catalogue.finding.indexing import Covered, Indexes
from factordb.catalogue.hits.entries import entries, loader
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Hit, Load, hit
from factordb.catalogue.matching.bill import Line, Match, amount_of, read
from factordb.catalogue.resolve.asking import MOST
from factordb.catalogue.tables import Tables
from factordb.errors import FactordbError, Incommensurable, UnknownUnit
from factordb.model.numbers import plain
from factordb.search import confidence, folding, hints, likely
from factordb.search.likely import Candidate, Likely
from factordb.store import searching

__all__ = ["MOST", "Matched", "match"]

CANDIDATES = 3
"""Of a line, where no other number is asked for."""
_AT_ONCE = 5_000
"""Places in the store that are read together."""
_WEIGHED = ("CO2e", "CO2")
"""Gases a kg of which is a kg of CO2e."""

_HELD = {
    "beside": "it is only what stands beside a factor: upstream, or transmission",
    "unusual": "its mix is not the average one, and the line does not ask for another",
    "local": "the line names no region, and what it asks for differs from place to place",
    "late": "its years are far from the line's",
}


class Matched(NamedTuple):
    edition: int
    model: str
    """Version of the model of confidence."""
    matches: list[Match | FactordbError]
    """In the order of the lines; an error where an item is no line."""


class _Meant(NamedTuple):
    """A line as it is asked, and what of it could not be read."""

    asked: likely.Line
    unread: tuple[str, ...]


class _Likeliest(NamedTuple):
    """The candidates of a line, or why there are none."""

    candidates: Sequence[Candidate]
    why: tuple[str, ...]


def match(
    db: Session,
    items: Sequence[object],
    edition: int | None = None,
    candidates: int = CANDIDATES,
    indexes: Indexes | None = None,
) -> Matched:
    """Return a match a line; ``items`` are lines, or JSON objects that should be.

    Raises:
        EditionAhead: this replica, or its index, has not reached ``edition`` yet.
        TableNotHere: ``edition`` was published with a table that this installation lacks.
        CacheUnavailable: there is no place for the index.
    """
    indexes = indexes or indexing.temporary()
    covered = indexes.covering(db)
    meant = finding.edition_of(db, edition, covered.generation.facts.edition)
    _, read_with = tables.chosen(db, edition)
    found = Likely(covered.generation, meant, covered.fallen_in(meant))
    said = [read(item) for item in items]
    lines = list(dict.fromkeys(line for line in said if isinstance(line, Line)))
    asked = {line: _meant(line, found.known) for line in lines}
    likeliest = {
        one.asked: _likeliest(one.asked, found, candidates) for one in dict.fromkeys(asked.values())
    }
    rows = (candidate.row for some in likeliest.values() for candidate in some.candidates)
    shown = _Shown(db, meant, covered, rows, read_with)
    matches = {line: _match(line, one, likeliest[one.asked], shown) for line, one in asked.items()}
    return Matched(
        meant,
        confidence.model().version,
        [matches[line] if isinstance(line, Line) else line for line in said],
    )


def _meant(line: Line, known: Sequence[str]) -> _Meant:
    """Read the columns; what is no unit or region of ours is said, and nothing is accepted."""
    unread: list[str] = []
    unit = region = None
    if line.unit:
        try:
            unit = units.canonical(line.unit)
        except UnknownUnit as error:
            unread.append(f"unit: {error.detail}")
    if line.region:
        region = hints.region(line.region, known)
        if region is None:
            unread.append(
                f"region: {line.region[:40]!r} is none of the region table: write a code."
            )
    return _Meant(likely.Line(line.text, region, line.year, unit), tuple(unread))


def _likeliest(asked: likely.Line, found: Likely, most: int) -> _Likeliest:
    candidates = found.of(asked, most)
    return _Likeliest(candidates, () if candidates else (_nothing(asked, found),))


def _nothing(asked: likely.Line, found: Likely) -> str:
    """Say what stands in the way, where something alike would be there without it."""
    if asked.unit and found.of(asked._replace(unit=None), 1):
        return (
            f"what is alike is not counted in {asked.unit}: a density or calorific value would be "
            "needed, and must be named"
        )
    if asked.region and found.of(asked._replace(region=None), 1):
        return f"what is alike is of other places than {asked.region} and what it lies in"
    return "nothing in the catalogue is alike"


class _Shown:
    """Rows of the index as hits: read from the store at once, each shown per unit only once."""

    def __init__(
        self, db: Session, edition: int, covered: Covered, rows: Iterable[int], read_with: Tables
    ) -> None:
        columns = covered.generation.columns.arrays
        self._release, self._ordinal = columns["release"], columns["ordinal"]
        self._load: Load = loader(db)
        self._tables = read_with
        places = sorted({self._place(row) for row in rows})
        self._entries: dict[tuple[int, int], Entry] = {}
        for start in range(0, len(places), _AT_ONCE):
            there = searching.placed(db, edition, places[start : start + _AT_ONCE])
            found = entries(db, edition, there.values())
            self._entries |= dict(zip(there, found, strict=True))
        self._hits: dict[tuple[tuple[int, int], str | None], Hit] = {}

    def _place(self, row: int) -> tuple[int, int]:
        return int(self._release[row]), int(self._ordinal[row])

    def hit(self, candidate: Candidate, unit: str | None) -> Hit | None:
        """Return a candidate as a hit per ``unit``; nothing where it stands no more."""
        place = self._place(candidate.row)
        if place not in self._entries:
            return None
        key = (place, unit)
        if key not in self._hits:
            self._hits[key] = self._made(self._entries[place], unit)
        why = candidate.why
        return self._hits[key].model_copy(update={"score": candidate.score, "why": why})

    def _made(self, entry: Entry, unit: str | None) -> Hit:
        try:
            return hit(entry, self._load, None, unit, tables=self._tables)
        except Incommensurable:
            return hit(entry, self._load, tables=self._tables)


def _match(line: Line, meant: _Meant, likeliest: _Likeliest, shown: _Shown) -> Match:
    candidates = likeliest.candidates
    hits = [shown.hit(candidate, meant.asked.unit) for candidate in candidates]
    standing = tuple(one for one in hits if one is not None)
    why = [*_cut(line), *meant.unread]
    if not candidates or hits[0] is None:
        return Match(decision="none", confidence=0.0, why=(*why, *likeliest.why))
    first, features = hits[0], candidates[0].features
    model = confidence.model()
    sure = model.probability(features)
    readable = not meant.unread and first.value is not None
    decision = model.decision(sure, features, readable=readable)
    why += [_HELD[name] for name in model.held if features[name]]
    if first.value is None:
        why.append("it has no total: pick one of its amounts")
    mass, said = _mass(line, first, meant.asked.unit)
    return Match(
        decision=decision,
        confidence=round(sure, 3),
        candidates=standing,
        kg=mass if decision != "none" else None,
        why=(*why, *_decided(decision, sure), *said),
    )


def _cut(line: Line) -> Iterator[str]:
    if len(line.text) > folding.LONGEST:
        yield f"only the first {folding.LONGEST} characters were read"


def _decided(decision: confidence.Decision, sure: float) -> Iterator[str]:
    model = confidence.model()
    if decision == "none":
        yield f"probably none of these: {sure:.2f} is below {model.review:.2f}"
    elif sure < model.accept:
        yield f"not sure enough: {sure:.2f} is below {model.accept:.2f}"


def _mass(line: Line, first: Hit, unit: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return amount times value, in kg of CO2e, and what is to be said of it."""
    if not line.amount:
        return None, ()
    amount, said = amount_of(line.amount)
    if amount is None or first.value is None or unit is None or first.unit != unit:
        return None, said
    if first.gas not in _WEIGHED:
        return None, (*said, f"its number is of {first.gas}, not of CO2e")
    return plain(Decimal(amount) * Decimal(first.value)), said
