"""Release against release: what was added, removed, changed, renamed, or only rounded.

Keys and amounts are compared, never digests: a digest changes with every publication date.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal, NamedTuple

from factordb.catalogue.comparing import gaps
from factordb.catalogue.comparing.figures import Figure, usual_places
from factordb.catalogue.comparing.gaps import Gap, Gaps, Side
from factordb.model.base import Model
from factordb.model.canonical import canonical_text
from factordb.model.numbers import is_plain, places, plain

_EXACT = Context(prec=400)
"""No number is longer, so nothing but what is meant is rounded."""

Kind = Literal[
    "added",
    "removed",
    "changed",
    "renamed",
    "precision only",
    "not comparable",
    "blank filled",
    "value gone",
    "blank added",
    "blank removed",
    "moved in the file",
]


class Difference(Model):
    """One number that is not what, or where, it was."""

    kind: Kind
    key: str
    """The key of its factor or property, canonical JSON; empty where a blank tells only its id."""
    pick: str
    """Which of its numbers: ``CO2e``, ``CH4``, or the property's name."""
    old: str | None = None
    new: str | None = None
    change_percent: str | None = None
    """Δ in per cent of the old number, two digits; absent where the old one is zero."""
    old_digest: str | None = None
    new_digest: str | None = None
    old_key: str | None = None
    """Where it stood under another."""
    id: str | None = None
    """The publisher's id of the number."""
    old_at: str | None = None
    new_at: str | None = None
    """The cells, of numbers and of blanks."""
    why: str | None = None
    """Where the two are not comparable."""


class Spread(Model):
    """How far the numbers that changed went, in per cent of the old ones."""

    numbers: int
    rose: int
    fell: int
    median: str
    """Half of them changed by less, up or down."""
    p95: str
    """Nineteen in twenty changed by less."""
    largest: str


class Ids(Model):
    """The publisher's ids of numbers and blanks: how many came and went."""

    added: int
    removed: int


class Summary(Model):
    """How far one release is from another, without the list of what differs."""

    from_release: str
    to_release: str
    change: Spread | None
    """What to read first; nothing where no number changed that can be compared."""
    counts: dict[str, int]
    """How many numbers of each kind, ``unchanged`` among them; of blanks, ``still blank``."""
    moved: int
    """How many of the unchanged stand at another place of the file."""
    ids: Ids | None = None
    """Nothing where one of the two has none, or its blanks are not on record."""
    blanks: bool = True
    """Whether the blanks of both are on record; where not, a blank that was filled is added."""


class Diff(Summary):
    differences: tuple[Difference, ...]

    def summary(self) -> Summary:
        """Return it without the differences."""
        return Summary.model_validate({n: getattr(self, n) for n in Summary.model_fields})


class Contents(NamedTuple):
    """What stands in one release."""

    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...] | None = None
    """Its blanks; nothing where they are not on record."""

    def several(self) -> set[str]:
        """Return the keys that stand with more dates than one."""
        named = {(n.key, n.dated) for n in self.figures}
        named |= {(g.key, g.dated) for g in self.gaps or () if g.key}
        counts = Counter(key for key, _ in named)
        return {key for key, count in counts.items() if count > 1}

    def ids(self) -> set[str]:
        """Return every id of the publisher's."""
        named = {id_ for of in {n.of for n in self.figures} for id_ in of}
        named.update(*(n.ids for n in self.figures))
        return named | {g.id for g in self.gaps or () if g.id}


def compare(
    old: Contents, new: Contents, releases: tuple[str, str], *, moved: bool = False
) -> Diff:
    """Return how the numbers of two releases differ, in the order of their keys.

    With ``moved`` those are listed too that only stand elsewhere in the file.
    """
    several = old.several() | new.several()
    before, after = ({n.place(several): n for n in side.figures} for side in (old, new))
    removed = [n for place, n in before.items() if place not in after]
    added = [n for place, n in after.items() if place not in before]
    is_on_record = old.gaps is not None and new.gaps is not None
    blanks = gaps.compare(
        Side(old.figures, removed, (old.gaps or ()) if is_on_record else ()),
        Side(new.figures, added, (new.gaps or ()) if is_on_record else ()),
        several,
    )
    gone = {id(n) for n, _ in blanks.gone} | {id(n) for _, n in blanks.filled}
    pairs = _renamed(*([n for n in side if id(n) not in gone] for side in (removed, added)))
    gone |= {id(number) for pair in pairs for number in pair}
    compared = _Comparing(usual_places(old.figures), usual_places(new.figures))
    both = [(n, after[place]) for place, n in before.items() if place in after]
    differences = [
        *(_of("removed", n, None) for n in removed if id(n) not in gone),
        *(_of("added", None, n) for n in added if id(n) not in gone),
        *(_moved(*pair) for pair in pairs),
        *(compared.of(*pair) for pair in both),
    ]
    told = [d for d in differences if d is not None] + list(_of_blanks(blanks))
    counts: dict[str, int] = dict(Counter(d.kind for d in told))
    counts["unchanged"] = sum(d is None for d in differences)
    if blanks.stayed:
        counts["still blank"] = blanks.stayed
    stand_elsewhere = [pair for pair in both if _only_moved(*pair)]
    if moved:
        told += [_of("moved in the file", *pair) for pair in stand_elsewhere]
    return Diff(
        from_release=releases[0],
        to_release=releases[1],
        change=_spread(told),
        counts=dict(sorted(counts.items())),
        moved=len(stand_elsewhere),
        ids=_ids(old.ids(), new.ids()) if is_on_record else None,
        blanks=is_on_record,
        differences=tuple(sorted(told, key=lambda d: (d.key, d.pick, d.kind, d.id or ""))),
    )


def _ids(old: set[str], new: set[str]) -> Ids | None:
    return Ids(added=len(new - old), removed=len(old - new)) if old and new else None


def _of_blanks(blanks: Gaps) -> Iterator[Difference]:
    for gap, number in blanks.filled:
        one = _of("blank filled", None, number)
        yield one.model_copy(update={"old_at": gap.at})
    for number, gap in blanks.gone:
        one = _of("value gone", number, None)
        yield one.model_copy(update={"new_at": gap.at})
    for gap in blanks.added:
        yield Difference(kind="blank added", key=gap.key, pick=gap.pick, id=gap.id, new_at=gap.at)
    for gap in blanks.removed:
        yield Difference(kind="blank removed", key=gap.key, pick=gap.pick, id=gap.id, old_at=gap.at)


def _spread(told: Iterable[Difference]) -> Spread | None:
    """Return how far those that changed went."""
    signed = [Decimal(d.change_percent) for d in told if d.change_percent]
    moved = [share for share in signed if share]
    if not moved:
        return None
    far = sorted(abs(share) for share in moved)
    return Spread(
        numbers=len(far),
        rose=sum(share > 0 for share in moved),
        fell=sum(share < 0 for share in moved),
        median=plain(far[(len(far) - 1) // 2]),
        p95=plain(far[math.ceil(0.95 * len(far)) - 1]),
        largest=plain(far[-1]),
    )


def _only_moved(old: Figure, new: Figure) -> bool:
    return old.at != new.at and old.value == new.value and _incomparable(old, new) is None


def _renamed(removed: list[Figure], added: list[Figure]) -> list[tuple[Figure, Figure]]:
    """Pair what left with what came under the publisher's id, another method or price year.

    One number is in one pair. Where an id names several numbers, their picks tell them apart.
    """
    came: dict[object, list[Figure]] = {}
    for number in added:
        for name in _names(number):
            came.setdefault(name, []).append(number)
    pairs, taken = [], set[int]()
    for number in removed:
        meant = (came.get(name, []) for name in _names(number))
        found = next((m[0] for m in meant if len(m) == 1 and id(m[0]) not in taken), None)
        if found is not None:
            taken.add(id(found))
            pairs.append((number, found))
    return pairs


def _names(found: Figure) -> Iterator[object]:
    """Yield what one number of a release may be known by in the next, the surest first."""
    ids = sorted(found.ids)
    yield from ((one, found.pick) for one in ids)
    yield from ids
    yield found.key, found.bare
    if "{" in found.unit:
        bare = found.unit.partition("{")[0]
        yield found.key.replace(canonical_text([found.unit])[1:-1], bare), found.bare


def _moved(old: Figure, new: Figure) -> Difference:
    why = _incomparable(old, new)
    return _of("not comparable" if why else "renamed", old, new, why)


def _incomparable(old: Figure, new: Figure) -> str | None:
    """Return every reason why two numbers cannot be held against each other."""
    why = []
    if old.unit != new.unit:
        why.append(f"unit {old.unit} → {new.unit}")
    if old.method != new.method:
        why.append(f"GWP method {old.method or 'not said'} → {new.method or 'not said'}")
    if old.conventions != new.conventions:
        why.append("their conventions differ")
    return "; ".join(why) or None


class _Comparing(NamedTuple):
    """Two numbers under one key and pick, read with what is usual in their releases."""

    old_places: int
    new_places: int

    def of(self, old: Figure, new: Figure) -> Difference | None:
        if why := _incomparable(old, new):
            return _of("not comparable", old, new, why)
        if old.value == new.value:
            return None
        if not (_is_number(old) and _is_number(new)):
            return _of("changed", old, new)
        return _of("precision only" if self._only_rounded(old, new) else "changed", old, new)

    def _only_rounded(self, old: Figure, new: Figure) -> bool:
        """Say whether the one with fewer places is the other, rounded, its halves to even.

        Nothing beside something is never rounding: a motorcycle was once printed with no methane.
        """
        before, after = Decimal(str(old.value)), Decimal(str(new.value))
        if (before == 0) != (after == 0):
            return False
        had = max(places(str(old.value)), self.old_places)
        has = max(places(str(new.value)), self.new_places)
        if had == has or before == after:
            return before == after
        longer, shorter, kept = (before, after, has) if had > has else (after, before, had)
        return longer.quantize(Decimal(1).scaleb(-kept), ROUND_HALF_EVEN, _EXACT) == shorter


def _is_number(found: Figure) -> bool:
    return found.value is not None and is_plain(found.value)


def _of(kind: Kind, old: Figure | None, new: Figure | None, why: str | None = None) -> Difference:
    there = new or old
    assert there is not None  # noqa: S101  # every caller gives at least one
    return Difference(
        kind=kind,
        key=there.key,
        pick=there.pick,
        old=old and old.value,
        new=new and new.value,
        change_percent=_percent(old, new) if kind in ("changed", "renamed") else None,
        old_digest=old and old.digest,
        new_digest=new and new.digest,
        old_key=old.key if old and old.key != there.key else None,
        id=min(there.ids, default=None),
        old_at=old and old.at,
        new_at=new and new.at,
        why=why,
    )


def _percent(old: Figure | None, new: Figure | None) -> str | None:
    if not (old and new and _is_number(old) and _is_number(new)):
        return None
    before, after = Decimal(str(old.value)), Decimal(str(new.value))
    if before == 0:
        return None
    share = _EXACT.divide(after - before, abs(before)) * 100
    return plain(share.quantize(Decimal("0.01"), ROUND_HALF_EVEN, _EXACT))
