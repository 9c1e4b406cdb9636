"""Bodies as they arrive: never larger than a call takes, and never slower than a bad line."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

LARGEST = 4 << 20
"""Bytes of a body, where a call does not take more."""
_PATIENCE = 20.0
"""Seconds that any body may take."""
_SLOWEST = 16 << 10
"""Bytes a second that must arrive beyond that."""


class Bounds:
    """How large bodies may be: some paths take more."""

    def __init__(self, larger: Mapping[str, int] | None = None) -> None:
        self._larger = dict(larger or {})

    def most(self, scope: Scope) -> int:
        """Return how many bytes the call takes."""
        return self._larger.get(scope["path"], LARGEST)

    def refuse_stated(self, scope: Scope) -> None:
        """Do nothing where no body is stated, or one that may come.

        Raises:
            HTTPException: it says itself that it is too large.
        """
        for name, value in scope["headers"]:
            if name == b"content-length" and _stated(value) > self.most(scope):
                raise too_large(self.most(scope))

    def bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Return ``receive`` for the body of ``scope``, which refuses what grows or dawdles."""
        return _Arriving(receive, self.most(scope)) if _may_have_body(scope) else receive


class _Arriving:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most = receive, most
        self._seen, self._whole = 0, False
        self._began = asyncio.get_running_loop().time()

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._began + _PATIENCE + self._seen / _SLOWEST):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(
                408,
                "The body came too slowly: send it again over a better line, or in smaller parts.",
            ) from error
        self._seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._seen > self._most:
            raise too_large(self._most)
        return message


def too_large(most: int) -> HTTPException:
    """Return what is said of a body of more than ``most`` bytes."""
    return HTTPException(
        413,
        f"Bodies of more than {most:,} bytes are not read here: ask in several calls.",
    )


def _stated(value: bytes) -> float:
    return int(value) if value.isdigit() and len(value) < 20 else float("inf")


def _may_have_body(scope: Any) -> bool:  # a mapping
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return True
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
