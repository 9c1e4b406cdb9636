"""Manifests: what a dataset says about itself, in one canonical document a release names."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from factordb.model import regions
from factordb.model.amount import Method
from factordb.model.base import Document, Model, Names, Slug
from factordb.model.factor import Facets, RegionCode, Uses
from factordb.model.text import Text

ActivityPattern = Annotated[
    str, StringConstraints(pattern=r"^(\*|[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?)$", max_length=200)
]
"""An activity, or all below one: ``electricity.grid``, ``fuel.*``, ``*``."""


def _is_relative(code: str) -> str:
    if regions.region(code).kind != "relative":
        raise ValueError(f"{code!r} means the same in every dataset: only RoW has a complement")
    return code


RelativeRegion = Annotated[RegionCode, AfterValidator(_is_relative)]
"""A region whose extent each dataset decides: ``RoW``."""

Complement = Annotated[
    tuple[RegionCode, ...],
    Field(min_length=1),
    AfterValidator(lambda codes: tuple(sorted({*codes}))),
]
"""What a relative region leaves out, sorted."""


class Licence(Model):
    name: Text
    """``Open Government Licence v3.0``"""
    id: Text | None = None
    """SPDX identifier where there is one: ``OGL-UK-3.0``."""
    url: Text | None = None
    redistribute: bool = False
    """Whether the publisher's file itself may be handed on."""


class Series(Model):
    """Numbers that succeed each other, and how an activity year picks one of them."""

    name: Slug
    activities: tuple[ActivityPattern, ...] = Field(min_length=1)
    """Which activities belong to it; the first series that names an activity has it."""
    purpose: Uses | None = None
    """What the numbers are for, where the publisher says so of all of them."""
    year: Literal["data", "carry-forward"] = "data"
    """``data``: the activity year lies in the period of the data. ``carry-forward``: the newest
    number whose period or publication began no later than the activity year."""


class Inferred(Model):
    """What the publisher does not say but the file betrays."""

    gwp: Method
    basis: Literal["inferred"] = "inferred"
    evidence: Text
    """How it shows: ``methane rows are 28 times …``."""


class Manifest(Document):
    schema_: Literal["factordb/manifest/1"] = Field("factordb/manifest/1", alias="schema")
    dataset: Slug
    title: Names = Field(min_length=1)
    publisher: Names = Field(min_length=1)
    description: Names | None = Field(None, min_length=1)
    licence: Licence
    attribution: Text
    """The words the licence asks to be repeated."""
    url: Text | None = None
    access: Literal["open", "metadata-only", "private"] = "open"
    tier: Literal[1, 2] = 1
    """1: the region's own authority; 2: an international compilation."""
    subset_of: Slug | None = None
    """The dataset this one repeats a part of, and yields to where both are there."""
    series: tuple[Series, ...] = Field(min_length=1)
    defaults: Facets | None = None
    """What an unstated facet means: ``{"at": "consumer", "mix": "average"}``."""
    inferred: Inferred | None = None
    complements: dict[RelativeRegion, Complement] | None = Field(None, min_length=1)
    """The regions that ``RoW`` and its like leave out: ``{"RoW": ["CN", "US"]}``."""

    @model_validator(mode="after")
    def _series_have_names_of_their_own(self) -> Self:
        names = [series.name for series in self.series]
        if len(set(names)) != len(names):
            raise ValueError("names one series twice")
        return self

    def series_of(self, activity: str) -> Series | None:
        """Return the first series that names ``activity``, if any does."""
        for series in self.series:
            for pattern in series.activities:
                if matches(activity, pattern):
                    return series
        return None

    def purpose_of(self, activity: str) -> tuple[str, ...]:
        """Return what the series of ``activity`` is for; empty where it does not say."""
        series = self.series_of(activity)
        return (series.purpose or ()) if series else ()

    def inferred_gwp(self) -> str | None:
        """Return the GWP method that totals without one are read with, if any."""
        return self.inferred.gwp if self.inferred else None


def matches(activity: str, pattern: str) -> bool:
    """Say whether a pattern such as ``fuel.*`` names ``activity``."""
    if pattern == "*":
        return True
    stem = pattern.removesuffix(".*")
    return activity == stem or (stem != pattern and activity.startswith(stem + "."))


def _checked(reference: str) -> str:
    dataset, at, release = reference.partition("@")
    if not (dataset and at and release):
        raise ValueError(f"{reference!r} is no release: write dataset@release")
    return reference


ReleaseName = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$", max_length=60)
]
"""``2024.1``; no slashes, no dots in a row."""

ReleaseReference = Annotated[str, AfterValidator(_checked)]
"""``uk-ghg-conversion-factors@2024.1``"""
