"""Search and resolve."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field, ValidationError

from factordb.api import problems
from factordb.api.deps import Db, names_edition
from factordb.catalogue import asking
from factordb.catalogue.finding import Findings, Query, find
from factordb.catalogue.resolve.question import Answer, Question
from factordb.errors import EditionAhead, EditionNotFound, Invalid
from factordb.model.base import Model

router = APIRouter(prefix="/v1", tags=["finding"])
MOST = 1_000

_EDITIONS = problems.documents(EditionNotFound, Invalid, EditionAhead)
_PARAMETERS = {
    "q": "Words in any language.",
    "region": "Code of the region table.",
    "year": "Year that dates or data hold.",
    "group": "First word of the activity.",
    "unit": "Unit of the dimension wanted.",
    "in": "Unit to show values in.",
    "dataset": "Slug of a dataset.",
    "use": "What the number is for.",
    "boundary": "Stages, joined by commas.",
    "gwp": "GWP method of the headlines.",
    "edition": "The edition meant.",
    "limit": "Hits of a page, 200 at most.",
    "cursor": "The `next` of the page before.",
}


class Resolve(Model):
    """Questions to answer in one call."""

    edition: int | None = Field(None, ge=1, le=2**31 - 1)
    items: tuple[Question, ...] = Field(
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


class Resolved(Model):
    edition: int
    items: tuple[Answer, ...]
    """In the order of the questions."""


@router.get(
    "/search",
    responses=_EDITIONS,
    openapi_extra={
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": said,
                "schema": {"type": "integer", "minimum": 1, "maximum": 200}
                if name == "limit"
                else {"type": "integer"}
                if name in ("year", "edition")
                else {"type": "string"},
            }
            for name, said in _PARAMETERS.items()
        ]
    },
)
def search(request: Request, response: Response, db: Db) -> Findings:
    """Return factors for words half known, best first, each with the reasons for its place.

    Every `facet.NAME` narrows as well: `facet.mix=average`.
    """
    found = find(db, _query(request))
    names_edition(response, found.edition)
    return found


@router.post("/resolve", responses=_EDITIONS)
def resolve(asked: Resolve, response: Response, db: Db) -> Resolved:
    """Return exactly one factor a question, or the candidates and the reason there is none."""
    edition, answers = asking.ask(db, asked.items, asked.edition)
    names_edition(response, edition)
    return Resolved(edition=edition, items=tuple(answers))


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
            given[name] = value.split(",") if name == "boundary" else value
    try:
        return Query.model_validate(given | ({"facets": facets} if facets else {}))
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}"
            for f in error.errors()
        )
        raise Invalid("; ".join(faults) + ".") from error
