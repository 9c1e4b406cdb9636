"""Every rule there is, for people: what a curator may be told."""

from factordb.quality.checks import (
    bands,
    calorific,
    doubles,
    peers,
    signs,
    spelt,
    succession,
    sums,
    warming,
    years,
)
from factordb.quality.checks.finding import Rule, Severity

ONE_IDENTITY = Rule(
    "one-identity-two-numbers",
    Severity.REFUSE,
    "Two documents stand under one identity",
    "an identity is unique in a release",
)
"""Found while a file is read: nothing of it is stored then."""

_MODULES = (*(bands, calorific, doubles, peers, signs, spelt, succession, sums, warming, years),)
RULES: tuple[Rule, ...] = tuple(
    sorted(
        {
            ONE_IDENTITY,
            *(
                rule
                for module in _MODULES
                for rule in vars(module).values()
                if isinstance(rule, Rule)
            ),
        },
        key=lambda rule: (list(Severity).index(rule.severity), rule.id),
    )
)
"""The worst first, then by id."""
