"""The page of the API's manual: every call with a form to try it, and nothing from anywhere else.

The framework's own page loads its program from another server, and is blank where that cannot be
reached. Here the program comes with a pinned package, and runs under a policy that lets it read
and ask this server only.
"""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Path as InPath
from starlette.responses import FileResponse, HTMLResponse, Response

from factordb.api import safeguards

router = APIRouter(include_in_schema=False)

_PACKAGE = "fastapi_swagger.resources"
_KEPT = {"Cache-Control": "public, max-age=3600"}
_POLICY = safeguards.page(
    script_src="'self'",
    # The program writes styles beside its elements; they are its own.
    style_src="'self' 'unsafe-inline'",
    img_src="'self' data:",
    connect_src="'self'",
)
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>factordb: the API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/begin.js" defer></script>
</head>
<body>
<main id="calls"><noscript>This page needs JavaScript; what it shows is
<a href="/openapi.json">/openapi.json</a>.</noscript></main>
</body>
</html>
"""
_BEGIN = """\
"use strict";
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#calls",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // A checker of another server would be told what is looked at.
  validatorUrl: null,
});
"""

Asked = Literal["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"]


@router.get("/docs")
async def manual() -> HTMLResponse:
    """Return the page."""
    return HTMLResponse(_PAGE, headers={**_POLICY, "Cache-Control": "no-cache"})


@router.get("/docs/begin.js")
async def begin() -> Response:
    """Return what begins the page's program."""
    return Response(_BEGIN, headers=_KEPT, media_type="text/javascript")


@router.get("/docs/{file}")
async def part(file: Annotated[Asked, InPath()]) -> FileResponse:
    """Return a part of the page's program, as its package has it."""
    return FileResponse(_folder() / file, headers=_KEPT)


@cache
def _folder() -> Path:
    return Path(str(resources.files(_PACKAGE)))
