"""Rule sets: what a factor scores from what is known of it; numbered files, never edited."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from factordb.errors import Invalid
from factordb.model import regions
from factordb.model.base import Model, Names
from factordb.model.numbers import Number
from factordb.model.regions import Regions
from factordb.numbered import Family
from factordb.quality import scheme
from factordb.quality.known import Known
from factordb.quality.stems import Stems

FAMILY = Family("assess", Path(__file__).with_name("rules"))
CURRENT = FAMILY.newest()
"""The one that publishing applies."""

Pairs = tuple[tuple[Number, Number], ...]
"""A limit and the score up to it, in order."""


class When(Model):
    """What must be so; every condition that is there holds."""

    tier: int | None = None
    activity: tuple[str, ...] | None = None
    """It is one of these, or stands below one."""
    facets: dict[str, tuple[str, ...]] | None = None
    """Each is stated, with one of these values."""
    kinds: tuple[str, ...] | None = None
    """The kind of its region is one of these."""
    technology: bool | None = None
    """It states one of the facets that name a technology."""

    def holds(
        self, known: Known, technology: frozenset[str], table: Regions = regions.TODAY
    ) -> bool:
        """Say whether all of it is so of ``known``."""
        facets = dict(known.facets)
        return (
            self.tier in (None, known.tier)
            and _below(known.activity, self.activity)
            and all(facets.get(name) in ok for name, ok in (self.facets or {}).items())
            and (self.kinds is None or table.region(known.region).kind in self.kinds)
            and self.technology in (None, bool(technology & facets.keys()))
        )


class Class(Model):
    """One class of what is known; the first that fits is taken."""

    class_: str = Field(alias="class")
    when: When
    says: Names
    """Why it is of this class."""


class TimeScale(Model):
    """How far apart years may lie for a score."""

    by: Literal["years", "days"]
    less_than: Pairs = Field((), alias="less-than")
    """Calendar years between the data and the year of use."""
    at_most: Pairs = Field((), alias="at-most")
    """Days between the data and the last day of the year of use."""
    else_: Number = Field(alias="else")
    validity: bool = False
    """Whether years that the publisher names count as years of the data."""

    def score(self, apart: int) -> str:
        """Return the score of what lies ``apart``, in years or days."""
        if self.by == "days":
            return next((s for most, s in self.at_most if apart <= int(most)), self.else_)
        return next((s for limit, s in self.less_than if apart < int(limit)), self.else_)


class Scoring(Model):
    """What each class scores under one scheme; what is not here is not known."""

    reliability: dict[str, Number] = Field(default_factory=dict)
    completeness: dict[str, Number] = Field(default_factory=dict)
    technology: dict[str, Number] = Field(default_factory=dict)
    source: dict[str, Number] = Field(default_factory=dict)
    geography: dict[str, Number] = Field(default_factory=dict)
    """By how the regions lie to each other, or that and the kind: ``includes:world``."""
    time: TimeScale | None = None


class Sayings(Model):
    """The sentences of the rule set, with places for what is the case."""

    kinds: dict[str, Names]
    """Kinds of regions."""
    unknown: dict[str, Names]
    """By aspect."""
    time: dict[str, Names]
    geography: dict[str, Names]
    technology: dict[str, Names]


class Rules(Model):
    version: str
    about: Names
    default: str
    """The scheme that a grade is of where none is named."""
    technology_facets: tuple[str, ...] = Field(alias="technology-facets")
    classes: dict[str, tuple[Class, ...]]
    says: Sayings
    scores: dict[str, Scoring]
    """By reference of a scheme."""

    @property
    def name(self) -> str:
        """``assess-1``."""
        return f"assess-{self.version}"

    @model_validator(mode="after")
    def _scores_as_the_schemes_do(self) -> Self:
        for reference, scoring in self.scores.items():
            known = scheme.named(reference)
            for name, indicator in known.indicators.items():
                for score in _scores(scoring, indicator.rates):
                    known.checked(name, score)
        return self

    def stems(self) -> Stems:
        """Return every activity that a class names."""
        classes = (one for all_ in self.classes.values() for one in all_)
        return Stems(stem for one in classes for stem in one.when.activity or ())

    def class_of(self, aspect: str, known: Known, table: Regions = regions.TODAY) -> Class | None:
        """Return the first class of ``aspect`` that fits, or nothing where nothing is known."""
        technology = frozenset(self.technology_facets)
        found = (c for c in self.classes.get(aspect, ()) if c.when.holds(known, technology, table))
        return next(found, None)


@cache
def named(name: str) -> Rules:
    """Return a rule set.

    Raises:
        Invalid: there is none of that name.
    """
    if name not in FAMILY.names():
        there = ", ".join(FAMILY.names())
        raise Invalid(f"There is no rule set {name[:40]!r}; there are {there}.")
    return Rules.model_validate_json(FAMILY.file(name).read_bytes())


def current() -> Rules:
    """Return the rule set that publishing applies."""
    return named(CURRENT)


def _below(activity: str, stems: tuple[str, ...] | None) -> bool:
    return stems is None or any(f"{activity}.".startswith(f"{stem}.") for stem in stems)


def _scores(scoring: Scoring, aspect: str) -> list[str]:
    if aspect == "time":
        time = scoring.time
        return [*(s for _, s in (*time.less_than, *time.at_most)), time.else_] if time else []
    return list(getattr(scoring, aspect, {}).values())
