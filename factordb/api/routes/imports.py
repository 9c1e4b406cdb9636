"""Importing by token and role: a file is taken, its import is followed, cancelled, read."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi import Path as InPath
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from factordb.api import problems, uploads
from factordb.api.deps import Asking, Db, identify, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.importing import ImportView, StepView
from factordb.catalogue.importing.intake import Asked
from factordb.errors import (
    ImportEnded,
    ImportNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    TooManyImports,
    UploadTooLarge,
)
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import engine as engines

router = APIRouter(
    route_class=JsonRoute, prefix="/v1", tags=["curating"], dependencies=[Depends(refuse_strangers)]
)

PATH = "/v1/imports"
"""Where files are sent to, which may be larger than other bodies."""
LOOKS = 0.5
"""Seconds between two looks at the steps of an import that is followed."""
_QUIET = 15.0
"""Seconds after which a comment keeps the connection of a follower open."""

_WAITING = {"id": 7, "state": "queued", "events": "/v1/imports/7/events"}
_TALLY = {"numbers": 2, "in_factors": 1, "in_properties": 0, "rejected": 1, "not_ours": 0}
_REPORT = {
    "layout": "table",
    "importer": "1",
    "artifact": "sha256:" + "0" * 64,
    "became": "draft",
    "edition": None,
    "cells": 2,
    "tally": _TALLY | {"blank": 0, "factors": 1, "properties": 0},
    "cautions": [],
    "rejected": [{"reason": "'a lot' is no number", "numbers": 1, "cells": ["factors.csv line 3"]}],
    "findings": [],
    "against": "grid-office@2022",
    "holds": [],
    "limits": {"bands-2": "sha256:" + "0" * 64},
    "seconds": 0.1,
}
_IMPORT = {
    "id": 7,
    "dataset": "grid-office",
    "release": "2023",
    "file": "factors.csv",
    "state": "done",
    "created_at": "2026-11-25T16:00:00.000+00:00",
    "started_at": "2026-11-25T16:00:00.010+00:00",
    "ended_at": "2026-11-25T16:00:00.110+00:00",
    "report": _REPORT,
    "failure": None,
}


def _shown(status: int, example: dict[str, Any]) -> problems.Responses:
    return {status: {"content": {"application/json": {"example": example}}}}


_WHO = (NotAuthenticated, NotAllowed)
Number = Annotated[int, InPath(ge=1, le=2**31 - 1, examples=[7])]
Before = Annotated[
    int, Query(ge=1, le=2**31 - 1, description="`next` of the page before.", examples=[7])
]

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "dataset", "release"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "mapping": {"type": "string", "format": "binary"},
                        "dataset": {"type": "string"},
                        "release": {"type": "string"},
                        "layout": {"type": "string"},
                        "publish": {"type": "string", "enum": ["true", "false"]},
                    },
                }
            }
        },
    }
}


class Waiting(Model):
    """An import that was taken, and where to see what becomes of it."""

    id: int
    state: str
    events: str
    """Path of its steps as server-sent events."""


class Imports(Model):
    items: tuple[ImportView, ...]
    next: int | None
    """`before` of the next page."""


def _caller(request: Request) -> Caller:
    """Return who asks, in a transaction of its own: an upload may take long."""
    with engines.transaction(request.app.state.engine) as db:
        caller = identify(request, db)
    caller.require(Role.CURATOR)
    return caller


@router.post(
    "/imports",
    status_code=202,
    responses=problems.documents(*_WHO, Invalid, UploadTooLarge, TooManyImports)
    | _shown(202, _WAITING),
    openapi_extra=_FORM,
)
async def create_import(request: Request, response: Response) -> Waiting:
    """Take a publisher's file; it is read in a confined process, and becomes a draft."""
    caller = await run_in_threadpool(_caller, request)
    folder = Path(tempfile.mkdtemp(prefix="factordb-import-"))
    try:
        sent = await uploads.received(request, folder)
        asked, file = _asked(sent)
        take = request.app.state.running.take
        number = await run_in_threadpool(take, asked, file, folder, caller)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    response.headers["Location"] = f"/v1/imports/{number}"
    response.headers["Cache-Control"] = "no-store"
    return Waiting(id=number, state="queued", events=f"/v1/imports/{number}/events")


@router.get(
    "/imports",
    responses=problems.documents(*_WHO, Invalid) | _shown(200, {"items": [_IMPORT], "next": None}),
)
def read_imports(
    response: Response,
    caller: Asking,
    db: Db,
    before: Before = 2**31 - 1,
    limit: Annotated[int, Query(ge=1, le=100, examples=[20])] = 20,
) -> Imports:
    """Return imports, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    found = importing.listed(db, caller, before, limit)
    return Imports(items=tuple(found), next=found[-1].id if len(found) == limit else None)


@router.get(
    "/imports/{id}",
    responses=problems.documents(*_WHO, ImportNotFound, Invalid) | _shown(200, _IMPORT),
)
def read_import(id: Number, response: Response, caller: Asking, db: Db) -> ImportView:  # noqa: A002  # the parameter's name
    """Return one import with its report: what became of every number, and what the checks say."""
    response.headers["Cache-Control"] = "no-store"
    return importing.one(db, caller, id)


@router.post(
    "/imports/{id}/cancel",
    responses=problems.documents(*_WHO, ImportNotFound, ImportEnded, Invalid)
    | _shown(200, _IMPORT),
)
def cancel_import(id: Number, caller: Asking, db: Db) -> ImportView:  # noqa: A002  # likewise
    """End an import; nothing of its file stays."""
    return importing.cancel(db, caller, id)


@router.get(
    "/imports/{id}/events",
    responses=problems.documents(*_WHO, ImportNotFound, Invalid)
    | {200: {"content": {"text/event-stream": {}}, "description": "Steps as they happen"}},
    response_class=StreamingResponse,
)
async def follow_import(
    id: Number,  # noqa: A002  # likewise
    request: Request,
    last_event_id: Annotated[int, Header(ge=0, le=2**62, examples=[0])] = 0,
) -> StreamingResponse:
    """Follow an import by server-sent events; ``Last-Event-ID`` goes on behind that one."""
    first = await run_in_threadpool(_steps, request, id, last_event_id)
    return StreamingResponse(
        _followed(request, id, first, last_event_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _asked(sent: uploads.Upload) -> tuple[Asked, Path]:
    strange = (sent.files.keys() - {"file", "mapping"}) | (
        sent.texts.keys() - {"dataset", "release", "layout", "publish"}
    )
    if strange or "file" not in sent.files:
        raise Invalid(
            f"The form has {', '.join(sorted(strange)) or 'no file'}: send file, dataset and "
            "release, and where wanted mapping, layout and publish."
        )
    texts = {name: text for name, text in sent.texts.items() if text}
    try:
        return Asked.model_validate(texts | {"mapping": sent.files.get("mapping")}), sent.files[
            "file"
        ]
    except ValidationError as error:
        fault = error.errors()[0]
        raise Invalid(f"{fault['loc'][0]}: {fault['msg']}.") from error


def _steps(request: Request, number: int, after: int) -> tuple[list[StepView], bool]:
    with engines.transaction(request.app.state.engine) as db:
        return importing.steps(db, identify(request, db), number, after)


async def _followed(
    request: Request, number: int, first: tuple[list[StepView], bool], after: int
) -> AsyncIterator[bytes]:
    found, over = first
    told = time.monotonic()
    while True:
        for step in found:
            after, told = step.id, time.monotonic()
            yield _event(step)
        if over or await request.is_disconnected():
            return
        if time.monotonic() - told > _QUIET:
            told = time.monotonic()
            yield b": still there\n\n"
        await asyncio.sleep(LOOKS)
        found, over = await run_in_threadpool(_steps, request, number, after)


def _event(step: StepView) -> bytes:
    told = orjson.dumps(step.detail | {"at": step.at})
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (step.id, step.kind.encode(), told)
