"""JSON bodies, read strictly: what two readers could take for two things is refused.

A name twice in one object, ``NaN``, a number that no double holds: the standard library takes them
all, and the next program another way. Depth is bounded before anything walks it. What no text holds
(half a character) is left to the call: of a list only its item fails.
"""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from factordb.errors import UnreadableBody

DEPTH = 40
_LONG = 64 << 10
"""Bytes above which a body is read beside the loop, so that others are answered meanwhile."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_INNERMOST = re.compile(r"[\[{][^\[\]{}]*[\]}]")
_DIGITS = 400


class JsonRoute(APIRoute):
    """A route whose body, where it has one, is strict JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return a handler that reads the body before the framework does."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def strictly(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            if "json" in request.headers.get("content-type", ""):
                await strict.json()
            return await handle(strict)

        return strictly


class _StrictRequest(Request):
    async def json(self) -> Any:  # whatever JSON holds
        if not hasattr(self, "_strict"):
            body = await self.body()
            self._strict = (
                await run_in_threadpool(parsed, body) if len(body) > _LONG else parsed(body)
            )
        return self._strict


def parsed(body: bytes) -> Any:  # whatever JSON holds
    """Return what a body says.

    Raises:
        UnreadableBody: it is no JSON, or more than one thing; the sentence names the place.
    """
    try:
        text = body.decode("utf-8")
        _require_shallow(text)
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except UnicodeDecodeError as error:
        raise _refused(f"byte {error.start} is no UTF-8") from error
    except json.JSONDecodeError as error:
        raise _refused(f"{error.msg} at line {error.lineno}, column {error.colno}") from error


def _require_shallow(text: str) -> None:
    if text.count("[") + text.count("{") <= DEPTH:
        return
    left = _STRING.sub("", text)
    for _ in range(DEPTH):
        left, found = _INNERMOST.subn("", left)
        if not found:
            break
    if _INNERMOST.search(left) or left.count("[") + left.count("{") > DEPTH:
        raise _refused(f"lists and objects stand more than {DEPTH} deep in each other")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(f"{twice[:60]!r} stands twice in one object")
    return made


def _no_number(name: str) -> NoReturn:
    raise _refused(f"{name} is no number in JSON")


def _finite(digits: str) -> float:
    if len(digits) > _DIGITS or (made := float(digits)) in (float("inf"), float("-inf")):
        raise _refused(f"{digits[:20]}… is a number that nothing here has: write it as a string")
    return made


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _refused(f"{digits[:20]}… has {len(digits)} digits: no number here does")
    return int(digits)


def _refused(said: str) -> UnreadableBody:
    return UnreadableBody(
        f"The body cannot be read: {said}. Send one JSON object; /docs shows what is expected."
    )
