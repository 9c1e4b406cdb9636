"""The trail of a release: who did what to it, when, and where the log says so."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.api.routes.releasing import Dataset, Release
from factordb.catalogue.trail import steps, telling
from factordb.catalogue.trail.steps import Trail
from factordb.errors import Invalid, NotAllowed, NotAuthenticated, ReleaseNotFound

router = APIRouter(prefix="/v1", tags=["reviewing"], dependencies=[Depends(refuse_strangers)])

_DIGEST = "sha256:" + "0" * 64
_STEP = {
    "number": 4,
    "kind": "review",
    "at": "2026-11-29T08:00:00.000000+00:00",
    "who": "Li Wei",
    "via": "api",
    "where": None,
    "entries": [512],
    "detail": {"verdict": "approve", "says": "thirty cells seen", "review": _DIGEST},
}
_TRAIL = {
    "release": "grid-office@2023",
    "state": "published",
    "edition": 19,
    "manifest": _DIGEST,
    "contents": _DIGEST,
    "count": 31,
    "read": _DIGEST,
    "layout": "table",
    "importer": "1",
    "log_size": 544,
    "steps": [_STEP],
    "keys": [],
}


@router.get(
    "/datasets/{dataset}/releases/{release}/trail",
    responses=problems.documents(NotAuthenticated, NotAllowed, ReleaseNotFound, Invalid)
    | {200: {"content": {"application/json": {"example": _TRAIL}, "text/markdown": {}}}},
    response_model=Trail,
)
def read_trail(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    caller: Asking,
    db: Db,
    format: Annotated[Literal["json", "md"], Query(description="`md` is for people.")] = "json",  # noqa: A002  # the parameter's name
    lang: Annotated[
        Literal["en", "zh"], Query(description="Language of headings.", examples=["zh"])
    ] = "en",
) -> Response:
    """Return everything that was done to a release; of a draft to persons only."""
    found = steps.trail(db, caller, f"{dataset}@{release}")
    told = {"Cache-Control": "no-store"}
    if format == "md":
        text = "\n".join(telling.markdown(found, lang)) + "\n"
        return Response(text, media_type="text/markdown; charset=utf-8", headers=told)
    return Response(found.model_dump_json(), media_type="application/json", headers=told)
