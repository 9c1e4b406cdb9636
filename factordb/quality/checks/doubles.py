"""Doubles: one thing twice, one id or key with two numbers, one mass under two names."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from factordb.model.dates import Period
from factordb.model.property import Property
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.seen import Alike, Seen
from factordb.quality.checks.subject import Subject

ONE_ID = Rule(
    "one-id-two-numbers",
    Severity.HOLD,
    "The publisher's id names two numbers for one region, unit and time",
    "printed once: one ID with two values",
)
ONE_KEY = Rule(
    "one-key-two-numbers",
    Severity.WARN,
    "Two documents under one key have periods that overlap, with two numbers",
    "a key is what stays the same from release to release; for one and the same period two numbers "
    "are refused",
)
TWICE = Rule(
    "same-thing-twice",
    Severity.WARN,
    "Two documents say the same number of what bears one name",
    "a duplicate under another key",
)
NEARLY_TWICE = Rule(
    "nearly-the-same-twice",
    Severity.WARN,
    "Two documents of what bears one name differ by less than a hundredth",
    "a near-duplicate: one of them is a rounding, or of another year",
)
RADIATIVE_FORCING = Rule(
    "co2-grows-with-radiative-forcing",
    Severity.HOLD,
    "A mass of CO2 cannot depend on radiative forcing",
    "printed once: the CO2 of flights times 1.7, and still called CO2",
)
_NOTHING_SAID = re.compile(r"[\W_]+")


_Hit = tuple[int, Rule, str]
"""The factor meant, the rule, and what is told."""


class _Mass(NamedTuple):
    value: float
    at: str
    digest: str


class Doubles:
    """Numbers of a release by id, by key, by name, and with radiative forcing or without."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._ids: Alike[str] = Alike()
        self._keys: Alike[str] = Alike()
        self._names: Alike[str] = Alike()
        self._flights: dict[object, list[tuple[str, _Mass]]] = {}

    def see(self, subject: Subject, number: int) -> None:
        """Take in the number of one factor."""
        whole = subject.whole
        if whole is None:
            return
        factor, time = subject.factor, self._seen.times[number]
        facets = _sorted(factor.facets)
        here = (factor.region, factor.unit, factor.boundary, time, whole[0].gas)
        if factor.ids:
            told_apart = tuple([item for item in facets if item[0] != "publisher-id"])
            for id_ in factor.ids:
                self._ids.add((id_, here, told_apart), number, id_)
        data, applies = self._seen.time(number)
        if data is not None and applies is None:
            key = (factor.activity, facets, factor.boundary, factor.region, factor.unit)
            self._keys.add(key, number, factor.activity)
        if whole[1]:
            printed = _plain(" ".join(factor.name.values()))
            self._names.add((printed, here, whole[0].part, facets), number, printed)
        if factor.facets and "radiative-forcing" in factor.facets:
            self._flight(subject)

    def see_property(self, property_: Property, number: int) -> None:
        """Take in the number of one property."""
        facets, name = _sorted(property_.facets), property_.property
        here = (property_.region, property_.unit, name, self._seen.times[number])
        told_apart = tuple([item for item in facets if item[0] != "publisher-id"])
        for id_ in property_.ids or ():
            self._ids.add((id_, here, told_apart), number, id_)
        data, applies = self._seen.time(number)
        if data is not None and applies is None:
            key = (property_.subject, name, facets, property_.region, property_.unit)
            self._keys.add(key, number, f"{name} of {property_.subject}")
        if self._seen.values[number]:
            printed = _plain(" ".join(property_.name.values()))
            self._names.add((printed, here, facets), number, printed)

    def close(self, found: Findings) -> None:
        """Say what is there twice, and which masses of CO2 grow with radiative forcing."""
        hits = [*self._two_of_an_id(), *self._two_of_a_key(), *self._two_of_a_name()]
        for number, rule, told in sorted(hits, key=lambda hit: hit[0]):
            found.add(rule, self._seen.at(number), told, self._seen.digest(number))
        for both in self._flights.values():
            masses = dict(both)
            if len(masses) < 2:
                continue
            least = min(masses.values(), key=lambda one: one.value)
            for forcing, one in masses.items():
                if one.value > least.value * 1.001:
                    told = (
                        f"{one.value:.6g} kg CO2 {forcing} radiative forcing, {least.value:.6g} "
                        f"otherwise: {one.value / least.value:.3g} times"
                    )
                    found.add(RADIATIVE_FORCING, one.at, told, one.digest)

    def _two_of_an_id(self) -> Iterator[_Hit]:
        for id_, (first, *others) in self._ids.groups():
            for other in others:
                yield from self._two(ONE_ID, f"id {id_}", first, other)

    def _two_of_a_key(self) -> Iterator[_Hit]:
        time = self._seen.time
        for activity, numbers in self._keys.groups():
            for place, number in enumerate(numbers):
                for before in numbers[max(0, place - 3) : place]:
                    one, other = time(before)[0], time(number)[0]
                    if one and other and _overlap(one, other):
                        yield from self._two(ONE_KEY, activity, before, number)

    def _two(self, rule: Rule, what: str, before: int, number: int) -> Iterator[_Hit]:
        was, is_ = self._seen.values[before], self._seen.values[number]
        if was != is_:
            yield number, rule, f"{what}: {was:g} at {self._seen.at(before)}, {is_:g} here"

    def _two_of_a_name(self) -> Iterator[_Hit]:
        for printed, (first, *others) in self._names.groups():
            for other in others:
                value = self._seen.values[other]
                off = abs(value / self._seen.values[first] - 1)
                if off < 0.01:
                    told = f"{value:g} under {printed!r}, as at {self._seen.at(first)}"
                    yield other, NEARLY_TWICE if off else TWICE, told

    def _flight(self, subject: Subject) -> None:
        factor = subject.factor
        facets = dict(factor.facets or {})
        forcing = facets.pop("radiative-forcing")
        alike = (factor.activity, tuple(sorted(facets.items())), factor.region, factor.unit)
        time = factor.dates and (factor.dates.data, factor.dates.applies)
        for amount, value in zip(factor.amounts, subject.values, strict=True):
            if amount.gas == "CO2" and amount.kg is not None and value:
                one = _Mass(value, subject.at(amount), subject.digest)
                self._flights.setdefault((alike, factor.boundary, time), []).append((forcing, one))


@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    """Return a name without case and marks; one name stands for many regions and years."""
    plain = name.casefold()
    if plain.replace(" ", "").isalnum() and "  " not in plain:
        return plain.strip()
    return _NOTHING_SAID.sub(" ", plain).strip()


def _sorted(facets: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(facets.items())) if facets else ()


def _overlap(one: Period, other: Period) -> bool:
    """Say whether two periods cut into each other; a year may well lie in an average of three."""
    early, late = sorted((one, other), key=lambda period: (period.from_, period.to))
    return early.from_ < late.from_ <= early.to < late.to
