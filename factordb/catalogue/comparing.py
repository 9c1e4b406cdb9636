"""Release against release: what was added, removed, changed, renamed, or only rounded.

Keys and amounts are compared, never digests: a digest changes with every publication date.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from factordb.model.base import Model
from factordb.model.factor import Factor
from factordb.model.numbers import places, plain
from factordb.model.pick import Pick
from factordb.model.property import Property

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
    """Where it was renamed."""
    why: str | None = None
    """Where the two are not comparable."""


class Diff(Model):
    from_release: str
    to_release: str
    counts: dict[str, int]
    """How many numbers of each kind, ``unchanged`` among them."""
    differences: tuple[Difference, ...]


class Printed(NamedTuple):
    """One number of a release, and what tells it from all others there."""

    key: str
    pick: str
    value: str | None
    digest: str
    method: str | None
    conventions: str
    ids: frozenset[str]


def compare(old: Iterable[Printed], new: Iterable[Printed], releases: tuple[str, str]) -> Diff:
    """Return how the numbers of two releases differ, in the order of their keys."""
    before = {(n.key, n.pick): n for n in old}
    after = {(n.key, n.pick): n for n in new}
    removed = [n for place, n in before.items() if place not in after]
    added = [n for place, n in after.items() if place not in before]
    renamed = _renamed(removed, added)
    gone = {id(pair[0]) for pair in renamed} | {id(pair[1]) for pair in renamed}
    differences = [
        *(_of("removed", n, None) for n in removed if id(n) not in gone),
        *(_of("added", None, n) for n in added if id(n) not in gone),
        *(_of("renamed", *pair) for pair in renamed),
        *(_compared(n, after[place]) for place, n in before.items() if place in after),
    ]
    told = [d for d in differences if d is not None]
    counts = Counter(d.kind for d in told)
    counts["unchanged"] = len(differences) - len(told)  # type: ignore[index]  # beside the kinds
    return Diff(
        from_release=releases[0],
        to_release=releases[1],
        counts=dict(sorted(counts.items())),
        differences=tuple(sorted(told, key=lambda d: (d.key, d.pick, d.kind))),
    )


def numbers(
    factors: Sequence[tuple[str, Factor]],
    properties: Sequence[tuple[str, Property]],
    inferred: str | None,
) -> list[Printed]:
    """Return every number of a release; documents come with their digests.

    ``inferred`` is the GWP method its manifest infers. Where several documents share one key
    their periods are added to it.
    """
    shared = Counter([f.key() for _, f in factors] + [p.key() for _, p in properties])
    printed = [
        number
        for digest, factor in factors
        for number in _of_factor(digest, factor, inferred, factor.key(), shared)
    ]
    return printed + [_of_property(d, p, shared) for d, p in properties]


def _of_factor(
    digest: str, factor: Factor, inferred: str | None, key: str, shared: Counter[str]
) -> Iterable[Printed]:
    for amount in factor.amounts:
        yield Printed(
            key=key if shared[key] == 1 else factor.identity(),
            pick=", ".join([*Pick.of(amount).plain().values(), *filter(None, [amount.label])]),
            value=amount.value(),
            digest=digest,
            method=None if amount.kg is not None else amount.gwp or inferred,
            conventions=repr(sorted((factor.conventions or {}).items())),
            ids=frozenset([amount.id] if amount.id else factor.ids or ()),
        )


def _of_property(digest: str, found: Property, shared: Counter[str]) -> Printed:
    return Printed(
        key=found.key() if shared[found.key()] == 1 else found.identity(),
        pick=found.property,
        value=found.value or f"{found.low}/{found.high}",
        digest=digest,
        method=None,
        conventions="",
        ids=frozenset(found.ids or ()),
    )


def _renamed(removed: list[Printed], added: list[Printed]) -> list[tuple[Printed, Printed]]:
    """Pair what left with what came under the same publisher's id; one id, one pair."""
    by_id = {i: n for n in added for i in n.ids}
    pairs = {}
    for number in removed:
        for one in sorted(number.ids):
            if one in by_id and id(by_id[one]) not in pairs:
                pairs[id(by_id[one])] = (number, by_id[one])
                break
    return list(pairs.values())


def _compared(old: Printed, new: Printed) -> Difference | None:
    if old.method != new.method:
        why = f"GWP method {old.method or 'not said'} → {new.method or 'not said'}"
        return _of("not comparable", old, new, why)
    if old.conventions != new.conventions:
        return _of("not comparable", old, new, "their conventions differ")
    if old.value == new.value:
        return None
    if old.value is None or new.value is None or "/" in old.value + new.value:
        return _of("changed", old, new)
    return _of("precision only" if _only_rounded(old.value, new.value) else "changed", old, new)


def _only_rounded(one: str, other: str) -> bool:
    """Say whether the one with fewer places is the other, rounded; halves may go either way.

    Nothing beside something is never rounding: a motorcycle was once printed with no methane.
    """
    if (Decimal(one) == 0) != (Decimal(other) == 0):
        return False
    longer, shorter = sorted((one, other), key=places, reverse=True)
    unit = Decimal(1).scaleb(-places(shorter))
    return Decimal(shorter) in {
        Decimal(longer).quantize(unit, rounding=way) for way in (ROUND_HALF_EVEN, ROUND_HALF_UP)
    }


def _of(kind: Kind, old: Printed | None, new: Printed | None, why: str | None = None) -> Difference:
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
        old_key=old.key if old and kind == "renamed" else None,
        why=why,
    )


def _percent(old: Printed | None, new: Printed | None) -> str | None:
    if not (old and new and old.value and new.value) or "/" in old.value + new.value:
        return None
    before, after = Decimal(old.value), Decimal(new.value)
    if before == 0:
        return None
    return plain(((after - before) / abs(before) * 100).quantize(Decimal("0.01")))
