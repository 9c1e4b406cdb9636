"""What gives way to what, among candidates that all might answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve.question import Question, Step
from factordb.catalogue.resolve.succession import (
    grouped,
    latest_published,
    lineage,
    of_one_period,
)

_T = TypeVar("_T")
Mark = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """What is left at one place, how it got there, and why others are gone."""

    entries: Sequence[Entry]
    rules: dict[Mark, str] = field(default_factory=dict)
    """By which rule a year led to an entry."""
    elsewhen: Sequence[Entry] = ()
    """What would have been there for another year."""
    steps: tuple[Step, ...] = ()
    lost: dict[Mark, str] = field(default_factory=dict)

    def without(self, gone: Sequence[Entry], why: str, step: Step) -> "Found":
        """Return what is left without ``gone``; as it was where nothing goes."""
        if not gone:
            return self
        marks = {entry.mark for entry in gone}
        return replace(
            self,
            entries=[entry for entry in self.entries if entry.mark not in marks],
            steps=(*self.steps, step),
            lost=self.lost | dict.fromkeys(marks, why),
        )


def narrowed(found: Found, question: Question) -> Found:
    """Leave out older releases, parts of other datasets, other units, compilations."""
    for narrow in _ALL:
        found = narrow(found, question)
    return found


def _older_releases(found: Found, question: Question) -> Found:
    """Of numbers for one period that of the newest release stands, in one dataset."""
    gone: list[Entry] = []
    said: set[str] = set()
    for group in grouped(found.entries, lambda e: (e.dataset, e.unit, *of_one_period(e))):
        newest = _newest_release(group)
        older = [entry for entry in group if entry.reference != newest]
        gone += older
        said |= {f"{entry.reference} was followed by {newest}" for entry in older}
    why = "a newer release says it anew"
    return found.without(gone, why, Step(kind="release", says="; ".join(sorted(said))))


def _newest_release(group: Sequence[Entry]) -> str:
    """The last published; of these the last to be published here."""
    return max(latest_published(group), key=lambda e: e.edition).reference


def _subsets(found: Found, question: Question) -> Found:
    """A dataset that repeats a part of another yields to it, number by number."""
    gone: list[Entry] = []
    kept: list[Entry] = []
    for group in grouped(found.entries, lambda e: (e.unit, *of_one_period(e))):
        if len({entry.dataset for entry in group}) > 1:
            newest = latest_published(group)
            stays = [e for e in newest if e.dataset == lineage(e)] or newest
            kept += stays
            gone += [e for e in group if e.mark not in {s.mark for s in stays}]
    says = (
        f"{', '.join(_references(gone))} gives way to {', '.join(_references(kept))}: "
        "one repeats a part of the other"
    )
    why = f"{', '.join(_references(kept))} says the same"
    return found.without(gone, why, Step(kind="subset", says=says))


def _other_units(found: Found, question: Question) -> Found:
    """Where a release says a number per the very unit asked for, its others are not converted."""
    wanted = question.measure
    gone: list[Entry] = []
    for group in grouped(found.entries, lambda e: (e.reference, *of_one_period(e))):
        if any(entry.unit == wanted for entry in group):
            gone += [entry for entry in group if entry.unit != wanted]
    why = f"the same release has it per {wanted}"
    units = ", ".join(sorted({entry.unit for entry in gone}))
    return found.without(gone, why, Step(kind="unit", says=f"per {wanted}, not per {units}"))


def _compilations(found: Found, question: Question) -> Found:
    """At one region an international compilation yields to the region's own authority."""
    first = min((e.manifest.tier for e in found.entries), default=1)
    gone = [e for e in found.entries if e.manifest.tier > first]
    why = "it is an international compilation, and the region's own authority answers"
    if gone or first == 1:
        says = f"{_datasets(gone)} gives way: the region's own authority answers"
        return found.without(gone, why, Step(kind="tier", says=says))
    if question.dataset is not None or question.activity is None:
        return found  # it was named, and is no substitute
    own = [entry for entry in found.elsewhen if entry.manifest.tier < first]
    says = (
        f"{_datasets(found.entries)} is an international compilation: no authority of the "
        "region's own has a number that answers"
    )
    says += f"; {_datasets(own)} has one for other years only" if own else ""
    return replace(found, steps=(*found.steps, Step(kind="tier", says=says)))


_ALL: tuple[Callable[[Found, Question], Found], ...] = (
    _older_releases,
    _subsets,
    _other_units,
    _compilations,
)


def distinct(items: Iterable[_T]) -> list[_T]:
    """Return ``items`` in their order, each once."""
    seen: list[_T] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def _references(entries: Iterable[Entry]) -> list[str]:
    return sorted({entry.reference for entry in entries})


def _datasets(entries: Iterable[Entry]) -> str:
    return ", ".join(sorted({entry.dataset for entry in entries}))
