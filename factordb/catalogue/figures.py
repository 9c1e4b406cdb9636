"""Figures: every number of a release, with what tells it from all others there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from factordb.model.amount import Range
from factordb.model.factor import Factor
from factordb.model.numbers import is_plain
from factordb.model.pick import Pick
from factordb.model.property import Property
from factordb.model.source import Cell


class Figure(NamedTuple):
    """One number of a release."""

    key: str
    dated: str
    """Its key with the dates of its document: what is compared where one key has several."""
    unit: str
    pick: str
    bare: str
    """The pick without its GWP method."""
    value: str | None
    printed: str
    """As it stands in its cell, before any step."""
    digest: str
    method: str | None
    conventions: str
    ids: frozenset[str]
    at: str = ""
    """The first place it is printed in."""


def figures(
    factors: Iterable[tuple[str, Factor]],
    properties: Iterable[tuple[str, Property]],
    inferred: str | None,
) -> list[Figure]:
    """Return every number of a release; documents come with their digests.

    ``inferred`` is the GWP method its manifest infers.
    """
    found = [
        figure for digest, factor in factors for figure in _of_factor(digest, factor, inferred)
    ]
    return found + [_of_property(digest, one) for digest, one in properties]


def _of_factor(digest: str, factor: Factor, inferred: str | None) -> Iterator[Figure]:
    key, dated = factor.key(), factor.identity()
    conventions = repr(sorted((factor.conventions or {}).items()))
    for amount in factor.amounts:
        pick = Pick.of(amount).plain()
        more = [amount.label] if amount.label else []
        yield Figure(
            key=key,
            dated=dated,
            unit=factor.unit,
            pick=", ".join([*pick.values(), *more]),
            bare=", ".join([*(v for k, v in pick.items() if k != "gwp"), *more]),
            value=amount.value() or _told(amount.range),
            printed=factor.source.cells[amount.cell].printed,
            digest=digest,
            method=None if amount.kg is not None else amount.gwp or inferred,
            conventions=conventions,
            ids=frozenset([amount.id] if amount.id else factor.ids or ()),
            at=_place(factor.source.cells[amount.cell]),
        )


def _of_property(digest: str, found: Property) -> Figure:
    return Figure(
        key=found.key(),
        dated=found.identity(),
        unit=found.unit,
        pick=found.property,
        bare=found.property,
        value=found.value or f"{found.low}/{found.high}",
        printed=found.source.cells[0].printed,
        digest=digest,
        method=None,
        conventions="",
        ids=frozenset(found.ids or ()),
        at=_place(found.source.cells[0]),
    )


def usual_places(found: Iterable[Figure]) -> int:
    """Return how many places the numbers of a release have, where its file drops zeros; else 0.

    A workbook's 0.2 may be 0.20000: among neighbours of five places 0.18147 was not rounded to
    it, but changed. Where a zero stands at an end, zeros are kept and every number says itself
    how exact it is.
    """
    fractions = [n.printed.partition(".")[2] for n in found if is_plain(n.printed)]
    if any(fraction.endswith("0") for fraction in fractions):
        return 0
    usual = Counter(len(fraction) for fraction in fractions).most_common()
    most = usual[0][1] if usual else 0
    return max((length for length, count in usual if count == most), default=0)


def _place(cell: Cell) -> str:
    return cell.at if isinstance(cell.at, str) else cell.at[0]


def _told(bounds: Range | None) -> str | None:
    """Return a range as text, so that one that moved shows."""
    if bounds is None:
        return None
    return f"< {bounds.below}" if bounds.below else f"{bounds.low or ''}/{bounds.high or ''}"
