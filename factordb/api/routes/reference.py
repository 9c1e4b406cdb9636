"""Reference: regions and units, which need no database; and how the server is."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Db
from factordb.catalogue import converting, looking, places
from factordb.catalogue.converting import Conversion
from factordb.catalogue.places import RegionView
from factordb.errors import DatabaseUnavailable, Invalid, RegionNotFound
from factordb.model.base import Model

router = APIRouter()


class Alive(Model):
    status: str


class Ready(Model):
    status: str
    edition: int


@router.get(
    "/v1/regions/{code}", tags=["reference"], responses=problems.documents(RegionNotFound, Invalid)
)
def read_region(
    code: Annotated[str, Path(max_length=60, examples=["CN-SH"])],
    year: Annotated[int | None, Query(ge=1900, le=2200, description="Data year.")] = None,
) -> RegionView:
    """Return names, dated parents and the chain a fallback climbs, as it was in a data year."""
    return places.region(code, year)


@router.get("/v1/convert", tags=["reference"], responses=problems.documents(Invalid))
def convert(
    value: Annotated[str, Query(max_length=100, examples=["1.5"])],
    from_: Annotated[str, Query(alias="from", max_length=100, examples=["MWh"])],
    to: Annotated[str, Query(max_length=100, examples=["GJ"])],
) -> Conversion:
    """Return a value in another unit, in exact decimals where there are such, with the step."""
    return converting.convert(value, from_, to)


@router.get("/healthz", tags=["operations"])
def healthz() -> Alive:
    """Say that the process lives."""
    return Alive(status="ok")


@router.get("/readyz", tags=["operations"], responses=problems.documents(DatabaseUnavailable))
def readyz(db: Db) -> Ready:
    """Say that the database answers, and which edition is the newest."""
    return Ready(status="ready", edition=looking.current_edition(db))


@router.get(
    "/metrics",
    tags=["operations"],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus' text format"}},
)
def metrics(request: Request) -> Response:
    """Return this worker's counts and times."""
    return Response(request.app.state.meter.exposition(), media_type="text/plain; version=0.0.4")
