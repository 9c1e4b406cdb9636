"""What gives way to what, among candidates that all might answer."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from factordb.catalogue.entry import Entry
from factordb.catalogue.resolve.question import Step

_T = TypeVar("_T")


class Found(NamedTuple):
    """What is left at one region, and how it got there."""

    entries: list[Entry]
    steps: list[Step]


def without_subsets(found: Found) -> Found:
    """Leave out datasets that repeat a part of another one that is there too."""
    there = {e.dataset for e in found.entries}
    kept = [e for e in found.entries if e.manifest.subset_of not in there]
    if len(kept) == len(found.entries):
        return found
    gone = sorted(there - {e.dataset for e in kept})
    says = f"{', '.join(gone)} repeats a part of another dataset, and yields to it"
    return Found(kept, [*found.steps, Step(kind="subset", says=says)])


def first_tier(found: Found) -> Found:
    """Leave out international compilations where the region's own authority answers."""
    first = min(e.manifest.tier for e in found.entries)
    kept = [e for e in found.entries if e.manifest.tier == first]
    if len(kept) == len(found.entries):
        if first == 1:
            return found
        says = "no authority of the region's own answers, so an international compilation may"
        return Found(kept, [*found.steps, Step(kind="tier", says=says)])
    gone = sorted({e.dataset for e in found.entries} - {e.dataset for e in kept})
    says = f"{', '.join(gone)} is an international compilation; the region's own authority answers"
    return Found(kept, [*found.steps, Step(kind="tier", says=says)])


def newest_releases(found: Found) -> Found:
    """Leave out older releases where several of a dataset have one key and period."""
    newest: dict[tuple[object, ...], Entry] = {}
    for entry in sorted(found.entries, key=lambda e: e.edition):
        newest[entry.dataset, entry.key, entry.data, entry.applies] = entry
    kept = list(newest.values())
    if len(kept) == len(found.entries):
        return found
    gone = sorted({e.reference for e in found.entries} - {e.reference for e in kept})
    says = f"{', '.join(gone)} was followed by {', '.join(sorted({e.reference for e in kept}))}"
    return Found(kept, [*found.steps, Step(kind="release", says=says)])


def distinct(items: Iterable[_T]) -> list[_T]:
    """Return ``items`` in their order, each once."""
    seen: list[_T] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen
