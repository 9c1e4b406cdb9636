"""A search: terms, exact filters, soft ones where anything is left, counts over all of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from factordb.search import folding, generation, hints, ranking, terms, texts
from factordb.search.columns import Columns, Filters, Mask, Rows, Taken
from factordb.search.generation import Generation
from factordb.search.hints import Hint, Named
from factordb.search.ranking import Looked
from factordb.search.rules import rules
from factordb.search.term import Term, Way
from factordb.search.texts import Had

COUNTED = ("dataset", "group", "region", "unit", "use")
_MOST_COUNTS = 50
_MOST_CODES = 200
_COLUMNS = {
    "region": "region",
    "unit": "dimension",
    "dataset": "dataset",
    "activity": "activity",
}
"""Where it is found what a hint means."""


class Asked(NamedTuple):
    """A search, of one edition."""

    text: str
    filters: Filters
    edition: int
    fallen: Mapping[int, str]
    """Rows that are withdrawn or superseded in this edition, and which."""
    limit: int
    offset: int = 0
    withdrawn: bool = False
    """Whether what has fallen is shown as well, behind all others."""


class Found(NamedTuple):
    """One row of the result, with what it is shown in place of."""

    row: int
    score: float
    why: tuple[str, ...]
    others: tuple[int, ...]
    """Rows of earlier releases that say the same."""


class Result(NamedTuple):
    found: Sequence[Found]
    total: int
    counts: dict[str, dict[str, int]]
    read: Sequence[tuple[Hint, bool]]
    """What the words were read as, and whether it narrowed the result."""


class _Left(NamedTuple):
    """Rows that stay, before they are put in order."""

    rows: Rows
    applied: tuple[Hint, ...]
    """The soft filters that narrowed them."""


def search(index: Generation, asked: Asked) -> Result:
    """Return the rows that ``asked`` finds, best first."""
    held = index.columns
    words, read = hints.read(asked.text[: folding.LONGEST], held.words["region"], _named(held))
    read = [hint for hint in read if not _contradicts(hint, asked.filters)]
    had = texts.had(index, terms.of(words, index))
    coded = _by_code(index, asked)
    left = _standing(_chosen(index, asked, had, read, coded), asked)
    there = held.there(left.rows)
    rows = left.rows[~held.hidden(left.rows, there)]
    taken = Taken(held, rows)
    scores = rules().weights.text * _by_text(index, had, taken["name"])
    scores += ranking.scores(index, Looked(asked.text, asked.filters, had, read), taken)
    if len(coded):
        scores += 1_000
    elif had.terms:
        scores = ranking.spread(held, rows, scores)
    order = _in_order(asked, taken, scores)[asked.offset :]
    page = zip(rows.take(order).tolist(), scores.take(order).tolist(), strict=True)
    ways = texts.ways(had, taken["name"].take(order).tolist())
    return Result(
        found=[
            _found(index, asked, _Seen(row, score, had.terms, some, read), there)
            for (row, score), some in zip(page, ways, strict=True)
        ],
        total=len(rows),
        counts=_counts(held, taken),
        read=[(hint, hint in left.applied) for hint in read],
    )


def _standing(left: _Left, asked: Asked) -> _Left:
    """Leave out what has fallen, before it could stand in the place of anything."""
    if asked.withdrawn or not asked.fallen:
        return left
    return left._replace(rows=left.rows[~np.isin(left.rows, list(asked.fallen))])


def _contradicts(hint: Hint, filters: Filters) -> bool:
    """A filter that is stated counts; words beside it are only words."""
    stated = {
        "region": filters.region,
        "year": filters.year,
        "unit": filters.dimension,
        "dataset": filters.dataset,
    }
    return stated.get(hint.kind) is not None


_NAMED: WeakKeyDictionary[Columns, Named] = WeakKeyDictionary()


def _named(held: Columns) -> Named:
    if held not in _NAMED:
        datasets, activities = held.words["dataset"], held.words["activity"]
        _NAMED[held] = Named(frozenset(datasets), sorted(activities))
    return _NAMED[held]


def _by_code(index: Generation, asked: Asked) -> Rows:
    """Return the rows whose publisher knows them by the text itself, or by one that begins so."""
    one = generation.code(asked.text[: folding.LONGEST])
    if not any(c.isdigit() for c in one) or len(one) < 3:
        return np.empty(0, dtype=np.int64)
    rows = index.codes.of(one)
    if not len(rows) and one.count("."):
        places = index.codes.texts.beginning(f"{one}.", _MOST_CODES)
        rows = np.concatenate([rows, *(index.codes.at(place) for place in places)])
    found = np.unique(rows).astype(np.int64)
    return index.columns.passing(found, asked.filters, asked.edition)


def _chosen(index: Generation, asked: Asked, had: Had, read: Sequence[Hint], coded: Rows) -> _Left:
    """Return the rows that have every term; where fewer do than fill a glance, also the next."""
    if len(coded):
        return _Left(coded, ())
    if not had.terms:
        rows = index.columns.passing(None, asked.filters, asked.edition)
        return _narrowed(index.columns, rows, read)
    chosen: _Left | None = None
    for count in range(int(had.shares.max(initial=0)), 0, -1):
        names = np.flatnonzero(had.shares == count)
        rows = index.columns.of_names(names)
        rows = index.columns.passing(rows, asked.filters, asked.edition)
        if not len(rows):
            continue
        left = _narrowed(index.columns, rows, read)
        if chosen is None:
            chosen = left
        elif len(left.applied) >= len(chosen.applied):
            chosen = _Left(np.concatenate([chosen.rows, left.rows]), chosen.applied)
        if len(chosen.rows) >= rules().text.least or count <= len(had.terms) / 2:
            break
    return chosen or _Left(np.empty(0, dtype=np.int64), ())


def _narrowed(held: Columns, rows: Rows, read: Sequence[Hint]) -> _Left:
    """Apply each soft filter that leaves anything of what those before it left."""
    applied = []
    for hint in read:
        if hint.kind == "year":
            kept = held.in_year(rows, int(hint.meant[0]))
        else:
            column = _COLUMNS[hint.kind]
            kept = rows[_meant(held, hint).take(held.arrays[column].take(rows))]
        if len(kept):
            rows = kept
            applied.append(hint)
    return _Left(rows, tuple(applied))


def _meant(held: Columns, hint: Hint) -> Mask:
    """Return which words of its column ``hint`` means."""
    column = _COLUMNS[hint.kind]
    words = _named(held).beginning(hint.words) if hint.kind == "activity" else hint.meant
    meant = np.zeros(len(held.words[column]), dtype=np.bool_)
    meant[[n for word in words if (n := held.number(column, word)) >= 0]] = True
    return meant


def _passes(hint: Hint) -> Callable[[str], bool]:
    """Return what says which words of a column ``hint`` means."""
    if hint.kind == "activity":
        return lambda word: word.startswith(hint.meant)
    return hint.meant.__contains__


def _by_text(index: Generation, had: Had, names: npt.NDArray[np.int32]) -> texts.Scores:
    """Return the scores of names that may repeat; each is worked out once."""
    there = np.zeros(index.facts.names, dtype=np.bool_)
    there[names] = True
    distinct = np.flatnonzero(there)
    scores = np.zeros(index.facts.names, dtype=np.float32)
    scores[distinct] = texts.score(index, had, distinct)
    return scores.take(names)


def _in_order(asked: Asked, taken: Taken, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """Return places of the page's end and before: what stands first, then by score, then newest."""
    rows = taken.rows
    last = taken["archived"].astype(np.float32)
    if asked.fallen:
        last = np.where(np.isin(rows, list(asked.fallen)), 2, last)
    key = scores - 10_000 * last
    most = min(len(rows), asked.offset + asked.limit)
    if most < len(rows) and most:
        bound = np.partition(key, len(rows) - most)[len(rows) - most]
        among = np.flatnonzero(key >= bound)
    else:
        among = np.arange(len(rows))
    order = np.lexsort((rows.take(among), -taken["edition"].take(among), -key.take(among)))
    return among[order][:most]


def _counts(held: Columns, taken: Taken) -> dict[str, dict[str, int]]:
    of_kinds = np.bincount(taken["kind"], minlength=len(held.kinds))
    counts: dict[str, dict[str, int]] = {}
    for name in COUNTED:
        column = "uses" if name == "use" else name
        words = held.words[column]
        if column == "region":
            numbers = np.bincount(taken[column], minlength=len(words))
        else:
            many = np.bincount(held.of_kinds(column), of_kinds, minlength=len(words))
            numbers = many.astype(np.int64)
        tally: dict[str, int] = {}
        for place in np.argsort(-numbers, kind="stable").tolist():
            if not numbers[place] or (len(tally) >= _MOST_COUNTS and name != "use"):
                break
            for word in _counted(words[place]):
                tally[word] = tally.get(word, 0) + int(numbers[place])
        counts[name] = dict(sorted(tally.items(), key=lambda one: (-one[1], one[0])))
    return counts


def _counted(word: Any) -> Iterable[str]:  # a word, or several uses
    return (word,) if isinstance(word, str) else word


class _Seen(NamedTuple):
    """A row of the page, with all that a reason may come from."""

    row: int
    score: float
    terms: Sequence[Term]
    ways: Sequence[Way | None]
    """In which it has each of the terms."""
    read: Sequence[Hint]


def _found(index: Generation, asked: Asked, seen: _Seen, there: Mask) -> Found:
    return Found(
        row=seen.row,
        score=round(seen.score, 1),
        why=tuple(_why(index.columns, asked, seen)),
        others=tuple(index.columns.behind(seen.row, there)),
    )


def _why(held: Columns, asked: Asked, seen: _Seen) -> Iterable[str]:
    if seen.score >= 1_000:
        yield f"its publisher knows it as {asked.text.strip()!r}"
    for term, way in zip(seen.terms, seen.ways, strict=True):
        yield way.says if way else f"lacks {term.text!r}"
    yield from _place_and_time(held, asked, seen.read, seen.row)
    if held.arrays["archived"][seen.row]:
        yield "ranks behind: its publisher archived it"
    if seen.row in asked.fallen:
        yield f"ranks last: it is {asked.fallen[seen.row]}"


def _place_and_time(held: Columns, asked: Asked, read: Sequence[Hint], row: int) -> Iterable[str]:
    code = held.words["region"][held.arrays["region"][row]]
    for hint in read:
        if hint.kind == "region":
            steps = min(ranking.steps(code, wanted) for wanted in hint.meant)
            if steps == 0:
                yield f"{hint.words!r} is its region"
            elif steps < ranking.FAR:
                yield f"{code} is {steps} step{'s' * (steps > 1)} from {hint.words!r}"
        elif hint.kind == "year":
            there = held.in_year(np.array([row]), int(hint.meant[0]))
            yield f"holds {hint.words}" if len(there) else f"is not of {hint.words}"
        elif _passes(hint)(held.words[_COLUMNS[hint.kind]][held.arrays[_COLUMNS[hint.kind]][row]]):
            yield {
                "unit": f"is per {hint.meant[0]}, as {hint.words!r} is",
                "dataset": f"is of the dataset {hint.words}",
                "activity": f"its activity begins {hint.words!r}",
            }[hint.kind]
