"""Search, match, resolve, and properties looked up."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Parameter
from pydantic import Field, SkipValidation, ValidationError

from factordb.api import problems
from factordb.api.deps import Db, Searched, caller_of, in_session, names_edition, refuse_strangers
from factordb.api.examples import PROPERTY, answers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.finding.finding import Findings, Query, find
from factordb.catalogue.hits.grade import MinGrade
from factordb.catalogue.looking.measuring import Properties, PropertyQuery, look_up
from factordb.catalogue.matching import matching
from factordb.catalogue.matching.bill import Line, Match
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer, Question
from factordb.errors import (
    CacheUnavailable,
    EditionAhead,
    EditionNotFound,
    FactordbError,
    IndexBeingBuilt,
    Invalid,
    NotAuthenticated,
)
from factordb.model.base import Model

_Answer = TypeVar("_Answer", Answer, Match)

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["finding"])
MOST = asking.MOST

_EDITIONS = problems.documents(EditionNotFound, Invalid, EditionAhead)
_SEARCH = problems.documents(
    EditionNotFound, Invalid, EditionAhead, CacheUnavailable, IndexBeingBuilt
)
_WORD: dict[str, object] = {"type": "string"}
_YEAR = {"type": "integer", "minimum": 1900, "maximum": 2200}
_EDITION = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": 200}
_PARAMETERS: dict[str, tuple[str, dict[str, object], object]] = {
    "q": ("Words in any language.", _WORD | {"maxLength": 300}, "上海 电力"),
    "region": ("Code of the region table.", _WORD, "CN-SH"),
    "year": ("Year that dates or data hold.", _YEAR, 2023),
    "group": ("First word of the activity.", _WORD, "electricity"),
    "unit": ("Unit of the dimension wanted.", _WORD, "kWh"),
    "in": ("Unit to show values in.", _WORD, "MWh"),
    "via": ("Properties that `in` may cross by, joined by commas.", _WORD, PROPERTY),
    "dataset": ("Slug of a dataset.", _WORD, "cn-mee-grid-co2"),
    "use": ("What the number is for.", _WORD, "organisation"),
    "boundary": ("Stages, joined by commas.", _WORD, "direct"),
    "gwp": ("GWP method of the headlines: `AR6` over 100 years, `AR6-20` over 20.", _WORD, "AR5"),
    "withdrawn": ("Whether what was withdrawn is shown as well.", {"type": "boolean"}, "true"),
    "min_grade": ("A scheme and the least grade for region and year.", _WORD, "ef-dqr:D"),
    "edition": ("The edition meant.", _EDITION, 3),
    "limit": ("Hits of a page.", _LIMIT, 2),
    "cursor": ("The `next` of the page before.", _WORD | {"maxLength": 200}, None),
}
"""Description, schema and example of every parameter of search."""


class Resolve(Model):
    """Questions to answer in one call."""

    edition: int | None = Field(None, ge=1, le=2**31 - 1, strict=True)
    rules: str | None = Field(None, max_length=20)
    """Version of the rule set to apply; the newest where none is named."""
    items: tuple[Annotated[Question | Any, SkipValidation], ...] = Field(
        max_length=MOST,
        examples=[
            [
                {
                    "activity": "electricity.grid",
                    "region": "CN-SH",
                    "year": 2023,
                    "use": "organisation",
                }
            ]
        ],
    )
    """An item that is no question is answered with a problem of its own."""


class Refused(Model):
    """What is wrong with an item of a list."""

    problem: problems.Problem


class Resolved(Model):
    edition: int
    rules: str
    """Version of the rule set that was applied."""
    items: tuple[Answer | Refused, ...]
    """In the order of the questions."""


class Lines(Model):
    """Lines to match in one call."""

    edition: int | None = Field(None, ge=1, le=2**31 - 1, strict=True)
    candidates: int = Field(matching.CANDIDATES, ge=1, le=10, strict=True)
    """How many candidates a line is given at most."""
    min_grade: MinGrade | None = Field(None, examples=["ef-dqr:D"])
    """The least grade of candidates, for the region and year of each line."""
    lines: tuple[Annotated[Line | Any, SkipValidation], ...] = Field(
        max_length=MOST,
        examples=[
            [
                {
                    "text": "0#柴油 叉车用",
                    "region": "CN",
                    "year": 2023,
                    "unit": "kg",
                    "amount": "860",
                },
                {"text": "cotton yarn Ne 30/1", "unit": "kg"},
            ]
        ],
    )
    """An item that is no line is answered with a problem of its own."""


class Matches(Model):
    edition: int
    covers: int
    """The last edition that search covers."""
    newest: int
    """The newest edition; where search does not cover it yet, it does within seconds."""
    model: str
    """Version of the model of confidence."""
    lines: tuple[Match | Refused, ...]
    """In the order of the lines."""


@router.get(
    "/search",
    response_model=Findings,
    responses=_SEARCH | problems.documents(NotAuthenticated) | answers("search"),
    openapi_extra={
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": said,
                "schema": schema | ({"examples": [example]} if example else {}),
            }
            for name, (said, schema, example) in _PARAMETERS.items()
        ]
    },
)
def search(request: Request, indexes: Searched) -> Response:
    """Return factors for words half known, best first, each with the reasons for its place.

    Every `facet.NAME` narrows as well: `facet.mix=average`.
    """
    query = _query(request)
    with in_session(request) as db:
        found = find(db, query, indexes, caller_of(request))
    response = Response(found.model_dump_json(by_alias=True), media_type="application/json")
    names_edition(response, found.edition)
    return response


@router.get(
    "/properties",
    responses=problems.documents(Invalid, EditionAhead) | answers("look-up"),
    dependencies=[Depends(refuse_strangers)],
)
def look_up_properties(
    asked: Annotated[PropertyQuery, Parameter()], response: Response, db: Db
) -> Properties:
    """Return properties by what they are about: calorific values, densities, GWP values."""
    found = look_up(db, asked)
    names_edition(response, found.edition)
    return found


@router.post(
    "/resolve",
    responses=_EDITIONS | answers("resolve"),
    response_model=Resolved,
    dependencies=[Depends(refuse_strangers)],
)
def resolve(asked: Resolve, request: Request, db: Db) -> Response:
    """Return exactly one factor a question, or the candidates and the reason there is none."""
    found = asking.ask(db, asked.items, asked.edition, asked.rules)
    items = tuple(_item(answer, request.url.path) for answer in found.answers)
    whole = Resolved(edition=found.edition, rules=found.rules, items=items)
    # Built from our own models: FastAPI need not validate and copy thousands of them again.
    response = Response(whole.model_dump_json(by_alias=True), media_type="application/json")
    names_edition(response, found.edition)
    return response


@router.post(
    "/match",
    responses=_SEARCH | answers("match"),
    response_model=Matches,
    dependencies=[Depends(refuse_strangers)],
)
def match(asked: Lines, request: Request, db: Db, indexes: Searched) -> Response:
    """Return for each line of a list what it probably means: accept, review or none, and why.

    For bills of materials, utility bills and travel lists. A column that is stated counts: region
    with what it lies in, and only factors that the unit can be counted in. Confidence is the
    probability that the first candidate is right.
    """
    wish = matching.Wish(asked.candidates, asked.min_grade)
    found = matching.match(db, asked.lines, asked.edition, wish, indexes)
    lines = tuple(_item(one, request.url.path) for one in found.matches)
    whole = Matches(
        edition=found.edition,
        covers=found.covers,
        newest=found.newest,
        model=found.model,
        lines=lines,
    )
    response = Response(whole.model_dump_json(by_alias=True), media_type="application/json")
    names_edition(response, found.edition)
    return response


def _item(answer: _Answer | FactordbError, path: str) -> _Answer | Refused:
    if not isinstance(answer, FactordbError):
        return answer
    return Refused(problem=problems.Problem.model_validate(problems.of(answer, path)))


def _query(request: Request) -> Query:
    """Read the query, so that a mistyped parameter is refused and not passed over."""
    given: dict[str, Any] = {}
    facets = {}
    for name, value in request.query_params.multi_items():
        if name.startswith("facet."):
            facets[name.removeprefix("facet.")] = value
        elif name not in _PARAMETERS:
            raise Invalid(
                f"{name[:60]!r} is no parameter of search; there are {', '.join(_PARAMETERS)} and "
                "facet.NAME.",
                parameter=name[:60],
            )
        elif name in given:
            raise Invalid(f"{name!r} is given twice.", parameter=name)
        else:
            given[name] = value.split(",") if name in ("boundary", "via") else value
    try:
        return Query.model_validate(given | ({"facets": facets} if facets else {}))
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}"
            for f in error.errors()
        )
        raise Invalid("; ".join(faults).rstrip(".") + ".") from error
