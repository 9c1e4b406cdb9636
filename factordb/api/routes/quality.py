"""Quality: schemes, and what is said of a factor under them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AfterValidator, Field

from factordb.api import problems
from factordb.api.deps import Asking, Db, Edition, Meant, ReadWith, names_edition, refuse_strangers
from factordb.api.examples import FACTOR, POLICY, answers
from factordb.api.json_bodies import JsonRoute
from factordb.api.routes.documents import MOST, Digest
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement, Said
from factordb.catalogue.grading.assessment import Assessment, assessment
from factordb.catalogue.pinning.policies import Used, Verdict, check
from factordb.errors import (
    DigestNotFound,
    EditionAhead,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    SchemeNotFound,
    TableNotHere,
    ValuesClosed,
)
from factordb.model import regions
from factordb.model.base import Model, Names
from factordb.quality import policy as policies
from factordb.quality.known import Use
from factordb.quality.scheme import Scheme

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["quality"])
_STRICT = [Depends(refuse_strangers)]

Region = Annotated[
    str | None,
    AfterValidator(lambda code: code if code is None else regions.region(code).code),
    Query(description="Where it is to be used.", examples=["CN-SH"]),
]
Year = Annotated[
    int | None, Query(description="The activity year.", ge=1900, le=2200, examples=[2024])
]
Technology = Annotated[
    str | None,
    Query(description="The technology it is to stand for.", max_length=120, examples=["coal"]),
]
SchemeName = Annotated[
    str | None,
    Query(
        description="A scheme; the usual one where none is named.",
        max_length=60,
        examples=["ef-dqr"],
    ),
]


_SAID = {
    "edition": 19,
    "digest": "sha256:" + "0" * 64,
    "assessment": {
        "schema": "factordb/assessment/1",
        "about": FACTOR,
        "release": "cn-mee-grid-co2@2023",
        "by": "ada",
        "at": "2026-11-25T10:00:00+00:00",
        "scheme": "ef-dqr-1",
        "scores": {"technology": "2"},
        "note": "The plant's own meters were seen.",
    },
}


class SchemeView(Model):
    scheme: str
    """Reference with version: ``ef-dqr-1``."""
    title: Names
    citation: str
    sure: str
    letters: bool
    """Whether it publishes limits of grades."""
    by_rules: bool
    """Whether the rule set scores under it; else publishers and persons do."""


class Schemes(Model):
    rules: str
    default: str
    items: tuple[SchemeView, ...]


@router.get(
    "/factors/{digest}/assessment",
    responses=problems.documents(
        DigestNotFound, SchemeNotFound, Invalid, EditionAhead, TableNotHere, ValuesClosed
    )
    | answers("assessment"),
    dependencies=_STRICT,
)
def read_assessment(  # noqa: PLR0913  # parameters of a call
    digest: Digest,
    meant: Meant,
    db: Db,
    region: Region = None,
    year: Year = None,
    technology: Technology = None,
    scheme: SchemeName = None,
    edition: Edition = None,
) -> Assessment:
    """Return how good a factor is for a place, year and technology, with a sentence a score."""
    return assessment(db, digest, Use(region, year, technology), scheme, edition)


@router.post(
    "/factors/{digest}/assessments",
    responses=problems.documents(NotAuthenticated, NotAllowed, DigestNotFound, Invalid)
    | {200: {"content": {"application/json": {"example": _SAID}}}},
    dependencies=_STRICT,
)
def add_assessment(digest: Digest, wish: Judgement, db: Db, caller: Asking) -> Said:
    """Let a reviewer assess a factor, beside what the rules found; it becomes an edition."""
    return assessing.say(db, caller, digest, wish)


@router.get(
    "/schemes",
    responses=problems.documents(EditionAhead, TableNotHere) | answers("schemes"),
    dependencies=_STRICT,
)
def list_schemes(tables: ReadWith) -> Schemes:
    """Return all schemes of quality."""
    rules = tables.rules
    known = map(tables.scheme, tables.schemes.references)
    return Schemes(
        rules=rules.name,
        default=rules.default,
        items=tuple(
            SchemeView(
                scheme=scheme.reference,
                title=scheme.title,
                citation=scheme.citation,
                sure=scheme.sure,
                letters=bool(scheme.grades),
                by_rules=scheme.reference in rules.scores,
            )
            for scheme in known
        ),
    )


@router.get(
    "/schemes/{name}",
    responses=problems.documents(SchemeNotFound, EditionAhead, TableNotHere) | answers("scheme"),
    dependencies=_STRICT,
)
def read_scheme(
    name: Annotated[str, Path(max_length=60, description="A scheme.", examples=["ef-dqr"])],
    tables: ReadWith,
) -> Scheme:
    """Return a scheme: indicators, scores and their meaning, how they combine, limits, doubts."""
    return tables.scheme(name)


class PolicyCheck(Model):
    """Factors to hold against a policy."""

    policy: dict[str, Any] | str = Field(examples=[POLICY])
    """The policy, as an object of the same keys as its TOML file, or as that file's text."""
    items: tuple[Used, ...] = Field(max_length=MOST)
    edition: int | None = Field(None, ge=1, le=2**31 - 1)


@router.post(
    "/policies/check",
    responses=problems.documents(Invalid, EditionAhead, TableNotHere) | answers("policy"),
    dependencies=_STRICT,
)
def check_policy(asked: PolicyCheck, response: Response, db: Db) -> Verdict:
    """Say for each factor which rules of a policy it keeps or breaks, and why."""
    said = asked.policy
    policy = policies.read(said) if isinstance(said, str) else policies.of(said)
    found = check(db, policy, asked.items, asked.edition)
    names_edition(response, found.edition)
    return found
