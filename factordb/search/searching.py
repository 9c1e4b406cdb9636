"""A search: terms, exact filters, soft ones where anything is left, counts over all of it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from factordb.model import regions
from factordb.search import folding, generation, hints, terms, texts
from factordb.search.columns import Columns, Filters, Mask, Rows
from factordb.search.generation import Generation
from factordb.search.hints import Hint
from factordb.search.rules import rules
from factordb.search.texts import Had

COUNTED = ("dataset", "group", "region", "unit", "use")
_MOST_COUNTS = 50
_FAR = 99
_MOST_CODES = 200


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
    applied: bool
    """Whether the soft filters narrowed them."""


def search(index: Generation, asked: Asked) -> Result:
    """Return the rows that ``asked`` finds, best first."""
    held = index.columns
    words, read = hints.read(asked.text[: folding.LONGEST], held.words["region"])
    read = [hint for hint in read if not _contradicts(hint, asked.filters)]
    had = texts.had(index, terms.of(words, index))
    coded = _by_code(index, asked)
    left = _standing(_chosen(index, asked, had, read, coded), asked)
    there = held.there(left.rows)
    rows = left.rows[~held.hidden(left.rows, there)]
    scores = _scores(index, asked, had, read, rows)
    if len(coded):
        scores += 1_000
    order = _in_order(held, asked, rows, scores)
    page = [(int(rows[at]), float(scores[at])) for at in order[asked.offset :]]
    return Result(
        found=[_found(index, asked, had, read, there, one) for one in page],
        total=len(rows),
        counts=_counts(held, rows),
        read=[(hint, left.applied) for hint in read],
    )


def _standing(left: _Left, asked: Asked) -> _Left:
    """Leave out what has fallen, before it could stand in the place of anything."""
    if asked.withdrawn or not asked.fallen:
        return left
    return left._replace(rows=left.rows[~np.isin(left.rows, list(asked.fallen))])


def _contradicts(hint: Hint, filters: Filters) -> bool:
    """A filter that is stated counts; words beside it are only words."""
    stated = {"region": filters.region, "year": filters.year, "unit": filters.dimension}
    return stated[hint.kind] is not None


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
        return _Left(coded, applied=False)
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
        elif left.applied or not chosen.applied:
            chosen = _Left(np.concatenate([chosen.rows, left.rows]), chosen.applied)
        if len(chosen.rows) >= rules().text.least or count <= len(had.terms) / 2:
            break
    return chosen or _Left(np.empty(0, dtype=np.int64), applied=False)


def _narrowed(held: Columns, rows: Rows, read: Sequence[Hint]) -> _Left:
    """Apply the soft filters where all of them together leave anything."""
    if not read:
        return _Left(rows, applied=False)
    kept = rows
    for hint in read:
        if hint.kind == "year":
            kept = held.in_year(kept, int(hint.meant[0]))
        else:
            column = "region" if hint.kind == "region" else "dimension"
            numbers = [held.number(column, word) for word in hint.meant]
            kept = kept[np.isin(held.arrays[column][kept], numbers)]
    return _Left(kept, applied=True) if len(kept) else _Left(rows, applied=False)


def _scores(
    index: Generation, asked: Asked, had: Had, read: Sequence[Hint], rows: Rows
) -> npt.NDArray[np.float32]:
    held, weights = index.columns, rules().weights
    scores = weights.text * _by_text(index, had, held.arrays["name"][rows])
    wanted = _wanted(asked.filters.region, read)
    near = _nearness(tuple(held.words["region"]), wanted)
    scores += (weights.region if wanted else weights.breadth) * near[held.arrays["region"][rows]]
    year = asked.filters.year or next((int(h.meant[0]) for h in read if h.kind == "year"), None)
    scores += weights.year * _year_nearness(held, rows, year)
    editions = held.arrays["edition"][rows]
    scores += weights.newest * (editions / max(1, index.facts.edition)).astype(np.float32)
    if asked.filters.use is None:
        return scores
    stated = np.array([bool(uses) for uses in held.words["uses"]], dtype=np.float32)
    scores += weights.use * stated[held.arrays["uses"][rows]]
    return scores


def _by_text(index: Generation, had: Had, names: npt.NDArray[np.int32]) -> texts.Scores:
    """Return the scores of names that may repeat; each is worked out once."""
    there = np.zeros(index.facts.names, dtype=np.bool_)
    there[names] = True
    distinct = np.flatnonzero(there)
    scores = np.zeros(index.facts.names, dtype=np.float32)
    scores[distinct] = texts.score(index, had, distinct)
    return scores[names]


def _wanted(region: str | None, read: Sequence[Hint]) -> tuple[str, ...]:
    if region is not None:
        return (region,)
    return next((hint.meant for hint in read if hint.kind == "region"), ())


@lru_cache(maxsize=512)
def _nearness(known: tuple[str, ...], wanted: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """Return how near every known region is to those wanted; how wide it is where none is."""
    if not wanted:
        breadth = rules().breadth
        return np.array([breadth[regions.region(c).kind] for c in known], dtype=np.float32)
    step = rules().region_step
    away = [min(_steps(code, one) for one in wanted) for code in known]
    return np.array([max(0.0, 1 - step * steps) for steps in away], dtype=np.float32)


def _steps(code: str, wanted: str) -> int:
    """Return the steps up from the region wanted to ``code``, or down to it; far otherwise."""
    up, down = regions.chain(wanted), regions.chain(code)
    if code in up:
        return up.index(code)
    return down.index(wanted) + 1 if wanted in down else _FAR


def _year_nearness(held: Columns, rows: Rows, year: int | None) -> npt.NDArray[np.float32]:
    """Return how near each row is to ``year``; how new its years are where none is asked for."""
    if year is None:
        last = held.arrays["last"][rows]
        away = np.minimum(last.max(initial=0) - last, 10)
    else:
        since = held.arrays["since"][rows].astype(np.int32)
        until = held.arrays["until"][rows].astype(np.int32)
        away = np.clip(np.maximum(since - year, year - until), 0, 10)
    near: npt.NDArray[np.float32] = _near_years()[away]
    return near


@cache
def _near_years() -> npt.NDArray[np.float32]:
    """Return how near it is to be no, one, two … ten years away."""
    steps = rules().year_step * np.arange(11, dtype=np.float32)
    near: npt.NDArray[np.float32] = np.clip(1 - steps, 0, 1).astype(np.float32)
    return near


def _in_order(
    held: Columns, asked: Asked, rows: Rows, scores: npt.NDArray[np.float32]
) -> npt.NDArray[np.intp]:
    """Return places of the page's end and before: what stands first, then by score, then newest."""
    last = held.arrays["archived"][rows].astype(np.float32)
    if asked.fallen:
        last = np.where(np.isin(rows, list(asked.fallen)), 2, last)
    key = scores - 10_000 * last
    most = min(len(rows), asked.offset + asked.limit)
    if most < len(rows) and most:
        bound = np.partition(key, len(rows) - most)[len(rows) - most]
        among = np.flatnonzero(key >= bound)
    else:
        among = np.arange(len(rows))
    order = np.lexsort((rows[among], -held.arrays["edition"][rows[among]], -key[among]))
    return among[order][:most]


def _counts(held: Columns, rows: Rows) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for name in COUNTED:
        column = "uses" if name == "use" else name
        words = held.words[column]
        numbers = np.bincount(held.arrays[column][rows], minlength=len(words))
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


def _found(  # noqa: PLR0913  # all that a reason may come from
    index: Generation,
    asked: Asked,
    had: Had,
    read: Sequence[Hint],
    there: Mask,
    one: tuple[int, float],
) -> Found:
    row, score = one
    return Found(
        row=row,
        score=round(score, 1),
        why=tuple(_why(index, asked, had, read, one)),
        others=tuple(index.columns.behind(row, there)),
    )


def _why(
    index: Generation, asked: Asked, had: Had, read: Sequence[Hint], one: tuple[int, float]
) -> Iterable[str]:
    held, (row, score) = index.columns, one
    if score >= 1_000:
        yield f"its publisher knows it as {asked.text.strip()!r}"
    for term, way in texts.ways(had, int(held.arrays["name"][row])):
        yield way.says if way else f"lacks {term.text!r}"
    yield from _place_and_time(held, asked, read, row)
    if held.arrays["archived"][row]:
        yield "ranks behind: its publisher archived it"
    if row in asked.fallen:
        yield f"ranks last: it is {asked.fallen[row]}"


def _place_and_time(held: Columns, asked: Asked, read: Sequence[Hint], row: int) -> Iterable[str]:
    code = held.words["region"][held.arrays["region"][row]]
    for hint in read:
        if hint.kind == "region":
            steps = min(_steps(code, wanted) for wanted in hint.meant)
            if steps == 0:
                yield f"{hint.words!r} is its region"
            elif steps < _FAR:
                yield f"{code} is {steps} step{'s' * (steps > 1)} from {hint.words!r}"
        elif hint.kind == "year":
            there = held.in_year(np.array([row]), int(hint.meant[0]))
            yield f"holds {hint.words}" if len(there) else f"is not of {hint.words}"
        elif held.words["dimension"][held.arrays["dimension"][row]] in hint.meant:
            yield f"is per {hint.meant[0]}, as {hint.words!r} is"
