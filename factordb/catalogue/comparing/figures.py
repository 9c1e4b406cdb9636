"""Figures: every number of a release, with what tells it from all others there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from factordb.model import identity
from factordb.model.factor import Factor
from factordb.model.identity import Plain
from factordb.model.numbers import is_plain
from factordb.model.property import Property


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
    """Of the number itself; else of its document."""
    of: frozenset[str] = frozenset()
    """All ids of its document."""
    at: str = ""
    """The first place it is printed in."""

    def place(self, several: Set[str]) -> tuple[str, str]:
        """Return where it stands in a release in which each of ``several`` keys has many dates."""
        return self.dated if self.key in several else self.key, self.pick


def figures(
    factors: Iterable[tuple[str, Factor]],
    properties: Iterable[tuple[str, Property]],
    inferred: str | None,
) -> list[Figure]:
    """Return every number of a release; documents come with their digests.

    ``inferred`` is the GWP method its manifest infers.
    """
    return figures_of_plain(
        ((digest, factor.plain()) for digest, factor in factors),
        ((digest, one.plain()) for digest, one in properties),
        inferred,
    )


def figures_of_plain(
    factors: Iterable[tuple[str, Plain]],
    properties: Iterable[tuple[str, Plain]],
    inferred: str | None,
) -> list[Figure]:
    """Return the same of documents as JSON gives them: what is stored was validated, and is sound.

    Validating it anew would take five times as long as all the rest.
    """
    found = [
        figure for digest, factor in factors for figure in _of_factor(digest, factor, inferred)
    ]
    return found + [_of_property(digest, one) for digest, one in properties]


def _of_factor(digest: str, factor: Plain, inferred: str | None) -> Iterator[Figure]:
    key, dated = identity.of(factor)
    conventions = repr(sorted(factor.get("conventions", {}).items()))
    cells, ids = factor["source"]["cells"], frozenset(factor.get("ids", ()))
    for amount in factor["amounts"]:
        cell = cells[amount["cell"]]
        yield Figure(
            key=key,
            dated=dated,
            unit=factor["unit"],
            pick=identity.pick(amount),
            bare=identity.pick(amount, method=False),
            value=amount.get("kg") or amount.get("kg_co2e") or _told(amount.get("range")),
            printed=cell["printed"],
            digest=digest,
            method=None if "kg" in amount else amount.get("gwp") or inferred,
            conventions=conventions,
            ids=frozenset([amount["id"]]) if "id" in amount else ids,
            of=ids,
            at=_place(cell["at"]),
        )


def _of_property(digest: str, found: Plain) -> Figure:
    key, dated = identity.of(found)
    cell, ids = found["source"]["cells"][0], frozenset(found.get("ids", ()))
    return Figure(
        key=key,
        dated=dated,
        unit=found["unit"],
        pick=found["property"],
        bare=found["property"],
        value=found.get("value") or f"{found.get('low')}/{found.get('high')}",
        printed=cell["printed"],
        digest=digest,
        method=None,
        conventions="",
        ids=ids,
        of=ids,
        at=_place(cell["at"]),
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


def _place(at: str | Sequence[str]) -> str:
    return at if isinstance(at, str) else at[0]


def _told(bounds: Mapping[str, str] | None) -> str | None:
    """Return a range as text, so that one that moved shows."""
    if bounds is None:
        return None
    if "below" in bounds:
        return f"< {bounds['below']}"
    return f"{bounds.get('low', '')}/{bounds.get('high', '')}"
