"""The way of every request: pinned factors from memory, the rest through the app.

A pinned factor that is in memory is answered before any routing: GET or HEAD, no query, no
authorization. Everything else falls through; a HEAD as the GET it asks about, without its body.
All requests pass the gate and are metered, and every answer leaves with the headers that guard it.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from factordb.api import problems, safeguards
from factordb.api.addresses import From
from factordb.api.arriving import Bounds
from factordb.api.bodies import Bodies
from factordb.api.buckets import retry_after
from factordb.api.gate import Gate
from factordb.api.metering import Meter

PREFIX = "/v1/factors/"
_LENGTH = len(PREFIX) + len("sha256:") + 64
IMMUTABLE = "public, max-age=31536000, immutable"
ANSWER, CLOSED = "factordb.answer", "closed"
"""Where a request says of its answer that it is for nobody else."""
_PRIVATE = (b"cache-control", b"private, no-store")
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", IMMUTABLE.encode()),
    *safeguards.HEADERS,
]
_TOO_OFTEN = (
    "Too many requests of one address or token: ask again in {} s. /v1/factors/batch, /v1/resolve "
    "and /v1/match take thousands of questions in one."
)


def _unnoted(_: Scope) -> None:
    """Note nothing."""


class Doors(NamedTuple):
    """What stands between callers and the app."""

    gate: Gate
    bounds: Bounds
    crossing: Callable[[ASGIApp], ASGIApp] | None = None
    """Lets pages of other origins ask; nothing where none may."""
    turned_away: Callable[[Scope], None] = _unnoted
    """Is told of each request that came too often."""


class _Asks(NamedTuple):
    """One request that is handed on."""

    origin: From
    began: float
    wait: float
    """Seconds that its address must wait."""


class FastPath:
    """An ASGI app around the app."""

    def __init__(self, app: ASGIApp, bodies: Bodies, meter: Meter, doors: Doors) -> None:
        self.app = app
        self._body, self._meter = bodies.get, meter
        self._gate, self._bounds, self._crossing, self._turned_away = doors
        self._within = self._crossing(app) if self._crossing else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or hand on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        origin = self._gate.origin(scope)
        wait = self._gate.wait_of_address(origin.address, began)
        path, method = scope["path"], scope["method"]
        if (
            len(path) == _LENGTH
            and path.startswith(PREFIX)
            and not scope["query_string"]
            and method in ("GET", "HEAD")
            and not wait
        ):
            digest = path[len(PREFIX) :]
            body = self._body(digest)
            if body is not None:
                status = _status(scope["headers"], digest, self._crossing)
                if status:
                    tag = (b"etag", f'"{digest}"'.encode())
                    more = [tag, safeguards.HSTS] if origin.secure else [tag]
                    await _send(send, method, status, body, more)
                    self._meter.hits += 1
                    self._meter.note(origin.address, method, path, status, len(body), began)
                    return
        await self._hand_on(scope, receive, send, _Asks(origin, began, wait))

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send, asks: _Asks) -> None:
        status, size, said = 500, 0, dict[str, bool]()
        method, (address, secure) = scope["method"], asks.origin

        async def noting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.get("headers", ())
                kept = _for_one(headers) if CLOSED in said else headers
                message = {**message, "headers": safeguards.guarded(kept, secure=secure)}
            elif method == "HEAD":
                message = {**message, "body": b""}
            else:
                size += len(message.get("body", b""))
            await send(message)

        asked = _as_asked(scope, asks.origin) | {ANSWER: said}
        try:
            refusal = self._refusal(asked, asks)
            if refusal is None:
                await self._within(asked, self._bounds.bounded(scope, receive), noting)
            else:
                crossed = self._crossing(refusal) if self._crossing else refusal
                await crossed(asked, receive, noting)
        finally:
            self._meter.note(address, method, scope["path"], status, size, asks.began)

    def _refusal(self, scope: Scope, asks: _Asks) -> Response | None:
        """Return the answer to what is not even read."""
        wait = asks.wait or self._gate.wait_of_token(scope["headers"], asks.began)
        if wait:
            self._turned_away(scope)
            seconds = retry_after(wait)
            said = problems.plain(429, _TOO_OFTEN.format(seconds), scope["path"])
            return problems.answer(said, {"Retry-After": seconds})
        try:
            self._bounds.refuse_stated(scope)
        except HTTPException as error:
            said = problems.plain(error.status_code, error.detail, scope["path"])
            return problems.answer(said, error.headers)
        return None


def _for_one(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer that no cache keeps, and that no tag names."""
    return [*(h for h in headers if h[0].lower() not in (b"cache-control", b"etag")), _PRIVATE]


def _as_asked(scope: Scope, origin: From) -> dict[str, Any]:
    """Return a request as the app sees it: of who asks, not of a proxy between; a HEAD as a GET."""
    seen = {"client": (origin.address, 0), "scheme": "https" if origin.secure else "http"}
    return {**scope, **seen} | ({"method": "GET"} if scope["method"] == "HEAD" else {})


def _status(headers: Any, digest: str, crossing: object) -> int:  # a list of pairs
    """Return 200, 304 where the caller has it, or 0 where it must fall through."""
    status = 200
    for name, value in headers:
        if name == b"authorization" or (crossing and name == b"origin"):
            return 0
        if name == b"if-none-match" and _names(value, digest):
            status = 304
    return status


def knows(headers: Any, digest: str) -> bool:  # a list of pairs
    """Say whether the caller's ``If-None-Match`` names the document."""
    return any(name == b"if-none-match" and _names(value, digest) for name, value in headers)


def _names(tags: bytes, digest: str) -> bool:
    return f'"{digest}"'.encode() in tags or tags.strip() == b"*"


async def _send(
    send: Send, method: str, status: int, body: bytes, more: list[tuple[bytes, bytes]]
) -> None:
    headers = [*_HEADERS, *more]
    if status == 200:  # the body goes with it
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    whole = body if method == "GET" and status == 200 else b""
    await send({"type": "http.response.body", "body": whole})
