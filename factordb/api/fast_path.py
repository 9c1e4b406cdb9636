"""The way of every request: pinned factors from memory, the rest through the app.

A pinned factor that is in memory is answered before any routing: GET or HEAD, no query, no
authorization. Everything else falls through; a HEAD as the GET it asks about, without its body.
All requests pass the rate bucket and are metered; buckets are per worker and address.
"""

import time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from factordb.api import problems
from factordb.api.bodies import Bodies
from factordb.api.metering import Meter

PREFIX = "/v1/factors/"
_LENGTH = len(PREFIX) + len("sha256:") + 64
LARGEST_BODY = 4 << 20
_TOO_LARGE = f"Bodies of more than {LARGEST_BODY:,} bytes are not read: ask in several calls."
_MOST_BUCKETS = 50_000
IMMUTABLE = "public, max-age=31536000, immutable"
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", IMMUTABLE.encode()),
    (b"x-content-type-options", b"nosniff"),
]


class FastPath:
    """An ASGI app around the app."""

    def __init__(  # noqa: PLR0913  # what it keeps, and its bounds
        self,
        app: ASGIApp,
        bodies: Bodies,
        meter: Meter,
        rate: float = 0,
        burst: float = 1,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self._body, self._meter = bodies.get, meter
        self._rate, self._burst, self._trusted = rate, burst, trusted
        self._buckets: dict[str, list[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or hand on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = scope["headers"]
        address = self._address(scope, headers)
        if self._rate and not self._has_room(address, began):
            await self._refuse(scope, receive, send, (address, began))
            return
        path, method = scope["path"], scope["method"]
        if (
            len(path) == _LENGTH
            and path.startswith(PREFIX)
            and not scope["query_string"]
            and (method in ("GET", "HEAD"))
        ):
            digest = path[len(PREFIX) :]
            body = self._body(digest)
            if body is not None:
                status = _status(headers, digest)
                if status:
                    await _send(send, method, status, digest, body)
                    self._meter.hits += 1
                    self._meter.note(address, method, path, status, len(body), began)
                    return
        await self._hand_on(scope, receive, send, (address, began))

    async def _hand_on(
        self, scope: Scope, receive: Receive, send: Send, who: tuple[str, float]
    ) -> None:
        status, size = 500, 0
        head = scope["method"] == "HEAD"

        async def noting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif head:
                message = {**message, "body": b""}
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            if _too_large(scope):
                await problems.answer(_large(scope))(scope, receive, noting)
            else:
                asked = {**scope, "method": "GET"} if head else scope
                await self.app(asked, _bounded(receive), noting)
        finally:
            self._meter.note(who[0], scope["method"], scope["path"], status, size, who[1])

    def _address(self, scope: Scope, headers: Any) -> str:  # a list of pairs
        client = scope["client"]
        address: str = client[0] if client else "-"
        if address in self._trusted:
            for name, value in headers:
                if name == b"x-forwarded-for":
                    return str(value.decode("latin-1").rpartition(",")[2].strip()[:64])
        return address

    def _has_room(self, address: str, now: float) -> bool:
        """Take one from the bucket of ``address``, which fills with time."""
        bucket = self._buckets.get(address)
        if bucket is None:
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.clear()
            bucket = self._buckets[address] = [self._burst, now]
        left = bucket[0] + (now - bucket[1]) * self._rate
        bucket[1] = now
        if left > self._burst:
            left = self._burst
        bucket[0] = left - 1 if left >= 1 else left
        return left >= 1

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, who: tuple[str, float]
    ) -> None:
        members = _members(
            429, "Too Many Requests", "Ask again in a second; batch asks many.", scope
        )
        await problems.answer(members, {"Retry-After": "1"})(scope, receive, send)
        self._meter.note(who[0], scope["method"], scope["path"], 429, 0, who[1])


def _status(headers: Any, digest: str) -> int:  # a list of pairs
    """Return 200, 304 where the caller has it, or 0 where it must fall through."""
    status = 200
    for name, value in headers:
        if name == b"authorization":
            return 0
        if name == b"if-none-match" and _names(value, digest):
            status = 304
    return status


def knows(headers: Any, digest: str) -> bool:  # a list of pairs
    """Say whether the caller's ``If-None-Match`` names the document."""
    return any(name == b"if-none-match" and _names(value, digest) for name, value in headers)


def _names(tags: bytes, digest: str) -> bool:
    return f'"{digest}"'.encode() in tags or tags.strip() == b"*"


async def _send(send: Send, method: str, status: int, digest: str, body: bytes) -> None:
    headers = [*_HEADERS, (b"etag", f'"{digest}"'.encode())]
    if status == 200:  # the body goes with it
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    whole = body if method == "GET" and status == 200 else b""
    await send({"type": "http.response.body", "body": whole})


def _too_large(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return not value.isdigit() or int(value) > LARGEST_BODY
    return False


def _large(scope: Scope) -> dict[str, Any]:
    return _members(413, "Content Too Large", _TOO_LARGE, scope)


def _members(status: int, title: str, detail: str, scope: Scope) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": scope["path"],
    }


def _bounded(receive: Receive) -> Receive:
    """A body without a stated length is refused where it grows too large."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return bounded
