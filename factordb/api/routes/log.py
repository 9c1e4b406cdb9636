"""The log, as C2SP tlog-tiles serves it, and proofs that a document stands in it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from factordb.api import problems
from factordb.api.deps import Db
from factordb.api.fast_path import IMMUTABLE
from factordb.api.routes.documents import ERRORS, Digest
from factordb.api.routes.releasing import Dataset, Release
from factordb.catalogue.record import consistency, transparency, unsealing
from factordb.catalogue.record.consistency import Consistency
from factordb.errors import Invalid, NotFound, ReleaseNotFound, TileNotFound

router = APIRouter(tags=["log"])

_LONGEST = (1 << 63) - 1
_TEXT = "text/plain; charset=utf-8"
_AS_TEXT: problems.Responses = {
    200: {"content": {"text/plain": {}}, "description": "A text of lines"}
}
_AS_BYTES: problems.Responses = {
    200: {"content": {"application/octet-stream": {}}, "description": "The bytes"}
}


@router.get(
    "/log/checkpoint", response_class=Response, responses=problems.documents(NotFound) | _AS_TEXT
)
def read_checkpoint(db: Db) -> Response:
    """Return the newest signed checkpoint: origin, size, root, and the signature."""
    headers = {"Cache-Control": "no-cache"}
    return Response(transparency.checkpoint(db), headers=headers, media_type=_TEXT)


@router.get("/log/key", response_class=Response, responses=problems.documents(NotFound) | _AS_TEXT)
def read_key(db: Db) -> Response:
    """Return the verifier key; compare it with the one the operator publishes elsewhere.

    Where it took the place of older ones, an empty line and the rotations follow.
    """
    headers = {"Cache-Control": "no-cache"}
    return Response(transparency.key_and_chain(db), headers=headers, media_type=_TEXT)


@router.get(
    "/log/tile/{path:path}",
    response_class=Response,
    responses=problems.documents(TileNotFound, Invalid) | _AS_BYTES,
)
def read_tile(
    path: Annotated[str, Path(max_length=100, examples=["0/000.p/7", "entries/000.p/7"])], db: Db
) -> Response:
    """Return a tile of hashes, or with `entries/` a bundle of entries; it never changes."""
    headers = {"Cache-Control": IMMUTABLE, "X-Content-Type-Options": "nosniff"}
    media = "application/octet-stream"
    return Response(transparency.tile(db, path), headers=headers, media_type=media)


_PROVED = {"old": 1, "new": 2, "hashes": ["lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c="]}


@router.get(
    "/log/consistency",
    responses=problems.documents(TileNotFound, Invalid)
    | {200: {"content": {"application/json": {"example": _PROVED}}}},
)
def read_consistency(
    db: Db,
    old: Annotated[int, Query(ge=0, le=_LONGEST, examples=[1])],
    new: Annotated[int, Query(ge=0, le=_LONGEST, examples=[2])],
) -> Consistency:
    """Return RFC 6962's proof that the log of `old` entries is the beginning of that of `new`."""
    return consistency.prove(db, old, new)


@router.get("/v1/factors/{digest}/proof", response_class=Response, responses=ERRORS | _AS_TEXT)
def read_proof(digest: Digest, db: Db) -> Response:
    """Return the C2SP tlog-proof that a document stands in the log, under the newest checkpoint."""
    _, text = transparency.proof(db, digest)
    headers = {"Cache-Control": "no-cache"}
    return Response(text, headers=headers, media_type=_TEXT)


@router.get("/v1/factors/{digest}/opening", response_class=Response, responses=ERRORS | _AS_TEXT)
def read_opening(digest: Digest, db: Db) -> Response:
    """Return what proves that a private document stands behind a seal, to whoever has a grant.

    Salt and numbers stand in it: an auditor checks it with `factordb log check`, without a server.
    """
    return Response(unsealing.of_document(db, digest).text(), media_type=_TEXT)


@router.get(
    "/v1/datasets/{dataset}/releases/{release}/opening",
    response_class=Response,
    responses=problems.documents(ReleaseNotFound, Invalid) | _AS_TEXT,
)
def read_release_opening(dataset: Dataset, release: Release, db: Db) -> Response:
    """Return the same of the entry that sums a private release up, with its manifest."""
    return Response(unsealing.of_release(db, f"{dataset}@{release}").text(), media_type=_TEXT)
