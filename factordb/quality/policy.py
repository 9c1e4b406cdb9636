"""Policies: what a product category rule or a programme asks of factors, as a small TOML file.

    name = "steel"
    title = { en = "Steel, cradle to gate", zh = "钢铁，摇篮到大门" }
    min_grade = ["ef-dqr:C"]
    oldest_data_year = 2020
    regions = ["CN", "GLO"]

A rule that is not there asks nothing. What is not known keeps no rule: it is broken, and said.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field, ValidationError

from factordb.errors import FactordbError, Invalid
from factordb.model import regions
from factordb.model.amount import Method
from factordb.model.base import Model, Names, Slug
from factordb.model.factor import Boundary, RegionCode
from factordb.model.manifest import ActivityPattern
from factordb.model.numbers import Number
from factordb.model.regions import Regions
from factordb.quality import grading
from factordb.quality import scheme as schemes

LONGEST = 65_536
"""Characters of a policy."""


def _grade(text: str) -> str:
    name, _, letter = text.partition(":")
    known = schemes.named(name)
    if len(letter) != 1 or letter not in schemes.LETTERS or not known.grades:
        raise ValueError(
            f"{text!r} is no least grade: write a scheme that publishes limits, and a letter"
        )
    return text


def _share(text: str) -> str:
    if not 0 <= Decimal(text) <= 1:
        raise ValueError(f"{text} is no share: write 0 to 1")
    return text


LeastGrade = Annotated[str, AfterValidator(_grade)]
Share = Annotated[Number, AfterValidator(_share)]


class Series(Model):
    """For these activities only numbers of these datasets serve."""

    activities: tuple[ActivityPattern, ...] = Field(min_length=1)
    datasets: tuple[Slug, ...] = Field(min_length=1)

    def names(self, activity: str) -> bool:
        """Say whether ``activity`` is one of these."""
        return any(_is_one(activity, pattern) for pattern in self.activities)


class Policy(Model):
    name: Slug
    title: Names = Field(min_length=1)
    source: str | None = None
    """The document that asks for it."""
    min_grade: tuple[LeastGrade, ...] = ()
    """One of these is enough; other schemes count for nothing."""
    oldest_data_year: int | None = Field(None, ge=1900, le=2200)
    """The data end in this year or later."""
    regions: tuple[RegionCode, ...] = ()
    """It is of one of these, or lies in one."""
    series: tuple[Series, ...] = ()
    forbidden_datasets: tuple[Slug, ...] = ()
    boundary: Boundary | None = None
    """Every stage of it is one of these."""
    gwp: tuple[Method, ...] = ()
    """Weighed under one of these, or can be from masses of gases."""
    gwp_may_be_unstated: bool = False
    """Whether a number whose publisher names no method serves too."""
    primary_share: Share | None = None
    """The least share of the result that rests on primary data."""


class Graded(NamedTuple):
    """A grade for a use."""

    scheme: str
    """Reference: ``ef-dqr-1``."""
    letter: str | None
    """Nothing where the rules do not score by it."""


class Facts(NamedTuple):
    """What a policy looks at of one factor."""

    dataset: str
    activity: str
    region: str
    data: tuple[str, str] | None
    boundary: tuple[str, ...]
    standing: str | None
    gas: str | None
    gwp: str | None
    grade: Callable[[str], Graded]
    """Gives the grade under a scheme, for the use that is meant."""
    weighs: Callable[[str], bool]
    """Says whether masses of gases give a total under a GWP method."""
    regions: Regions = regions.TODAY
    """The table that says what it lies in."""


class Finding(Model):
    """One rule of a policy, held against one factor."""

    rule: str
    kept: bool
    says: str


def read(text: str) -> Policy:
    """Return the policy of a TOML text.

    Raises:
        Invalid: it is none; the sentence names the place.
    """
    if len(text) > LONGEST:
        raise Invalid(f"A policy has at most {LONGEST} characters, this one {len(text)}.")
    try:
        return of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"The policy is no TOML: {error}.") from error
    except RecursionError as error:
        raise Invalid("The policy is nested deeper than any policy is.") from error


def of(said: Mapping[str, object]) -> Policy:
    """Return the policy that ``said`` is.

    Raises:
        Invalid: it is none; the sentence names the place.
    """
    try:
        return Policy.model_validate(said)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}"
            for f in error.errors(include_url=False, include_input=False)[:5]
        )
        raise Invalid(f"The policy cannot be meant: {'; '.join(faults)}.") from error
    except FactordbError as error:
        raise Invalid(f"The policy cannot be meant: {error.detail}") from error


def findings(policy: Policy, facts: Facts) -> tuple[Finding, ...]:
    """Return every rule of ``policy`` held against one factor, in the order of the rules."""
    return tuple(finding for rule in _RULES for finding in rule(policy, facts))


def primary(policy: Policy, parts: list[tuple[str | None, bool | None]]) -> Finding | None:
    """Return whether enough of the result rests on primary data; parts are (share, primary)."""
    least = policy.primary_share
    if least is None:
        return None
    if any(share is None or mark is None for share, mark in parts):
        says = "shares and which of them are primary data are not given for every factor"
        return Finding(rule="primary_share", kept=False, says=says)
    whole = sum((Decimal(share or "0") for share, _ in parts), Decimal(0))
    found = sum((Decimal(share or "0") for share, mark in parts if mark), Decimal(0))
    if whole <= 0:
        return Finding(rule="primary_share", kept=False, says="the shares add to nought")
    kept = found >= Decimal(least) * whole
    says = f"{found:f} of {whole:f} rests on primary data; {least} of it is asked for"
    return Finding(rule="primary_share", kept=kept, says=says)


def _standing(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if facts.standing:
        yield _told("standing", f"it is {facts.standing}", kept=False)


def _forbidden(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if policy.forbidden_datasets:
        kept = facts.dataset not in policy.forbidden_datasets
        says = f"it is of {facts.dataset}" + ("" if kept else ", which the policy forbids")
        yield _told("forbidden_datasets", says, kept=kept)


def _series(policy: Policy, facts: Facts) -> Iterator[Finding]:
    for series in policy.series:
        if series.names(facts.activity):
            kept = facts.dataset in series.datasets
            says = f"{facts.activity} is of {facts.dataset}"
            says += "" if kept else f"; only {', '.join(series.datasets)} serves"
            yield _told("series", says, kept=kept)


def _region(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if policy.regions:
        year = int(facts.data[1][:4]) if facts.data else None
        above = facts.regions.chain(facts.region, year)
        # The whole world lies above every region: it admits only what is of the world.
        wide = [c for c in policy.regions if c in above and c != regions.WORLD]
        kept = bool(wide) or facts.region in policy.regions
        says = f"it is of {facts.region}"
        says += "" if kept else f", which lies in none of {', '.join(policy.regions)}"
        yield _told("regions", says, kept=kept)


def _age(policy: Policy, facts: Facts) -> Iterator[Finding]:
    oldest = policy.oldest_data_year
    if oldest is None:
        return
    if facts.data is None:
        yield _told("oldest_data_year", "the year of its data is not stated", kept=False)
        return
    last = int(facts.data[1][:4])
    says = f"its data end in {last}; {oldest} or later is asked for"
    yield _told("oldest_data_year", says, kept=last >= oldest)


def _boundary(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if policy.boundary is not None:
        kept = bool(facts.boundary) and set(facts.boundary) <= set(policy.boundary)
        says = f"its boundary is {' and '.join(facts.boundary) or 'not stated'}"
        says += "" if kept else f"; {', '.join(policy.boundary)} is asked for"
        yield _told("boundary", says, kept=kept)


def _gwp(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if not policy.gwp:
        return
    if facts.gas == "CO2":
        yield _told("gwp", "it is CO2 alone, which every method weighs alike", kept=True)
    elif facts.gwp in policy.gwp:
        yield _told("gwp", f"it is weighed under {facts.gwp}", kept=True)
    elif (method := next(filter(facts.weighs, policy.gwp), None)) is not None:
        yield _told("gwp", f"its gases can be weighed under {method}", kept=True)
    elif facts.gwp is None and policy.gwp_may_be_unstated:
        yield _told("gwp", "its publisher states no method, which is admitted here", kept=True)
    else:
        says = f"it is weighed under {facts.gwp or 'no stated method'}, and has no masses to weigh"
        yield _told("gwp", f"{says} under {' or '.join(policy.gwp)}", kept=False)


def _grades(policy: Policy, facts: Facts) -> Iterator[Finding]:
    if not policy.min_grade:
        return
    said = []
    for least in policy.min_grade:
        scheme, _, letter = least.partition(":")
        found = facts.grade(scheme)
        shown = found.letter or "no grade"
        said.append(f"{shown} under {found.scheme}, {letter} is asked for")
        if grading.at_least(found.letter, letter):
            yield _told("min_grade", said[-1], kept=True)
            return
    yield _told("min_grade", "; ".join(said), kept=False)


def _is_one(activity: str, pattern: str) -> bool:
    stem = pattern.removesuffix(".*")
    below = stem != pattern and activity.startswith(f"{stem}.")
    return pattern == "*" or activity == stem or below


_RuleName = Literal[
    "standing",
    "forbidden_datasets",
    "series",
    "regions",
    "oldest_data_year",
    "boundary",
    "gwp",
    "min_grade",
]


def _told(rule: _RuleName, says: str, *, kept: bool) -> Finding:
    return Finding(rule=rule, kept=kept, says=says)


_RULES: tuple[Callable[[Policy, Facts], Iterator[Finding]], ...] = (
    _standing,
    _forbidden,
    _series,
    _region,
    _age,
    _boundary,
    _gwp,
    _grades,
)
