"""Schemes of quality: indicators, scales, directions and limits, one numbered file each.

At least six scales are in use, some with 1 best and some with 6, and none converts into another:
a score means something only beside its scheme.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from factordb import numbered
from factordb.errors import Invalid, SchemeNotFound
from factordb.model.base import Model, Names, Slug
from factordb.model.numbers import Number
from factordb.model.text import Text

FOLDER = Path(__file__).with_name("schemes")
LETTERS = "ABCDE"

Letter = Literal["A", "B", "C", "D", "E"]
Aspect = Literal[
    "reliability", "completeness", "time", "geography", "technology", "method", "source"
]
"""What an indicator looks at."""


class Indicator(Model):
    """One thing that a scheme scores."""

    name: Names
    rates: Aspect | Literal["publisher"]
    """What it looks at; ``publisher`` where only the publisher's own score counts."""
    levels: dict[Number, Names]
    """What each score means."""
    unknown: Number | None = None
    """The score of what is not known; none where that is not scored."""
    not_scored: Number | None = Field(None, alias="not-scored")
    """What a publisher writes where he did not score: 0, which is never better than 1."""
    between: bool = False
    """Whether scores between two levels are given."""
    variances: dict[Number, Number] | None = None
    """Variance of the logarithm, by score."""
    factors: dict[Number, Number] | None = None
    """Uncertainty factor, by score; a blank cell of the published table has none."""


class Combination(Model):
    """How scores become one number."""

    rule: Literal["variances", "factors", "mean", "mean-and-worst", "shares", "none"]
    """``variances``: basic plus their sum. ``factors``: the same with σ² made of each factor.
    ``mean-and-worst``: (Σ + 4 · worst) / (number + 4). ``shares``: an indicator at a time, over
    many inputs by their share. ``none``: nothing is combined."""
    factors_are: Literal["gsd", "gsd2"] | None = Field(None, alias="factors-are")
    """Whether a factor is a geometric standard deviation or its square."""


class Limit(Model):
    """One grade, up to a combined number."""

    grade: Letter
    up_to: Number | None = Field(None, alias="up-to")
    """The largest number that has it; the last grade has no limit."""
    name: Names
    """The scheme's own word for it."""


class Scheme(Model):
    scheme: Slug
    version: Slug
    """Of this file: it is never edited once landed."""
    title: Names
    citation: Text
    sure: Literal["seen", "check"]
    """``seen``: read in the publication or in several independent implementations that agree.
    ``check``: well known, not read in the original."""
    best: Number
    worst: Number
    indicators: dict[Slug, Indicator] = Field(min_length=1)
    combine: Combination
    basic_variances: dict[str, Number] | None = Field(None, alias="basic-variances")
    """Variance before any score, by what is measured."""
    basic_factors: dict[str, Number] | None = Field(None, alias="basic-factors")
    """The same as factors that are squares of a geometric standard deviation."""
    grades: tuple[Limit, ...] = ()
    """Limits in order; empty where none are published, and then there is no letter."""
    notes: tuple[Names, ...] = ()
    """What is disputed, blank or ours in it."""

    @property
    def reference(self) -> str:
        """Scheme and version: ``ef-dqr-1``."""
        return f"{self.scheme}-{self.version}"

    @property
    def low_is_best(self) -> bool:
        """Whether a smaller score is a better one."""
        return Decimal(self.best) < Decimal(self.worst)

    @model_validator(mode="after")
    def _combines_what_it_has(self) -> Self:
        table = {"variances": "variances", "factors": "factors"}.get(self.combine.rule)
        if table and any(getattr(i, table) is None for i in self.indicators.values()):
            raise ValueError(f"an indicator of {self.scheme} has no {table}")
        limits = [Decimal(limit.up_to) for limit in self.grades[:-1] if limit.up_to]
        if self.grades and (sorted(limits) != limits or self.grades[-1].up_to is not None):
            raise ValueError(f"the limits of {self.scheme} are not in order")
        return self

    def checked(self, indicator: str, score: str) -> str:
        """Return ``score`` where it is one of the indicator's.

        Raises:
            Invalid: the scheme has no such indicator, or it has no such score.
        """
        known = self.indicators.get(indicator)
        if known is None:
            raise Invalid(
                f"{self.reference} has no indicator {indicator[:40]!r}; it has "
                f"{', '.join(self.indicators)}."
            )
        if score not in known.levels and not _between(known, score):
            raise Invalid(
                f"{indicator} of {self.reference} is scored {', '.join(known.levels)}, "
                f"not {score[:40]}."
            )
        return score


class Schemes(NamedTuple):
    """The schemes that there are: those that travel with factordb, or those of one edition."""

    references: tuple[str, ...]
    """Sorted: ``ef-dqr-1``."""

    def named(self, text: str) -> Scheme:
        """Return the scheme of a reference, or the newest version of a name: ``ef-dqr``.

        Raises:
            SchemeNotFound: there is none; the sentence names those that there are.
        """
        newest = _newest(self.references)
        reference = text if text in self.references else newest.get(text)
        if reference is None:
            raise SchemeNotFound(
                f"There is no scheme {text[:60]!r}; there are {', '.join(newest)}.",
                scheme=text[:60],
            )
        return _read(reference)


TODAY = Schemes(tuple(sorted(path.stem for path in FOLDER.glob("*.json"))))
"""All of them; a query that names an edition sees those that were there."""

named = TODAY.named


@cache
def _read(reference: str) -> Scheme:
    return Scheme.model_validate_json((FOLDER / f"{reference}.json").read_bytes())


@cache
def _newest(references: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for reference in sorted(references, key=lambda one: numbered.split(one)[1]):
        found[numbered.split(reference)[0]] = reference
    return dict(sorted(found.items()))


def _between(indicator: Indicator, score: str) -> bool:
    if not indicator.between:
        return False
    ends = sorted(map(Decimal, indicator.levels))
    return ends[0] <= Decimal(score) <= ends[-1]
