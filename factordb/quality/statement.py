"""What is said of the quality of a factor, as canonical documents: by rule sets and by persons."""

from typing import Literal

from pydantic import Field

from factordb.model import regions
from factordb.model.base import DigestText, Document, Slug
from factordb.model.dates import Day, Published
from factordb.model.numbers import Number
from factordb.model.regions import Regions
from factordb.model.text import Text
from factordb.quality import assessing
from factordb.quality import scheme as schemes
from factordb.quality.assessing import ANYWHERE, ASPECTS
from factordb.quality.known import Known
from factordb.quality.rules import Rules

Scores = dict[Slug, Number]


class Found(Document):
    """What a rule set finds of every factor of which the same is known."""

    schema_: Literal["factordb/assessment/1"] = Field("factordb/assessment/1", alias="schema")
    rules: Slug
    """``assess-1``"""
    classes: dict[Slug, Slug]
    """What it was sorted into, by aspect: ``{"reliability": "authority"}``."""
    kind: Slug
    """Kind of its region."""
    data: tuple[Day, Day] | None = None
    applies: dict[Literal["from", "to"], Day] | None = Field(None, min_length=1)
    published: Published | None = None
    scores: dict[Slug, Scores]
    """By reference of the scheme, for its own region and the year it was made for."""


class Judged(Document):
    """What a person says of one factor; it stands beside what a rule set finds."""

    schema_: Literal["factordb/assessment/1"] = Field("factordb/assessment/1", alias="schema")
    about: DigestText
    release: Text
    """``dataset@release`` in which the factor was looked at."""
    by: Text
    at: Text
    """ISO 8601, UTC."""
    scheme: Slug
    """Reference of the scheme: ``ef-dqr-1``."""
    scores: Scores = Field(min_length=1)
    note: Text
    """Why."""


def found(known: Known, rules: Rules, table: Regions = regions.TODAY) -> Found:
    """Return what ``rules`` find of a factor for its own region, under every scheme they score."""
    evidence = assessing.evidence(known, rules, table)
    classes = zip(ASPECTS, evidence.classes, strict=True)
    ends = zip(("from", "to"), known.applies or (), strict=False)
    return Found(
        rules=rules.name,
        classes={aspect: class_ for aspect, class_ in classes if class_ is not None},
        kind=table.region(known.region).kind,
        data=known.data,
        applies={end: day for end, day in ends if day} or None,
        published=known.published,
        scores={
            reference: assessing.plain_scores(evidence, schemes.named(reference), rules, ANYWHERE)
            for reference in rules.scores
        },
    )
