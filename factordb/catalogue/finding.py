"""Search for people: filters are exact, words may be half of what is meant.

A plain first version over names and labels. The door is narrow on purpose: `find` takes a query
and gives hits with reasons, and an index may stand behind it without anybody noticing.
"""

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, Field
from sqlmodel import Session

from factordb import units
from factordb.catalogue.entries import entries, loader
from factordb.catalogue.entry import Entry
from factordb.catalogue.hit import Hit, Load, hit
from factordb.catalogue.wording import folded
from factordb.errors import Incommensurable, Invalid
from factordb.model import vocabulary
from factordb.model.amount import Method
from factordb.model.base import Model, Slug
from factordb.model.factor import Boundary, Facets, RegionCode
from factordb.store import editions, searching
from factordb.store.searching import Filters

MOST_CONSIDERED = 400
"""Rows that are ranked by their words, of those the database finds."""


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
    dataset: Slug | None = None
    use: Annotated[str, AfterValidator(vocabulary.check_use)] | None = None
    boundary: Boundary | None = None
    facets: Facets | None = None
    gwp: Method | None = None
    edition: int | None = None
    limit: int = Field(20, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200)


class Findings(Model):
    edition: int
    hits: tuple[Hit, ...]
    total: int
    """How many factors the query finds."""
    counts: dict[str, dict[str, int]]
    """How many of them by dataset, group, region, unit and use; the most frequent first."""
    next: str | None
    """Cursor of the next page; nothing on the last."""


def find(db: Session, query: Query) -> Findings:
    """Return the hits of ``query``, best first, with the reasons for their place.

    Raises:
        EditionAhead: this replica has not reached the edition yet.
        Invalid: the cursor is none of ours.
    """
    offset, edition = _cursor(query.cursor, editions.meant(db, query.edition))
    words = tuple(dict.fromkeys(folded(query.q).split()))
    filters = _filters(query, edition)
    ranked, total, counts = _ranked(db, filters, words)
    page = ranked[offset : offset + query.limit]
    later = offset + query.limit
    load = loader(db)
    return Findings(
        edition=edition,
        hits=tuple(_shown(entry, score, why, query, load) for entry, score, why in page),
        total=total,
        counts=counts,
        next=_written(later, edition) if later < len(ranked) else None,
    )


Ranked = tuple[Entry, float, tuple[str, ...]]


def _ranked(
    db: Session, filters: Filters, words: tuple[str, ...]
) -> tuple[list[Ranked], int, dict[str, dict[str, int]]]:
    """Return all words' finds, or where there are none those of some of them, best first."""
    for some in (False, True):
        wanted = filters._replace(words=_pieces(words) if some else words, some=some)
        rows = searching.matching(db, wanted, MOST_CONSIDERED)
        if rows or not words:
            found = entries(db, filters.edition, rows)
            texts = [row.words for row in rows]
            ranked = _in_order(found, texts, words, wanted)
            total, counts = searching.counts(db, wanted)
            return ranked, total, counts
    return [], 0, {}


def _in_order(
    found: list[Entry], texts: list[str], words: tuple[str, ...], wanted: Filters
) -> list[Ranked]:
    """Order by how much of what is asked is there, then by how alike the names are."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # only search needs it

    asked = " ".join(words)
    ranked: list[Ranked] = []
    for entry, text in zip(found, texts, strict=True):
        there = sum(piece in text for piece in wanted.words) / max(1, len(wanted.words))
        names = max((fuzz.ratio(asked, folded(name)) for name in entry.name.values()), default=0.0)
        score = round(70 * there + 0.3 * names, 1)
        ranked.append((entry, score, tuple(_reasons(entry, words, text, whole=not wanted.some))))
    ranked.sort(key=lambda r: (r[0].standing is not None, -r[1], -r[0].edition))
    return ranked


def _reasons(entry: Entry, words: tuple[str, ...], text: str, *, whole: bool) -> list[str]:
    there = [word for word in words if word in text]
    reasons = [f"has {', '.join(map(repr, there))}"] if there else []
    missing = [word for word in words if word not in text]
    if missing and not whole:
        reasons.append(f"has parts of {', '.join(map(repr, missing))}")
    if entry.standing:
        reasons.append(f"ranks last: it is {entry.standing}")
    return reasons


def _pieces(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to look for when not all words are there: Chinese by two, others by four."""
    pieces: list[str] = []
    for word in words:
        size = 4 if word.isascii() else 2
        if len(word) <= size:
            pieces.append(word)
        pieces += [word[i : i + size] for i in range(len(word) - size + 1)]
    return tuple(dict.fromkeys(pieces))[:40]


def _filters(query: Query, edition: int) -> Filters:
    return Filters(
        edition=edition,
        words=(),
        some=False,
        region=query.region,
        year=query.year,
        group=query.group,
        dimension=units.dimension(query.unit) if query.unit else None,
        dataset=query.dataset,
        use=query.use,
        boundary=query.boundary,
        facets=query.facets,
    )


def _shown(entry: Entry, score: float, why: tuple[str, ...], query: Query, load: Load) -> Hit:
    try:
        shown = hit(entry, load, query.gwp, query.in_)
    except Incommensurable as error:
        shown = hit(entry, load, query.gwp)
        why = (*why, error.detail)
    return shown.model_copy(update={"score": score, "why": why})


def _cursor(text: str | None, edition: int) -> tuple[int, int]:
    if text is None:
        return 0, edition
    try:
        offset, asked = base64.urlsafe_b64decode(text).decode().split(".")
        return int(offset), int(asked)
    except (ValueError, binascii.Error) as error:
        raise Invalid(f"{text[:40]!r} is no cursor: take it from the answer before.") from error


def _written(offset: int, edition: int) -> str:
    return base64.urlsafe_b64encode(f"{offset}.{edition}".encode()).decode()
