"""Release against release: what was added, removed, changed, renamed, or only rounded.

Keys and amounts are compared, never digests: a digest changes with every publication date.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal, NamedTuple

from factordb.catalogue.comparing.figures import Figure, usual_places
from factordb.model.base import Model
from factordb.model.canonical import canonical_text
from factordb.model.numbers import is_plain, places, plain

_EXACT = Context(prec=400)
"""No number is longer, so nothing but what is meant is rounded."""

Kind = Literal["added", "removed", "changed", "renamed", "precision only", "not comparable"]


class Difference(Model):
    """One number that is not what, or where, it was."""

    kind: Kind
    key: str
    """The key of its factor or property, canonical JSON."""
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


class Diff(Model):
    from_release: str
    to_release: str
    change: Spread | None
    """What to read first; nothing where no number changed that can be compared."""
    counts: dict[str, int]
    """How many numbers of each kind, ``unchanged`` among them."""
    moved: int
    """How many of the unchanged stand at another place of the file."""
    differences: tuple[Difference, ...]


def compare(old: Iterable[Figure], new: Iterable[Figure], releases: tuple[str, str]) -> Diff:
    """Return how the numbers of two releases differ, in the order of their keys."""
    old, new = tuple(old), tuple(new)
    several = _several(old) | _several(new)
    before, after = _placed(old, several), _placed(new, several)
    removed = [n for place, n in before.items() if place not in after]
    added = [n for place, n in after.items() if place not in before]
    pairs = _renamed(removed, added)
    gone = {id(number) for pair in pairs for number in pair}
    compared = _Comparing(usual_places(old), usual_places(new))
    differences = [
        *(_of("removed", n, None) for n in removed if id(n) not in gone),
        *(_of("added", None, n) for n in added if id(n) not in gone),
        *(_moved(*pair) for pair in pairs),
        *(compared.of(n, after[place]) for place, n in before.items() if place in after),
    ]
    told = [d for d in differences if d is not None]
    counts = Counter(d.kind for d in told)
    counts["unchanged"] = len(differences) - len(told)  # type: ignore[index]  # beside the kinds
    return Diff(
        from_release=releases[0],
        to_release=releases[1],
        change=_spread(told),
        counts=dict(sorted(counts.items())),
        moved=sum(
            1 for place, n in before.items() if place in after and _only_moved(n, after[place])
        ),
        differences=tuple(sorted(told, key=lambda d: (d.key, d.pick, d.kind))),
    )


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


def _several(found: Iterable[Figure]) -> set[str]:
    """Return the keys that more than one document of a release stands under."""
    documents = Counter(key for key, _ in {(n.key, n.digest) for n in found})
    return {key for key, count in documents.items() if count > 1}


def _placed(found: Iterable[Figure], several: set[str]) -> dict[tuple[str, str], Figure]:
    return {(n.dated if n.key in several else n.key, n.pick): n for n in found}


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
    if old.unit != new.unit:
        return f"unit {old.unit} → {new.unit}"
    if old.method != new.method:
        return f"GWP method {old.method or 'not said'} → {new.method or 'not said'}"
    return "their conventions differ" if old.conventions != new.conventions else None


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
