"""A draft as those read it who decide on it: a reviewer sees what she approves, not a summary."""

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.api.routes.catalogue import Cursor, Limit, Moved
from factordb.api.routes.releasing import Dataset, Release
from factordb.catalogue.importing import previewing
from factordb.catalogue.importing.previewing import Changes, Checks, DraftBlanks, DraftRejections
from factordb.catalogue.looking.fetching import From
from factordb.errors import (
    AlreadyPublished,
    DigestNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
    ValuesClosed,
)

_NO_STORE = {"Cache-Control": "no-store"}


async def _keep_nowhere(response: Response) -> None:
    """A draft is not published: no cache keeps what was read of it."""
    response.headers.update(_NO_STORE)


router = APIRouter(
    route_class=JsonRoute,
    prefix="/v1/datasets/{dataset}/releases/{release}/review",
    tags=["reviewing"],
    dependencies=[Depends(refuse_strangers), Depends(_keep_nowhere)],
)

_DIGEST = "sha256:" + "0" * 64
_MAY_RAISE = (
    *(NotAuthenticated, NotAllowed, ValuesClosed, ReleaseNotFound, AlreadyPublished, Invalid),
)
_ERRORS = problems.documents(*_MAY_RAISE)
_SAID = {"release": "grid-office@2023", "state": "review"}
_KEY = '["electricity.grid",{"mix":"average"},["direct"],"CN-SH","kWh"]'
_STEP = {
    "from_release": "grid-office@2022",
    "to_release": "grid-office@2023",
    "change": {
        "numbers": 1,
        "rose": 1,
        "fell": 0,
        "median": "1.25",
        "p95": "1.25",
        "largest": "1.25",
    },
    "counts": {"changed": 1, "unchanged": 30},
    "moved": 0,
    "ids": None,
    "blanks": True,
}
_CHANGED = {
    "kind": "changed",
    "key": _KEY,
    "pick": "CO2",
    "old": "0.5600",
    "new": "0.5670",
    "change_percent": "1.25",
    "old_digest": _DIGEST,
    "new_digest": _DIGEST,
    "old_key": None,
    "id": None,
    "old_at": "table 3, CN-SH",
    "new_at": "table 3, CN-SH",
    "why": None,
}
_FINDING = {
    "rule": "changed-by-much",
    "severity": "warn",
    "sentence": "The number changed by much since the last release",
    "citation": "a car at half its value",
    "count": 1,
    "places": [{"at": "table 3, CN-SH", "told": "0.56 → 0.9", "digest": _DIGEST}],
}
_CHECKED = {
    "step": "import",
    "against": "grid-office@2022",
    "at": "2026-11-29T08:00:00+00:00",
    "findings": [_FINDING],
}
_REJECTED = {"at": "line 7", "printed": "a lot", "reason": "'a lot' is no number", "numbers": 1}
_BLANK = {
    "at": "line 9",
    "count": 1,
    "id": None,
    "of": {"activity": "electricity.grid", "region": "CN-XZ", "unit": "kWh"},
    "pick": "CO2",
}
Format = Annotated[
    Literal["json", "ndjson"],
    Query(description="`json` gives a page; `ndjson` all, a difference a line."),
]


def _shown(example: dict[str, Any]) -> problems.Responses:
    return {200: {"content": {"application/json": {"example": _SAID | example}}}}


_IN_LINES = _shown({"step": _STEP, "items": [_CHANGED], "next": None})
_IN_LINES[200]["content"]["application/x-ndjson"] = {}


@router.get("/changes", responses=_ERRORS | _IN_LINES, response_model=Changes)
def read_changes(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    caller: Asking,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
    moved: Moved = False,  # noqa: FBT002  # a parameter of the address
    format: Format = "json",  # noqa: A002  # the parameter's name
) -> Response | Changes:
    """Return how a draft differs from the last release: how far first, then number by number.

    It is for curators and reviewers; of the first release of a dataset there is nothing to compare.
    """
    if cursor is not None and format != "json":
        raise Invalid("cursor goes with format=json: ndjson gives all.")
    page = From(cursor, limit) if format == "json" else previewing.ALL
    found = previewing.changes(db, caller, f"{dataset}@{release}", page, moved=moved)
    if format == "json":
        return found
    lines = (orjson.dumps(one.model_dump(mode="json")) + b"\n" for one in found.items)
    return Response(b"".join(lines), media_type="application/x-ndjson", headers=_NO_STORE)


@router.get("/findings", responses=_ERRORS | _shown({"items": [_CHECKED]}))
def read_findings(dataset: Dataset, release: Release, caller: Asking, db: Db) -> Checks:
    """Return what the checks said of a draft, at each step (a curator's or reviewer's token)."""
    return previewing.checked(db, caller, f"{dataset}@{release}")


@router.get("/rejections", responses=_ERRORS | _shown({"items": [_REJECTED], "next": None}))
def read_draft_rejections(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    caller: Asking,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> DraftRejections:
    """Return the numbers of a draft's file that became nothing (a curator or a reviewer)."""
    return previewing.rejections(db, caller, f"{dataset}@{release}", From(cursor, limit))


@router.get("/blanks", responses=_ERRORS | _shown({"items": [_BLANK], "next": None}))
def read_draft_blanks(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    caller: Asking,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> DraftBlanks:
    """Return the cells of a draft's file that say "not available" (a curator or a reviewer)."""
    return previewing.blanks(db, caller, f"{dataset}@{release}", From(cursor, limit))


@router.get(
    "/documents/{digest}",
    responses=problems.documents(*_MAY_RAISE, DigestNotFound)
    | {
        200: {
            "content": {"application/json": {"example": {"schema": "factordb/factor/1"}}},
            "description": "Canonical bytes",
        }
    },
    response_class=Response,
)
def read_draft_document(  # what the framework hands in
    dataset: Dataset,
    release: Release,
    digest: Annotated[str, Path(max_length=80, examples=[_DIGEST])],
    caller: Asking,
    db: Db,
) -> Response:
    """Return the canonical bytes of a factor or property of a draft (a curator or a reviewer)."""
    body = previewing.document(db, caller, f"{dataset}@{release}", digest)
    return Response(body, media_type="application/json", headers=_NO_STORE)
