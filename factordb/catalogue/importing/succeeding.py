"""A draft against the last release of its dataset: what the checks have to say of the step."""

from collections.abc import Callable, Iterable

import orjson
from sqlmodel import Session

from factordb.catalogue.comparing import differing
from factordb.catalogue.comparing.comparing import Diff, Difference, Summary, compare
from factordb.catalogue.comparing.figures import Figure
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.reference import split
from factordb.model.numbers import is_plain
from factordb.quality.checks import succession
from factordb.quality.checks.finding import Finding
from factordb.quality.checks.succession import Coverage, Moved, Succession
from factordb.store import releases
from factordb.store.editions import NEWEST
from factordb.store.tables import ReleaseRow

_STANDS = frozenset({"changed", "renamed"})


def last(db: Session, draft: ReleaseRow) -> ReleaseRow | None:
    """Return the release of a draft's dataset that was published last, if any was."""
    there = releases.of_dataset(db, draft.dataset, NEWEST)
    return there[-1] if there else None


def step(db: Session, reference: str, *, moved: bool = False) -> Diff | None:
    """Return how a draft differs from the last release of its dataset, if there is one.

    With ``moved`` those numbers are listed too that only stand elsewhere in the file.
    """
    draft = releases.find(db, *split(reference))
    before = last(db, draft) if draft is not None else None
    if draft is None or before is None or draft.id == before.id:
        return None
    names = f"{before.dataset}@{before.name}", reference
    old, new = differing.contents(db, before), differing.contents(db, draft)
    return compare(old, new, names, moved=moved)


def against_last(db: Session, draft: ReleaseRow) -> tuple[Summary | None, tuple[Finding, ...]]:
    """Return how far a draft is from the last release, and what is found; the first has none."""
    before = last(db, draft)
    if before is None:
        return None, ()
    old, new = differing.contents(db, before), differing.contents(db, draft)
    names = f"{before.dataset}@{before.name}", f"{draft.dataset}@{draft.name}"
    diff = compare(old, new, names)
    return diff.summary(), succession.against(_succession(diff, old.figures, new.figures))


def remarks(db: Session, draft: ReleaseRow, is_of: Callable[[ReleaseRow], bool]) -> tuple[str, ...]:
    """Return what a curator should know of a draft beside its numbers, a sentence each.

    Yesterday's file and the name of another publisher's dataset are easily sent. ``is_of`` says
    whether a release was read from the very file that the draft was.
    """
    before = last(db, draft)
    if before is None:
        return ()
    said = [
        f"This very file is published already, as {there.dataset}@{there.name}: is it the one that "
        "is meant?"
        for there in releases.of_dataset(db, draft.dataset, NEWEST)
        if is_of(there)
    ]
    theirs, ours = (manifest(db, bytes(row.manifest)).publisher for row in (before, draft))
    if not {*theirs.values()} & {*ours.values()}:
        said.append(
            f"The publisher is {next(iter(ours.values()))!r}, and that of "
            f"{before.dataset}@{before.name} is {next(iter(theirs.values()))!r}: is "
            f"{draft.dataset} the dataset that is meant?"
        )
    return tuple(said)


def _succession(diff: Diff, old: Iterable[Figure], new: Iterable[Figure]) -> Succession:
    renamed = {d.old_key for d in diff.differences if d.old_key}
    return Succession(
        moved=[_moved(d) for d in diff.differences if d.kind in _STANDS and _is_number(d)],
        unchanged=diff.counts.get("unchanged", 0) + diff.counts.get("precision only", 0),
        blank_now=[_told(d) for d in diff.differences if d.kind == "value gone"],
        not_comparable=[d.why or "" for d in diff.differences if d.kind == "not comparable"],
        before=_coverage(old, renamed),
        after=_coverage(new, ()),
    )


def _is_number(one: Difference) -> bool:
    return bool(one.old and one.new and is_plain(one.old) and is_plain(one.new))


def _moved(one: Difference) -> Moved:
    first = one.pick.partition(",")[0]
    is_trace = first not in ("CO2", "CO2e") and not first.islower()  # as names of properties are
    old, new = float(one.old or 0), float(one.new or 0)
    change = f"{_what(one)}: {one.old} → {one.new}"
    return Moved(one.new_at or one.key, one.new_digest, old, new, is_trace, change)


def _what(one: Difference) -> str:
    """Return what a number is of, in words."""
    about, second, third, region, unit, *_ = orjson.loads(one.key)
    facets = third if isinstance(second, str) else second
    said = (f"{name}={value}" for name, value in facets.items())
    return " ".join([about, *said, region, unit, one.pick])


def _told(one: Difference) -> tuple[str, str]:
    """Return the cell that is blank now, and what stood there."""
    return one.new_at or "", f"{one.old} for {one.key} {one.pick}"


def _coverage(found: Iterable[Figure], besides: Iterable[str]) -> Coverage:
    keys = {one.key for one in found}
    told = [orjson.loads(key) for key in keys]
    return Coverage(
        keys=frozenset(keys.difference(besides)),
        regions=frozenset(parts[3] for parts in told),
        activities=frozenset(parts[0] for parts in told),
    )
