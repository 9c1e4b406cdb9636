"""Documents by digest: the bytes as they are hashed, nothing added."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, Meant, refuse_strangers
from factordb.api.examples import FACTOR, PROPERTY, answers
from factordb.api.fast_path import IMMUTABLE, knows
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue import tables
from factordb.catalogue.looking import fetching
from factordb.catalogue.looking.headlines import Headline, Wish
from factordb.catalogue.publishing import withdrawing
from factordb.catalogue.publishing.withdrawing import Notice
from factordb.catalogue.resolve.question import AskedUnit
from factordb.errors import (
    DigestNotFound,
    EditionAhead,
    FactordbError,
    Invalid,
    TableNotHere,
    ValuesClosed,
)
from factordb.model.amount import Method
from factordb.model.base import DigestText, Model
from factordb.model.factor import Factor
from factordb.model.property import Property

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["documents"])

_ABOUT = "``sha256:`` and 64 lower-case hex digits."
Digest = Annotated[str, Path(description=_ABOUT, examples=[FACTOR])]
PropertyDigest = Annotated[str, Path(description=_ABOUT, examples=[PROPERTY])]
ERRORS = problems.documents(DigestNotFound, ValuesClosed, Invalid)
MOST = 5_000
_MOST_NOTICES = 3
"""In a header, which must stay short; a batch gives all."""
_REASON = 200


class Batch(Model):
    """Digests to fetch in one call."""

    digests: tuple[str, ...] = Field(max_length=MOST, examples=[[FACTOR]])
    edition: int | None = Field(None, ge=1, le=2**31 - 1, strict=True)
    """Only what stood in this edition is found; the newest where none is named."""
    gwp: Method | None = None
    """Adds to each factor its headline under this GWP method, re-weighted where it can be."""
    in_: AskedUnit | None = Field(None, alias="in")
    """Adds to each factor its headline per this unit."""
    via: tuple[DigestText, ...] = Field((), max_length=4)
    """Properties by which ``in`` may cross from energy to mass or volume, in their order."""

    @property
    def wish(self) -> Wish | None:
        """How headlines are wanted; nothing where none are asked for."""
        return Wish(self.gwp, self.in_, self.via) if self.gwp or self.in_ else None


class BatchItem(Model):
    """One digest's document, or the problem with it."""

    digest: str
    factor: dict[str, Any] | None = None
    headline: Headline | None = None
    """The number that is meant, as it was asked for; a ``problem`` says where there is none."""
    notice: tuple[Notice, ...] | None = None
    """What is said of the factor, where it is withdrawn in a release that it stands in."""
    problem: dict[str, Any] | None = None


class BatchAnswer(Model):
    edition: int
    items: tuple[BatchItem, ...]
    """In the order of the digests."""


@router.get(
    "/factors/{digest}",
    responses=ERRORS | answers("factor"),
    response_model=Factor,
    response_model_exclude_none=True,
)
def read_factor(digest: Digest, request: Request, db: Db, caller: Asking) -> Response:
    """Return the canonical bytes of a published factor; their SHA-256 is the digest."""
    body = fetching.document(db, digest, "factor")
    said = withdrawing.notices(db, [digest]).get(digest, ())
    if not (said or caller.closed):
        request.app.state.bodies.keep(digest, body)
    return _pinned(request, digest, body, said)


@router.get(
    "/properties/{digest}",
    responses=ERRORS | answers("property"),
    response_model=Property,
    response_model_exclude_none=True,
)
def read_property(digest: PropertyDigest, request: Request, db: Db) -> Response:
    """Return the canonical bytes of a published property; their SHA-256 is the digest."""
    return _pinned(request, digest, fetching.document(db, digest, "property"))


@router.get(
    "/factors/{digest}/provenance",
    responses=problems.documents(DigestNotFound, ValuesClosed, Invalid, EditionAhead)
    | answers("provenance"),
    dependencies=[Depends(refuse_strangers)],
)
def read_provenance(digest: Digest, db: Db, meant: Meant) -> dict[str, Any]:
    """Return W3C PROV-JSON: from amount to cell to file to document, licence and importer."""
    return fetching.provenance(db, digest, meant or None)[1]


@router.get(
    "/properties/{digest}/provenance",
    responses=problems.documents(DigestNotFound, ValuesClosed, Invalid, EditionAhead)
    | answers("provenance"),
    dependencies=[Depends(refuse_strangers)],
)
def read_provenance_of_property(digest: PropertyDigest, db: Db, meant: Meant) -> dict[str, Any]:
    """Return W3C PROV-JSON of a property, the same as of a factor."""
    return fetching.provenance(db, digest, meant or None)[1]


@router.post(
    "/factors/batch",
    responses=problems.documents(Invalid, EditionAhead, TableNotHere) | answers("batch"),
    response_model=BatchAnswer,
    dependencies=[Depends(refuse_strangers)],
)
def read_batch(asked: Batch, request: Request, db: Db, caller: Asking) -> Response:
    """Return many documents at once, in order; each as its canonical bytes, or its problem."""
    bodies = request.app.state.bodies
    # What is kept stands in the newest edition, but maybe in none that was named.
    kept = {} if asked.edition else {d: body for d in asked.digests if (body := bodies.get(d))}
    missing = [digest for digest in asked.digests if digest not in kept]
    edition, found = fetching.batch(db, missing, asked.edition)
    known = kept | dict(zip(missing, found, strict=True))
    sound = {digest: body for digest, body in known.items() if isinstance(body, bytes)}
    said = withdrawing.notices(db, [*sound], edition)
    for digest in missing:
        if digest in sound and digest not in said and not caller.closed:
            bodies.keep(digest, sound[digest])
    shown: Mapping[str, bytes | FactordbError] = {}
    if asked.wish and sound:
        state = edition, tables.chosen(db, asked.edition)[1]
        shown = request.app.state.headlines.of(db, state, sound, asked.wish)
    items = [
        _item(digest, known[digest], shown.get(digest), said.get(digest, ()))
        for digest in asked.digests
    ]
    whole = b'{"edition":%d,"items":[%s]}' % (edition, b",".join(items))
    return Response(
        whole, media_type="application/json", headers={"Factordb-Edition": str(edition)}
    )


def _item(
    digest: str,
    found: bytes | FactordbError,
    shown: bytes | FactordbError | None,
    said: Sequence[Notice],
) -> bytes:
    if isinstance(found, FactordbError):
        return problems.written({"digest": digest, "problem": _problem(found, digest)})
    more = b""
    if isinstance(shown, FactordbError):
        more = b',"problem":' + problems.written(_problem(shown, digest))
    elif shown is not None:
        more = b',"headline":' + shown
    if said:
        more += b',"notice":' + orjson.dumps([one.model_dump() for one in said])
    return b'{"digest":"%s","factor":%s%s}' % (digest.encode(), found, more)


def _problem(error: FactordbError, digest: str) -> dict[str, Any]:
    return problems.of(error, f"/v1/factors/{digest[:100]}")


def _pinned(request: Request, digest: str, body: bytes, said: Sequence[Notice] = ()) -> Response:
    headers = {
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{digest}"',
        "X-Content-Type-Options": "nosniff",
    }
    if said:
        headers["Factordb-Notice"] = _in_ascii(said[:_MOST_NOTICES])
    if knows(request.headers.raw, digest):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _in_ascii(said: Sequence[Notice]) -> str:
    """Return notices as JSON that a header can hold: other characters escaped, reasons short."""
    plain = [one.model_dump() | {"reason": one.reason[:_REASON]} for one in said]
    return json.dumps(plain, ensure_ascii=True)
