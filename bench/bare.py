"""The peer of everything that is served from memory: a Starlette route that returns fixed bytes."""

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_BODY = Path(os.environ["BARE_BODY"]).read_bytes()


async def answer(request: Request) -> Response:
    """Return the bytes; what was sent is read, as any route that is posted to does."""
    if request.method == "POST":
        await request.body()
    return Response(_BODY, media_type="application/json")


app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
