"""Gaps: blank cells of two releases beside their numbers, so that one that was filled shows.

A blank is known by the publisher's id of its number, or by what its number would be of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import orjson

from factordb.catalogue.comparing.figures import Figure
from factordb.model.canonical import canonical_text
from factordb.model.reading import Blank

Name = tuple[str, str]
"""An id, a key or an identity; and the pick."""


class Gap(NamedTuple):
    """One blank cell that can be told from others."""

    key: str
    """Canonical JSON; empty where only its id is known."""
    dated: str
    """Its key with the dates of its document."""
    pick: str
    id: str | None
    at: str

    @classmethod
    def of(cls, blank: Blank) -> "Gap | None":
        """Return what is known of a blank, or nothing where it cannot be told from others."""
        if blank.at is None or not (blank.id or blank.identity):
            return None
        dated = blank.identity or ""
        key = canonical_text(orjson.loads(dated)[:-2]) if dated else ""
        return cls(key, dated, blank.pick or "", blank.id, blank.at)

    def names(self, several: Set[str]) -> Iterator[Name]:
        """Yield what it may be known by, the surest first."""
        if self.id:
            yield f"id {self.id}", self.pick
        if self.key:
            yield self.dated if self.key in several else self.key, self.pick


class Side(NamedTuple):
    """One release: its numbers, those of them that have no fellow in the other, its blanks."""

    figures: Sequence[Figure]
    alone: Sequence[Figure]
    gaps: Sequence[Gap]

    def blanks(self, several: Set[str]) -> dict[Name, Gap]:
        """Return its blanks by every name they have."""
        return {name: gap for gap in self.gaps for name in gap.names(several)}

    def numbers(self, several: Set[str]) -> set[Name]:
        """Return every name that its numbers have."""
        return {name for one in self.figures for name in _names(one, several)}


class Gaps(NamedTuple):
    """What became of the blanks of two releases."""

    filled: list[tuple[Gap, Figure]]
    gone: list[tuple[Figure, Gap]]
    """Numbers whose cells are blank now."""
    added: list[Gap]
    removed: list[Gap]
    stayed: int


def told(blanks: Iterable[Blank]) -> tuple[Gap, ...]:
    """Return those blanks that can be told apart."""
    return tuple(gap for blank in blanks if (gap := Gap.of(blank)) is not None)


def compare(old: Side, new: Side, several: Set[str]) -> Gaps:
    """Return which blanks were filled, which came and went, and which numbers are blank now."""
    before, after = old.blanks(several), new.blanks(several)
    there = {name for name in before if name in after}
    return Gaps(
        filled=[(gap, one) for one in new.alone if (gap := _found(one, before, several))],
        gone=[(one, gap) for one in old.alone if (gap := _found(one, after, several))],
        added=_only(new.gaps, before.keys() | old.numbers(several), several),
        removed=_only(old.gaps, after.keys() | new.numbers(several), several),
        stayed=sum(1 for gap in new.gaps if not there.isdisjoint(gap.names(several))),
    )


def _found(one: Figure, blanks: Mapping[Name, Gap], several: Set[str]) -> Gap | None:
    return next((blanks[name] for name in _names(one, several) if name in blanks), None)


def _only(gaps: Iterable[Gap], others: Set[Name], several: Set[str]) -> list[Gap]:
    return [gap for gap in gaps if others.isdisjoint(gap.names(several))]


def _names(one: Figure, several: Set[str]) -> Iterator[Name]:
    yield from ((f"id {id_}", one.pick) for id_ in sorted(one.ids))
    yield one.place(several)
