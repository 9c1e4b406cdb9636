"""Reference: regions and units; and how the server is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Db, Meant, ReadWith, refuse_strangers
from factordb.api.examples import PROPERTY, answers
from factordb.catalogue.looking import converting, places
from factordb.catalogue.looking.converting import Conversion
from factordb.catalogue.looking.places import RegionView
from factordb.catalogue.resolve import bridging
from factordb.errors import (
    DatabaseUnavailable,
    DigestNotFound,
    EditionAhead,
    Invalid,
    RegionNotFound,
    TableNotHere,
)
from factordb.model.base import Model

router = APIRouter()
_STRICT = [Depends(refuse_strangers)]


class Alive(Model):
    status: str


class Ready(Model):
    status: str
    edition: int


@router.get(
    "/v1/regions/{code}",
    tags=["reference"],
    responses=problems.documents(RegionNotFound, Invalid, EditionAhead, TableNotHere)
    | answers("region"),
    dependencies=_STRICT,
)
def read_region(
    meant: Meant,
    tables: ReadWith,
    code: Annotated[str, Path(max_length=60, examples=["CN-SH"])],
    year: Annotated[
        int | None, Query(ge=1900, le=2200, description="Data year.", examples=[2020])
    ] = None,
) -> RegionView:
    """Return names, dated parents and the chain a fallback climbs, as it was in a data year."""
    return places.region(code, year, tables)


@router.get(
    "/v1/convert",
    tags=["reference"],
    responses=problems.documents(Invalid, DigestNotFound, EditionAhead, TableNotHere)
    | answers("convert"),
    dependencies=_STRICT,
)
def convert(  # noqa: PLR0913  # parameters of a call
    meant: Meant,
    db: Db,
    tables: ReadWith,
    value: Annotated[str, Query(max_length=100, description="Plain digits.", examples=["1.5"])],
    from_: Annotated[
        str, Query(alias="from", max_length=100, description="Its unit.", examples=["MWh"])
    ],
    to: Annotated[str, Query(max_length=100, description="The unit wanted.", examples=["GJ"])],
    via: Annotated[
        str | None,
        Query(
            max_length=300,
            description="Properties by which energy, mass and volume are crossed, by commas.",
            examples=[PROPERTY],
        ),
    ] = None,
) -> Conversion:
    """Return a value in another unit, in exact decimals where there are such, with the step."""
    related = bridging.relations(db, via.split(",") if via else (), meant, tables.units)
    return converting.convert(value, from_, to, related, tables.units)


@router.get("/healthz", tags=["operations"], responses=answers("healthz"))
def healthz() -> Alive:
    """Say that the process lives."""
    return Alive(status="ok")


@router.get(
    "/readyz",
    tags=["operations"],
    responses=problems.documents(Invalid, DatabaseUnavailable) | answers("readyz"),
)
def readyz(meant: Meant) -> Ready:
    """Say that the database answers, and which edition is the newest, or that one is reached."""
    return Ready(status="ready", edition=meant)


@router.get(
    "/metrics",
    tags=["operations"],
    response_class=Response,
    responses={
        200: {
            "content": {"text/plain": {"example": "factordb_fast_path_hits_total 17.0\n"}},
            "description": "Prometheus' text format",
        }
    },
)
def metrics(request: Request) -> Response:
    """Return this worker's counts and times."""
    return Response(request.app.state.meter.exposition(), media_type="text/plain; version=0.0.4")
