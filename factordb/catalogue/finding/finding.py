"""Search for people: filters are exact, words may be half of what is meant."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, Field
from sqlmodel import Session

from factordb import units
from factordb.catalogue import tables
from factordb.catalogue.access import Caller
from factordb.catalogue.finding import cursor as cursors
from factordb.catalogue.finding import graded, indexing, pins
from factordb.catalogue.finding.cursor import Cursor
from factordb.catalogue.finding.indexing import Covered, Indexes
from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entries import entries, loader
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.grade import MinGrade
from factordb.catalogue.hits.hit import Hit, Load, hit
from factordb.catalogue.resolve import bridging
from factordb.catalogue.tables import TODAY, Tables
from factordb.errors import EditionAhead, Incommensurable
from factordb.model import vocabulary
from factordb.model.amount import Method
from factordb.model.base import DigestText, Model, Slug
from factordb.model.factor import Boundary, Facets, RegionCode
from factordb.quality.known import Use
from factordb.search.columns import Filters
from factordb.search.searching import Asked, Found, Result
from factordb.search.searching import search as search_index
from factordb.store import editions, searching
from factordb.units import Relation, Units


class Query(Model):
    """What is looked for; every field narrows."""

    q: str = Field("", max_length=300, examples=["grid electricity Shanghai"])
    region: RegionCode | None = None
    year: int | None = Field(None, ge=1900, le=2200)
    """Numbers whose activity dates or data period hold this year."""
    group: Slug | None = None
    unit: Annotated[str, AfterValidator(units.canonical)] | None = None
    """Factors per a unit of this dimension."""
    in_: Annotated[str, AfterValidator(units.canonical)] | None = Field(None, alias="in")
    """The unit to show values in, where it fits."""
    via: tuple[DigestText, ...] = Field((), max_length=4)
    """Properties by which values may be shown in a unit of another measure, in their order."""
    dataset: Slug | None = None
    use: Annotated[str, AfterValidator(vocabulary.check_use)] | None = None
    boundary: Boundary | None = None
    facets: Facets | None = None
    gwp: Method | None = None
    withdrawn: bool = False
    """Whether what was withdrawn or superseded is shown as well, behind all others."""
    min_grade: MinGrade | None = Field(None, examples=["ef-dqr:B"])
    """The least grade under a scheme, for the region and year asked for."""
    edition: int | None = Field(None, ge=1, le=2**31 - 1)
    limit: int = Field(20, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200)

    def filters(self, table: Units = units.TODAY) -> Filters:
        """Return what narrows exactly; ``table`` says what the unit measures."""
        return Filters(
            region=self.region,
            year=self.year,
            group=self.group,
            dimension=units.dimension(self.unit, table) if self.unit else None,
            dataset=self.dataset,
            use=self.use,
            boundary=self.boundary,
            facets=self.facets,
        )

    def use_of_it(self) -> Use:
        """Return where and when what is found is to be used, as far as it is said."""
        return Use(self.region, self.year)

    def question(self) -> str:
        """Return what a cursor belongs to: all but the page."""
        return self.model_dump_json(exclude={"cursor", "limit"}, exclude_none=True)


class Reading(Model):
    """Words of the query that name a region, a year, a unit, or what is called so here."""

    words: str
    kind: str
    """``region``, ``year``, ``unit``, ``dataset``, ``activity`` or ``digest``."""
    meant: tuple[str, ...]
    """Codes of regions, a year, a dimension, or how the name or digest begins."""
    narrowed: bool
    """True where only such factors are shown; else these come first."""


class Findings(Model):
    edition: int
    """The edition that was searched."""
    covers: int
    """The last edition that search covers."""
    newest: int
    """The newest edition; where search does not cover it yet, it does within seconds."""
    hits: tuple[Hit, ...]
    total: int
    """How many factors the query finds."""
    counts: dict[str, dict[str, int]]
    """How many of them by dataset, group, region, unit and use; the most frequent first."""
    read: tuple[Reading, ...] = ()
    """What some of the words were read as."""
    next: str | None
    """Cursor of the next page; nothing on the last."""


def find(
    db: Session, query: Query, indexes: Indexes | None = None, by: Caller | None = None
) -> Findings:
    """Return the hits of ``query``, best first, with the reasons for their place.

    The index is that of ``indexes``, else one that this process keeps for itself. A cursor is good
    for who was given it.

    Raises:
        EditionAhead: this replica has not reached the edition yet.
        TableNotHere: the edition was published with a table that this installation lacks.
        Invalid: the cursor is none of ours, or another's.
        IndexBeingBuilt: there is no index yet.
        CacheUnavailable: there is no place for the index.
    """
    indexes = indexes or indexing.temporary()
    asks = f"{_viewer(by)} {query.question()}"
    begun = _begun(db, query, indexes, asks)
    covered = indexes.covering(db, begun.generation if begun else None)
    edition = _edition(db, query, begun, covered.generation.facts.edition)
    read_with = TODAY if query.edition is None else tables.chosen(db, query.edition)[1]
    ways = _Ways.of(db, query, edition, read_with)
    offset = begun.offset if begun else 0
    private = [indexes.of(name).covering(db) for name in searching.private(db)]
    page = (0, offset + query.limit) if private else (offset, query.limit)
    parts = [_found(db, ways, one, edition, page) for one in (covered, *private)]
    part = _merged(parts, offset, query.limit) if private else parts[0]
    later = Cursor(offset + query.limit, edition, covered.generation.facts.number)
    more = later.offset < part.total
    return Findings(
        edition=edition,
        covers=covered.generation.facts.edition,
        newest=covered.newest,
        hits=part.hits,
        total=part.total,
        counts=part.counts,
        read=part.read,
        next=later.written(indexes.shelf(db).secret(), asks) if more else None,
    )


class _Part(NamedTuple):
    """What one index finds."""

    hits: tuple[Hit, ...]
    total: int
    counts: dict[str, dict[str, int]]
    read: tuple[Reading, ...]


def _found(
    db: Session, ways: "_Ways", covered: Covered, edition: int, page: tuple[int, int]
) -> _Part:
    """Return what one index finds; ``page`` is where it begins and how long it is."""
    index, (offset, limit), query = covered.generation, page, ways.query
    filters = query.filters(ways.tables.units)
    if query.min_grade is not None:
        good = graded.reaching(index, query.use_of_it(), query.min_grade, ways.tables)
        filters = filters._replace(good=good)
    pinned = pins.rows(db, index, query.q)
    if pinned is not None:
        filters = filters._replace(rows=pinned)
    asked = Asked(
        query.q if pinned is None else "",
        filters,
        edition,
        covered.fallen_in(edition),
        limit,
        offset,
        query.withdrawn or pinned is not None,  # Who names one wants it, whatever became of it.
    )
    result = search_index(index, asked)
    return _Part(
        _hits(db, ways, covered, edition, result),
        result.total,
        result.counts,
        _read(query, result, pinned=pinned is not None),
    )


def _merged(parts: Sequence[_Part], offset: int, limit: int) -> _Part:
    """Return what several indexes find as one page: those of private datasets stand beside."""
    hits = sorted((hit for part in parts for hit in part.hits), key=lambda hit: -(hit.score or 0))
    counts: dict[str, dict[str, int]] = {}
    for field in parts[0].counts:
        summed = sum((Counter(part.counts.get(field, {})) for part in parts), Counter[str]())
        counts[field] = dict(summed.most_common())
    total = sum(part.total for part in parts)
    return _Part(tuple(hits[offset : offset + limit]), total, counts, parts[0].read)


def _read(query: Query, result: Result, *, pinned: bool) -> tuple[Reading, ...]:
    if pinned:
        words = query.q.strip()
        return (Reading(words=words, kind="digest", meant=(words.casefold(),), narrowed=True),)
    return tuple(
        Reading(words=hint.words, kind=hint.kind, meant=hint.meant, narrowed=narrowed)
        for hint, narrowed in result.read
    )


def _viewer(by: Caller | None) -> str:
    """Return who looks, as cursors are signed for: a token, a shell, or nobody in particular."""
    if by is None or by.name is None:
        return ""
    return f"{by.actor.via} {by.actor.person_id or ''}"


def _begun(db: Session, query: Query, indexes: Indexes, asks: str) -> Cursor | None:
    if query.cursor is None:
        return None
    return cursors.read(query.cursor, indexes.shelf(db).secret(), asks)


def _edition(db: Session, query: Query, begun: Cursor | None, covered: int) -> int:
    if begun is not None:
        return begun.edition
    return edition_of(db, query.edition, covered)


def edition_of(db: Session, edition: int | None, covered: int) -> int:
    """Return the edition that is meant, of those that the index covers.

    Raises:
        EditionAhead: this replica, or its index, has not reached it yet.
    """
    asked = covered if edition is None else editions.meant(db, edition)
    if asked > covered:
        raise EditionAhead(
            f"Edition {asked} is not in the search index yet, which covers {covered}: try again "
            "soon, or resolve.",
            edition=asked,
            newest=covered,
        )
    return asked


def _hits(
    db: Session, ways: "_Ways", covered: Covered, edition: int, result: Result
) -> tuple[Hit, ...]:
    """Join what the index found to the store: nothing is shown that does not stand there."""
    release, ordinal = (covered.generation.columns.arrays[c] for c in ("release", "ordinal"))

    def place(row: int) -> tuple[int, int]:
        return int(release[row]), int(ordinal[row])

    rows = [r for found in result.found for r in (found.row, *found.others)]
    there = searching.placed(db, edition, [place(row) for row in rows])
    shown = [found for found in result.found if place(found.row) in there]
    found_entries = entries(db, edition, [there[place(found.row)] for found in shown])
    hits = []
    for found, entry in zip(shown, found_entries, strict=True):
        others = [there[place(row)] for row in found.others if place(row) in there]
        also = dict.fromkeys(f"{other.dataset}@{other.release}" for other in others)
        hits.append(_shown(entry, found, tuple(also), ways))
    return tuple(hits)


class _Ways(NamedTuple):
    """How hits are shown."""

    query: Query
    load: Load
    via: tuple[Relation, ...]
    tables: Tables

    @classmethod
    def of(cls, db: Session, query: Query, edition: int, read_with: Tables) -> Self:
        """Return how hits of ``query`` are shown."""
        via = bridging.relations(db, query.via, edition, read_with.units)
        return cls(query, loader(db), via, read_with)


def _shown(entry: Entry, found: Found, others: tuple[str, ...], ways: _Ways) -> Hit:
    why, query = found.why, ways.query
    try:
        shown = hit(entry, ways.load, query.gwp, query.in_, None, ways.via, ways.tables)
    except Incommensurable as error:
        shown = hit(entry, ways.load, query.gwp, tables=ways.tables)
        why = (*why, error.detail)
    said = {
        "grade": grade.of(entry, query.use_of_it(), query.min_grade, ways.tables),
        "score": found.score,
        "why": why,
        "others": others,
    }
    return shown.model_copy(update=said)
