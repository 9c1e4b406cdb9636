"""Advisories: notices that factors are wrong, in OSV's shape, and a query as OSV has it."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from factordb.api import problems
from factordb.api.deps import Asking, Db, Edition, Meant, names_edition, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.advising import Advised
from factordb.errors import (
    AdvisoryNotFound,
    AlreadyAdvised,
    EditionAhead,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)
from factordb.model.advisory import Advisory
from factordb.model.base import Model

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["advisories"])

_EXAMPLE = {
    "schema_version": "1.7.0",
    "id": "FACTORDB-2024-0001",
    "published": "2024-07-01T00:00:00Z",
    "modified": "2024-07-01T00:00:00Z",
    "summary": "Vehicle factors of the grid office were swapped",
    "details": "Cars and light trucks of 2024 have each other's numbers.",
    "affected": [
        {
            "package": {"ecosystem": "factordb", "name": "grid-office"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "2024"}, {"fixed": "2024.1"}]}
            ],
        }
    ],
}
_ONE: problems.Responses = {200: {"content": {"application/json": {"example": _EXAMPLE}}}}


def _shown(example: dict[str, Any]) -> problems.Responses:
    return {200: {"content": {"application/json": {"example": example}}}}


def _named(edition: int) -> dict[str, str]:
    return {"Factordb-Edition": str(edition)}


class Given(Model):
    edition: int
    """The edition that it is."""
    advisory: Advisory


class Advisories(Model):
    edition: int
    """Ask with it as ``since`` the next time."""
    items: tuple[Given, ...]
    """The last state of each notice, withdrawn ones too, in the order they were given."""


class AskedPackage(BaseModel):
    name: str = Field(max_length=80, examples=["us-epa-hub-selected"])
    ecosystem: str = Field("factordb", max_length=80)


class Asked(BaseModel):
    """A query as clients of OSV send it."""

    package: AskedPackage
    version: str = Field(max_length=60, examples=["2024"])
    """The release."""


class Vulns(BaseModel):
    vulns: tuple[Advisory, ...] = ()


@router.get(
    "/advisories",
    responses=problems.documents(Invalid, EditionAhead)
    | _shown({"edition": 19, "items": [{"edition": 19, "advisory": _EXAMPLE}]}),
    response_model=Advisories,
    dependencies=[Depends(refuse_strangers)],
)
def read_advisories(
    db: Db,
    since: Annotated[
        int, Query(description="Only what was given after this edition.", ge=0, examples=[18])
    ] = 0,
    edition: Edition = None,
) -> Response:
    """Return the notices given since an edition: poll it, and nothing is missed."""
    meant, given = advising.since(db, since, edition)
    items = [b'{"edition":%d,"advisory":%s}' % (said.edition, said.body) for said in given]
    body = b'{"edition":%d,"items":[%s]}' % (meant, b",".join(items))
    return Response(body, media_type="application/json", headers=_named(meant))


@router.get(
    "/advisories/{id}",
    responses=problems.documents(AdvisoryNotFound, Invalid, EditionAhead) | _ONE,
    response_model=Advisory,
    response_model_exclude_none=True,
    dependencies=[Depends(refuse_strangers)],
)
def read_advisory(
    id: Annotated[str, Path(max_length=60, examples=["FACTORDB-2024-0001"])],  # noqa: A002  # OSV's word
    db: Db,
    meant: Meant,
) -> Response:
    """Return one notice, as it stands."""
    body = advising.of_id(db, id, meant or None).body
    return Response(body, media_type="application/json", headers=_named(meant))


@router.post(
    "/query",
    responses=problems.documents(Invalid) | _shown({"vulns": [_EXAMPLE]}),
    response_model=Vulns,
    dependencies=[Depends(refuse_strangers)],
)
def query(asked: Asked, db: Db, meant: Meant) -> Response:
    """Return the notices that hold of a release, as OSV's `/v1/query` does."""
    found = []
    if asked.package.ecosystem == "factordb":
        found = advising.about(db, asked.package.name, asked.version, meant or None)
    body = orjson.dumps({"vulns": [one.plain() for one in found]} if found else {})
    return Response(body, media_type="application/json", headers=_named(meant))


@router.post(
    "/advisories",
    responses=problems.documents(
        NotAuthenticated, NotAllowed, ReleaseNotFound, AlreadyAdvised, Invalid
    )
    | _shown({"id": "FACTORDB-2024-0001", "edition": 19, "factors": 12}),
    dependencies=[Depends(refuse_strangers)],
)
def give_advisory(notice: Advisory, response: Response, caller: Asking, db: Db) -> Advised:
    """Give a notice that factors are wrong, or correct one of the same id (an admin's token)."""
    done = advising.advise(db, caller, notice)
    names_edition(response, done.edition)
    return done
