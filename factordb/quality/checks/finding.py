"""What a check says: which rule is broken, how badly, and where."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from factordb.model.base import Model

EXAMPLES = 20
"""Places that are kept of one rule; how many there are is always told."""


class Severity(StrEnum):
    """What a finding does to a release."""

    REFUSE = "refuse"
    """It is never published: the file has to be mended."""
    HOLD = "hold"
    """It is not published until a person releases the hold with a reason."""
    WARN = "warn"
    """It is told, and stops nothing."""


class Rule(NamedTuple):
    """One thing that numbers should keep."""

    id: str
    severity: Severity
    sentence: str
    """What is wrong where it is broken, without the place."""
    citation: str
    """Where it comes from, or which published error it would have caught."""


class Place(Model):
    """One place where a rule is broken."""

    at: str
    """The cell, or what else is meant: a region, an activity."""
    told: str
    digest: str | None = None
    """The document; nothing where a whole release is meant."""


class Finding(Model):
    """One rule that is broken, with the first places where it is."""

    rule: str
    severity: Severity
    sentence: str
    citation: str
    count: int
    places: tuple[Place, ...]


class Findings:
    """What rules have to say, gathered by rule."""

    def __init__(self) -> None:
        self._found: dict[Rule, tuple[list[Place], int]] = {}

    def add(
        self, rule: Rule, at: str, told: str | Callable[[], str], digest: str | None = None
    ) -> None:
        """Note that ``rule`` is broken at one place; ``told`` is asked for the first ones only."""
        places, count = self._found.get(rule, ([], 0))
        if count < EXAMPLES:
            said = told if isinstance(told, str) else told()
            places.append(Place(at=at, told=said, digest=digest))
        self._found[rule] = (places, count + 1)

    def count(self, rule: Rule) -> int:
        """Return at how many places ``rule`` is broken."""
        return self._found[rule][1] if rule in self._found else 0

    def all(self) -> tuple[Finding, ...]:
        """Return them, the worst first."""
        order = list(Severity)
        told = [
            Finding(
                rule=rule.id,
                severity=rule.severity,
                sentence=rule.sentence,
                citation=rule.citation,
                count=count,
                places=tuple(places),
            )
            for rule, (places, count) in self._found.items()
        ]
        return tuple(sorted(told, key=lambda f: (order.index(f.severity), f.rule)))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the severity that decides about a release, or nothing where all is well."""
    there = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in there), None)
