"""The rule set of resolve: data with a version, never part of any digest."""

from functools import cache
from pathlib import Path
from typing import Literal

from factordb.model.base import Model
from factordb.model.canonical import digest as digest_of

_FILE = Path(__file__).parents[1] / "rules" / "resolve-1.json"


class Admission(Model):
    """One way in: all of its conditions hold."""

    purpose: Literal["stated", "unstated"]
    """``stated``: factor or series names the use. ``unstated``: neither names any."""
    boundary: tuple[str, ...] | None = None
    """Every stage of the factor's boundary is one of these."""
    facets: dict[str, tuple[str, ...]] | None = None
    """A facet that is there has one of these values."""


class UseRule(Model):
    admits: tuple[Admission, ...]
    boundary_only_when_asked: tuple[str, ...] = ()
    """A factor of only such stages answers a question that names its boundary."""


class Beside(Model):
    """What belongs next to an answer: the same thing with this facet."""

    facet: str
    value: str


class Rules(Model):
    version: str
    about: str
    uses: dict[str, UseRule]
    status_only_when_asked: tuple[str, ...]
    beside: tuple[Beside, ...]
    fallback_order: tuple[Literal["year", "region"], ...]
    """At each region the first is tried before the second."""


@cache
def current() -> Rules:
    """Return the newest rule set."""
    return Rules.model_validate_json(_FILE.read_bytes())


def digest() -> str:
    """Return the digest of the rule set's bytes, as an edition records it."""
    return digest_of(_FILE.read_bytes())
