"""Peers: one number among those of the same activity, unit and boundary."""

import math
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.seen import Alike, Seen
from factordb.quality.checks.subject import Subject

FAR = Rule(
    "far-from-its-peers",
    Severity.HOLD,
    "The number is out of all proportion to others of its activity",
    f"{limits.TABLE}, peers; printed once: kg/kWh for kg/MWh in one row",
)
UNLIKE = Rule(
    "unlike-its-peers",
    Severity.WARN,
    "The number is many times, or a small part of, others of its activity",
    f"{limits.TABLE}, peers",
)
ZERO = Rule(
    "zero-among-numbers",
    Severity.WARN,
    "The number is zero, and its neighbours are not",
    "printed once: the methane of a motorcycle as `0 `",
)


class _Zero(NamedTuple):
    at: str
    number: int
    is_all: bool
    """Whether all of its factor is zero."""


class Kind(NamedTuple):
    """What numbers have in common that are held against one another."""

    activity: str
    """Or the subject of a property."""
    unit: str
    stages: tuple[str, ...]
    of: str
    """The gas, or the name of the property."""

    def told(self, value: float) -> str:
        """Return a number of such with what it is counted in."""
        if self.of in _TOTALS:
            return f"{value:.6g} kg {self.of} per {self.unit}"
        return f"{self.of} of {value:.6g} {self.unit}"


_Kind = tuple[str, str, tuple[str, ...], str]
"""The same as a plain tuple: there is one a number, and few are ever told of."""


class Peers:
    """Numbers of a release, by what they are alike in."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._alike: Alike[_Kind] = Alike()
        self._zeros: dict[_Kind, list[_Zero]] = {}
        self._counts: dict[_Kind, int] = {}

    def see(self, subject: Subject, number: int) -> None:
        """Take in the numbers of one factor."""
        factor, stages = subject.factor, subject.factor.boundary or ()
        whole = subject.whole
        if whole is not None and whole[1] > 0:
            self.take((factor.activity, factor.unit, stages, whole[0].gas), number)
        stem = factor.activity.rpartition(".")[0]
        for amount, value in zip(factor.amounts, subject.values, strict=True):
            if value is None or amount.part or amount.outside or amount.gas not in _COMMON:
                continue
            alike = (stem, factor.unit, stages, amount.gas)
            self._counts[alike] = self._counts.get(alike, 0) + 1
            if value == 0:
                zero = _Zero(subject.at(amount), number, not any(subject.values))
                self._zeros.setdefault(alike, []).append(zero)

    def take(self, alike: "_Kind", number: int) -> None:
        """Put what was seen under ``number``, and is above zero, to those alike in ``alike``."""
        self._alike.add(alike, number, alike)

    def close(self, found: Findings) -> None:
        """Say which numbers stand apart."""
        said = limits.peers()
        groups = self._alike.groups(said.least)
        hits = [hit for kind, them in groups for hit in self._far(Kind(*kind), them, said)]
        for number, rule, told in sorted(hits, key=lambda hit: hit[0]):
            found.add(rule, self._seen.at(number), told, self._seen.digest(number))
        remarkable = limits.zeros()
        for kind, zeros in self._zeros.items():
            alike, count = Kind(*kind), self._counts[kind]
            others = count - len(zeros)
            for one in zeros:
                share = remarkable.wholly if one.is_all else remarkable.partly
                if others >= max(remarkable.least, share * count):
                    told = f"{alike.of} is 0 per {alike.unit}; {others} others are not"
                    found.add(ZERO, one.at, told, self._seen.digest(one.number))

    def _far(
        self, alike: Kind, numbers: list[int], said: limits.Peers
    ) -> Iterator[tuple[int, Rule, str]]:
        values = self._seen.values
        logs = [math.log(values[number]) for number in numbers]
        middle = median(logs)
        spread = median(abs(log - middle) for log in logs)
        # Where all lie far apart, none stands apart.
        free = max(math.log(said.usual), 6 * spread)
        apart = [(one, log - middle) for one, log in zip(numbers, logs, strict=True)]
        apart = [(one, off) for one, off in apart if abs(off) > free]
        many = len(apart) > max(2, said.share * len(numbers))
        for one, off in apart:
            rule = FAR if abs(off) > math.log(said.hold) + 6 * spread else UNLIKE
            if many and rule is UNLIKE:
                continue
            times, cause = math.exp(off), limits.mistake(math.exp(off))
            told = (
                f"{alike.told(values[one])} is {times:.4g} times the middle of {len(numbers)} of "
                f"{alike.activity}, {math.exp(middle):.6g}"
            )
            yield one, rule, told + (f": {cause}?" if cause else "")


_TOTALS = frozenset({"CO2", "CO2e"})
_COMMON = frozenset({"CO2", "CH4", "N2O", "CO2e"})
