"""Match: lines of a list in, for each what it probably means and how sure that is, in order.

Private datasets that the session was granted are looked into beside what everybody finds.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.finding import finding, graded, indexing
from factordb.catalogue.finding.indexing import Covered, Indexes
from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entries import entries, loader
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Hit, Load, hit
from factordb.catalogue.matching.bill import Line, Match, amount_of, read
from factordb.catalogue.resolve.asking import MOST
from factordb.catalogue.tables import TODAY, Tables
from factordb.errors import FactordbError, Incommensurable, UnknownUnit
from factordb.model.numbers import plain
from factordb.quality.known import Use
from factordb.search import basis, confidence, folding, hints, likely
from factordb.search.columns import Good
from factordb.search.likely import Candidate, Graded, Likely
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
    "basis": "the line does not say whether it counts by the gross or the net calorific value",
    "money": "it is per money of another year than the line's, or the line names no year",
    "late": "its years are far from the line's",
}


class Wish(NamedTuple):
    """What every line is answered with."""

    candidates: int = CANDIDATES
    min_grade: str | None = None
    """The least grade for the region and year of the line: ``ef-dqr-1:B``."""


PLAIN = Wish()


class Matched(NamedTuple):
    edition: int
    covers: int
    """The last edition that search covers."""
    newest: int
    """The newest edition."""
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
    asked_for: Wish = PLAIN,
    indexes: Indexes | None = None,
) -> Matched:
    """Return a match a line; ``items`` are lines, or JSON objects that should be.

    Raises:
        EditionAhead: this replica, or its index, has not reached ``edition`` yet.
        TableNotHere: ``edition`` was published with a table that this installation lacks.
        IndexBeingBuilt: there is no index yet.
        CacheUnavailable: there is no place for the index.
    """
    indexes = indexes or indexing.temporary()
    covered = indexes.covering(db)
    meant = finding.edition_of(db, edition, covered.generation.facts.edition)
    read_with = TODAY if edition is None else tables.chosen(db, edition)[1]
    parts = [covered, *(indexes.of(name).covering(db) for name in searching.private(db))]
    found = _Found(parts, meant, asked_for, read_with)
    said = [read(item) for item in items]
    lines = list(dict.fromkeys(line for line in said if isinstance(line, Line)))
    asked = {line: _meant(line, found.known) for line in lines}
    likeliest = {one.asked: _likeliest(one.asked, found) for one in dict.fromkeys(asked.values())}
    shown = _Shown(db, meant, parts, read_with, asked_for.min_grade)
    shown.load(candidate for some in likeliest.values() for candidate in some.candidates)
    matches = {line: _match(line, one, likeliest[one.asked], shown) for line, one in asked.items()}
    return Matched(
        meant,
        covered.generation.facts.edition,
        covered.newest,
        confidence.model().version,
        [matches[line] if isinstance(line, Line) else line for line in said],
    )


def _meant(line: Line, known: Sequence[str]) -> _Meant:
    """Read the columns; what is no unit or region of ours is said, and nothing is accepted."""
    unread: list[str] = []
    unit = region = None
    if line.unit:
        try:
            unit = basis.unit(line.unit)
        except UnknownUnit as error:
            unread.append(f"unit: {error.detail}")
    if line.region:
        region = hints.region(line.region, known)
        if region is None:
            unread.append(
                f"region: {line.region[:40]!r} is none of the region table: write a code."
            )
    return _Meant(likely.Line(line.text, region, line.year, unit), tuple(unread))


def _good(covered: Covered, least: str | None, read_with: Tables) -> Graded | None:
    if least is None:
        return None

    def good(region: str | None, year: int | None) -> Good:
        return graded.reaching(covered.generation, Use(region, year), least, read_with)

    return good


class _Found:
    """What lines mean in one state of what may be seen: of all indexes together."""

    def __init__(
        self, parts: Sequence[Covered], edition: int, wish: Wish, read_with: Tables
    ) -> None:
        self.wish = wish
        self._parts = [
            Likely(
                one.generation,
                edition,
                one.fallen_in(edition),
                _good(one, wish.min_grade, read_with),
            )
            for one in parts
        ]
        self.known = list(dict.fromkeys(code for part in self._parts for code in part.known))

    def of(self, line: likely.Line, most: int, *, good_or_not: bool = False) -> list[Candidate]:
        """Return the likeliest factors of ``line``, the best first; none where nothing is alike."""
        if len(self._parts) == 1:
            return self._parts[0].of(line, most, good_or_not=good_or_not)
        found = [part.of(line, most, good_or_not=good_or_not) for part in self._parts]
        return likely.merged(found, most)


def _likeliest(asked: likely.Line, found: _Found) -> _Likeliest:
    candidates = found.of(asked, found.wish.candidates)
    return _Likeliest(candidates, () if candidates else (_nothing(asked, found),))


def _nothing(asked: likely.Line, found: _Found) -> str:
    """Say what stands in the way, where something alike would be there without it."""
    wish = found.wish
    if wish.min_grade and found.of(asked, 1, good_or_not=True):
        return f"what is alike has no grade of {wish.min_grade} or better for this place and year"
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
        self,
        db: Session,
        edition: int,
        parts: Sequence[Covered],
        read_with: Tables,
        least: str | None,
    ) -> None:
        self._db, self._edition, self._least = db, edition, least
        self._columns = [one.generation.columns.arrays for one in parts]
        self._load: Load = loader(db)
        self._tables = read_with
        self._entries: dict[tuple[int, int], Entry] = {}
        self._hits: dict[tuple[tuple[int, int], str | None], Hit] = {}

    def load(self, candidates: Iterable[Candidate]) -> None:
        """Read ``candidates`` from the store, many at a time."""
        places = sorted({self._place(one) for one in candidates})
        for start in range(0, len(places), _AT_ONCE):
            there = searching.placed(self._db, self._edition, places[start : start + _AT_ONCE])
            found = entries(self._db, self._edition, there.values())
            self._entries |= dict(zip(there, found, strict=True))

    def _place(self, candidate: Candidate) -> tuple[int, int]:
        columns, row = self._columns[candidate.part], candidate.row
        return int(columns["release"][row]), int(columns["ordinal"][row])

    def hit(self, candidate: Candidate, asked: likely.Line) -> Hit | None:
        """Return a candidate as a hit for a line; nothing where it stands no more."""
        unit = asked.unit
        place = self._place(candidate)
        if place not in self._entries:
            return None
        key = (place, unit)
        if key not in self._hits:
            self._hits[key] = self._made(self._entries[place], unit)
        said: dict[str, object] = {"score": candidate.score, "why": candidate.why}
        if self._least is not None:
            use = Use(asked.region, asked.year)
            said["grade"] = grade.of(self._entries[place], use, self._least, self._tables)
        return self._hits[key].model_copy(update=said)

    def _made(self, entry: Entry, unit: str | None) -> Hit:
        try:
            return hit(entry, self._load, None, unit, tables=self._tables)
        except Incommensurable:
            return hit(entry, self._load, tables=self._tables)


def _match(line: Line, meant: _Meant, likeliest: _Likeliest, shown: _Shown) -> Match:
    candidates = likeliest.candidates
    hits = [shown.hit(candidate, meant.asked) for candidate in candidates]
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
    if first.withheld:
        why.append("its value needs a grant to read the dataset, which an admin gives")
    elif first.value is None:
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
