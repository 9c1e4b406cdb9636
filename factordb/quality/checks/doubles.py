"""Doubles: one thing twice, one id or key with two numbers, one mass under two names."""

import re
from functools import lru_cache
from typing import NamedTuple

from factordb.model.dates import Period
from factordb.quality.checks.finding import Findings, Rule, Severity
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


class _One(NamedTuple):
    value: float
    at: str
    digest: str
    data: Period | None


class Doubles:
    """Numbers of a release by id, by key, by name, and with radiative forcing or without."""

    def __init__(self) -> None:
        self._by_id: dict[object, _One] = {}
        self._by_key: dict[object, list[_One]] = {}
        self._by_name: dict[object, _One] = {}
        self._flights: dict[object, list[tuple[str, _One]]] = {}

    def see(self, subject: Subject, found: Findings) -> None:
        """Take in the number of one factor, and say what it doubles."""
        whole = subject.whole
        if whole is None:
            return
        factor, dates = subject.factor, subject.factor.dates
        one = _One(whole[1], subject.at(whole[0]), subject.digest, dates.data if dates else None)
        time = (dates.data, dates.applies) if dates else None
        here = (factor.region, factor.unit, factor.boundary, time, whole[0].gas)
        for id_ in factor.ids or ():
            before = self._by_id.setdefault((id_, here, _told_apart(subject)), one)
            _two(ONE_ID, f"id {id_}", before, one, found)
        self._key(subject, one, found)
        if one.value:
            self._name(subject, (here, whole[0].part), one, found)
        if "radiative-forcing" in (factor.facets or {}) and whole[0].gas:
            self._flight(subject)

    def close(self, found: Findings) -> None:
        """Say which masses of CO2 grow with radiative forcing."""
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

    def _key(self, subject: Subject, one: _One, found: Findings) -> None:
        if one.data is None or (subject.factor.dates and subject.factor.dates.applies):
            return
        there = self._by_key.setdefault(subject.factor.key(), [])
        for before in there[-3:]:
            if before.data is not None and _overlap(before.data, one.data):
                _two(ONE_KEY, subject.factor.activity, before, one, found)
        there.append(one)

    def _name(self, subject: Subject, here: object, one: _One, found: Findings) -> None:
        printed = _plain(" ".join(subject.factor.name.values()))
        facets = tuple(sorted((subject.factor.facets or {}).items()))
        before = self._by_name.setdefault((printed, here, facets), one)
        if before is one:
            return
        off = abs(one.value / before.value - 1)
        if off < 0.01:
            told = f"{one.value:g} under {printed!r}, as at {before.at}"
            found.add(NEARLY_TWICE if off else TWICE, one.at, told, one.digest)

    def _flight(self, subject: Subject) -> None:
        factor = subject.factor
        facets = dict(factor.facets or {})
        forcing = facets.pop("radiative-forcing")
        alike = (factor.activity, tuple(sorted(facets.items())), factor.region, factor.unit)
        time = factor.dates and (factor.dates.data, factor.dates.applies)
        for amount, value in zip(factor.amounts, subject.values, strict=True):
            if amount.gas == "CO2" and amount.kg is not None and value:
                one = _One(value, subject.at(amount), subject.digest, None)
                self._flights.setdefault((alike, factor.boundary, time), []).append((forcing, one))


@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    """Return a name without case and marks; one name stands for many regions and years."""
    return _NOTHING_SAID.sub(" ", name.casefold()).strip()


def _told_apart(subject: Subject) -> tuple[tuple[str, str], ...]:
    facets = subject.factor.facets or {}
    return tuple(sorted(item for item in facets.items() if item[0] != "publisher-id"))


def _overlap(one: Period, other: Period) -> bool:
    """Say whether two periods cut into each other; a year may well lie in an average of three."""
    early, late = sorted((one, other), key=lambda period: (period.from_, period.to))
    return early.from_ < late.from_ <= early.to < late.to


def _two(rule: Rule, what: str, before: _One, one: _One, found: Findings) -> None:
    if before is not one and before.value != one.value:
        told = f"{what}: {before.value:g} at {before.at}, {one.value:g} here"
        found.add(rule, one.at, told, one.digest)
