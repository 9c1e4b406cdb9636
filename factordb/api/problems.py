"""Errors as RFC 9457 problem documents, by one table; none of them is ever cached."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from factordb.errors import (
    Conflict,
    FactordbError,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Unavailable,
    UnreadableBody,
    UploadTooLarge,
)

STATUS: dict[type[FactordbError], int] = {
    NotAuthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    UploadTooLarge: 413,
    UnreadableBody: 400,
    Invalid: 422,
    Unavailable: 503,
}
MEDIA = "application/problem+json"
NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


_LONGEST = 500
"""Of what is said of one fault: some repeat what was sent, which may be anything."""
_NEXT = {
    400: "The body could not be read: send one JSON object. /docs shows what is expected.",
    404: "No call answers at this path; /docs lists those there are.",
    405: "{1} does nothing at this path; /docs lists what does.",
}
"""What to do where the framework only says that something is not there."""


class Problem(BaseModel):
    """RFC 9457 problem details; further members carry the facts of the error."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str


def status_of(error: type[FactordbError]) -> int:
    """Return the status of the error's nearest ancestor in `STATUS`."""
    return next(STATUS[kind] for kind in error.__mro__ if kind in STATUS)


Responses = dict[int | str, dict[str, Any]]
"""What a route may answer, by status, as FastAPI takes it."""


def documents(*errors: type[FactordbError]) -> Responses:
    """Return the ``responses=`` of a route that may raise ``errors``."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status_of(e): {"description": e.title, "content": content} for e in errors}


def of(error: FactordbError, instance: str) -> dict[str, Any]:
    """Return ``error`` as the members of a problem document."""
    members = {
        "type": f"/problems/{type(error).__name__}",
        "title": error.title,
        "status": status_of(type(error)),
        "detail": error.detail,
        "instance": instance,
    }
    return {key: value for key, value in error.facts.items() if key not in members} | members


def answer(members: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem document as an answer that no cache keeps."""
    return Response(
        written(members),
        int(members["status"]),
        {**(headers or {}), **NO_STORE},
        MEDIA,
    )


def written(members: Mapping[str, Any]) -> bytes:
    """Return a problem as JSON; what a caller made of broken text is shown, not passed on."""
    try:
        return orjson.dumps(members, default=str)
    except TypeError:  # half a surrogate pair, which no UTF-8 can hold
        plain = json.dumps(members, default=str, ensure_ascii=True)
        return plain.encode()


def install(app: FastAPI, told: Callable[[Request, FactordbError], None] | None = None) -> None:
    """Answer every error, ours and the framework's, with a problem document.

    ``told`` is told of ours first.
    """

    @app.exception_handler(FactordbError)
    def ours(request: Request, error: FactordbError) -> Response:
        if told is not None:
            told(request, error)
        headers = {"Retry-After": "1"} if isinstance(error, Unavailable) else {}
        return answer(of(error, request.url.path), headers)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        faults = (_fault(fault) for fault in error.errors()[:5])
        said = "; ".join(faults).rstrip(".")
        return ours(request, Invalid(f"{said}. /docs shows what is expected."))

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        said = _NEXT.get(error.status_code, "{0}").format(error.detail, request.method)
        return answer(plain(error.status_code, said, request.url.path), error.headers)

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        said = "Something failed here, not with you; the server's log has the place."
        return answer(plain(500, said, request.url.path))


def _fault(fault: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    said = str(fault["msg"]).removeprefix("Value error, ")
    return f"{place[:200]}: {said if len(said) <= _LONGEST else said[:_LONGEST] + '…'}"


def plain(status: int, detail: str, instance: str) -> dict[str, Any]:
    """Return what is wrong with a request, where HTTP has the word for it."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
