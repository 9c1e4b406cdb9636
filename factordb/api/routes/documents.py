"""Documents by digest: the bytes as they are hashed, nothing added."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Db, Edition, names_edition
from factordb.api.fast_path import IMMUTABLE
from factordb.catalogue import fetching
from factordb.errors import DigestNotFound, EditionAhead, FactordbError, Invalid
from factordb.model.base import Model

router = APIRouter(prefix="/v1", tags=["documents"])

EXAMPLE = "sha256:" + "0" * 64
Digest = Annotated[
    str, Path(description="``sha256:`` and 64 lower-case hex digits.", examples=[EXAMPLE])
]
ERRORS = problems.documents(DigestNotFound, Invalid)
MOST = 5_000


class Batch(Model):
    """Digests to fetch in one call."""

    digests: tuple[str, ...] = Field(max_length=MOST, examples=[[EXAMPLE]])
    edition: int | None = Field(None, ge=1, le=2**31 - 1)
    """The edition meant; the newest where none is named."""


class BatchItem(Model):
    """One digest's document, or the problem with it."""

    digest: str
    factor: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None


class BatchAnswer(Model):
    edition: int
    items: tuple[BatchItem, ...]
    """In the order of the digests."""


@router.api_route("/factors/{digest}", methods=["GET"], responses=ERRORS, response_model=dict)
def read_factor(digest: Digest, request: Request, db: Db) -> Response:
    """Return the canonical bytes of a published factor; their SHA-256 is the digest."""
    body = fetching.document(db, digest, "factor")
    request.app.state.bodies.keep(digest, body)
    return _pinned(request, digest, body)


@router.head("/factors/{digest}", include_in_schema=False)
def head_of_factor(digest: Digest, request: Request, db: Db) -> Response:
    """Return the headers of a published factor."""
    return _pinned(request, digest, fetching.document(db, digest, "factor"))


@router.get("/properties/{digest}", responses=ERRORS, response_model=dict)
def read_property(digest: Digest, request: Request, db: Db) -> Response:
    """Return the canonical bytes of a published property; their SHA-256 is the digest."""
    return _pinned(request, digest, fetching.document(db, digest, "property"))


@router.get(
    "/factors/{digest}/provenance",
    responses=problems.documents(DigestNotFound, Invalid, EditionAhead),
)
def read_provenance(
    digest: Digest, response: Response, db: Db, edition: Edition = None
) -> dict[str, Any]:
    """Return W3C PROV-JSON: from amount to cell to file to document, licence and importer."""
    meant, found = fetching.provenance(db, digest, edition)
    names_edition(response, meant)
    return found


@router.post(
    "/factors/batch",
    responses=problems.documents(Invalid, EditionAhead),
    response_model=BatchAnswer,
)
def read_batch(asked: Batch, request: Request, db: Db) -> Response:
    """Return many documents at once, in order; each as its canonical bytes, or its problem."""
    bodies = request.app.state.bodies
    # What is kept stands in the newest edition, but maybe in none that was named.
    kept = {} if asked.edition else {d: body for d in asked.digests if (body := bodies.get(d))}
    missing = [digest for digest in asked.digests if digest not in kept]
    edition, found = fetching.batch(db, missing, asked.edition)
    fetched = dict(zip(missing, found, strict=True))
    for digest, body in fetched.items():
        if isinstance(body, bytes):
            bodies.keep(digest, body)
    items = [_item(digest, kept.get(digest) or fetched[digest]) for digest in asked.digests]
    whole = b'{"edition":%d,"items":[%s]}' % (edition, b",".join(items))
    return Response(
        whole, media_type="application/json", headers={"Factordb-Edition": str(edition)}
    )


def _item(digest: str, found: bytes | FactordbError) -> bytes:
    if isinstance(found, bytes):
        return b'{"digest":"%s","factor":%s}' % (digest.encode(), found)
    problem = problems.of(found, f"/v1/factors/{digest[:100]}")
    return orjson.dumps({"digest": digest, "problem": problem}, default=str)


def _pinned(request: Request, digest: str, body: bytes) -> Response:
    headers = {
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{digest}"',
        "X-Content-Type-Options": "nosniff",
    }
    known = request.headers.get("if-none-match", "")
    if known == "*" or f'"{digest}"' in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
