"""The rule sets of resolve: numbered files, never edited once landed, no part of any digest."""

from functools import cache
from typing import Literal

from factordb import numbered
from factordb.catalogue import tables
from factordb.errors import Invalid
from factordb.model.base import Model

FAMILY = tables.RESOLVE


class Admission(Model):
    """One way in: all of its conditions hold."""

    purpose: Literal["stated", "unstated"]
    """``stated``: factor or series names the use. ``unstated``: neither names any."""
    boundary: tuple[str, ...] | None = None
    """Every stage of the factor's boundary is one of these."""
    facets: dict[str, tuple[str, ...]] | None = None
    """A facet that is there has one of these values."""
    conventions: dict[str, tuple[str, ...]] | None = None
    """A convention that is stated has one of these values."""


class UseRule(Model):
    admits: tuple[Admission, ...]
    boundary_only_when_asked: tuple[str, ...] = ()
    """A factor of only such stages answers a question that names its boundary."""


class YearRules(Model):
    """Each names rules of `years`; the first under which a series has a number is taken."""

    match: tuple[Literal["applies", "data", "carry-forward"], ...]
    """How the activity year is matched."""
    fallback: tuple[Literal["earlier", "published", "undated"], ...]
    """What a fallback by year tries beyond that."""


class FallbackRules(Model):
    order: tuple[Literal["year", "region"], Literal["year", "region"]]
    """``year`` first: at each region an earlier year is tried before the next region is."""
    climbs: tuple[str, ...]
    """Kinds of regions in the order a fallback by region tries them; no others are."""


class Beside(Model):
    """What belongs next to an answer: the same thing with this facet."""

    facet: str
    value: str


class Rules(Model):
    version: str
    about: str
    uses: dict[str, UseRule]
    year: YearRules
    fallback: FallbackRules
    status_only_when_asked: tuple[str, ...]
    beside: tuple[Beside, ...]


def versions() -> list[str]:
    """Return the versions of all rule sets, the newest last."""
    return [str(numbered.split(name)[1]) for name in FAMILY.names()]


@cache
def named(version: str) -> Rules:
    """Return the rule set of a version.

    Raises:
        Invalid: there is none; the sentence names those that there are.
    """
    if version not in versions():
        raise Invalid(
            f"There is no rule set {version[:20]!r} of resolve; there are {', '.join(versions())}.",
            rules=version[:20],
        )
    return Rules.model_validate_json(FAMILY.file(f"resolve-{version}").read_bytes())


def current() -> Rules:
    """Return the newest rule set."""
    return named(versions()[-1])
