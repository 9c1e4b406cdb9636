"""What stands in a release: its factors, properties, rejections and blanks, by pages or whole.

Every answer repeats licence and attribution: in its members, or where its lines are documents, in
a ``Link`` to the release that states them.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from factordb.api.deps import Asking, Db, Meant, ReadWith, refuse_strangers
from factordb.api.examples import answers
from factordb.api.routes.catalogue import RELEASE_ERRORS, Cursor, Dataset, Limit, Release
from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.looking import fetching, flat, looking
from factordb.catalogue.looking.fetching import BlankView, From
from factordb.catalogue.looking.looking import ReleaseView
from factordb.catalogue.tables import Tables
from factordb.errors import Invalid
from factordb.model.base import Model
from factordb.model.reading import Rejection
from factordb.store import engine as engines

router = APIRouter(
    prefix="/v1/datasets/{dataset}/releases/{release}",
    tags=["catalogue"],
    dependencies=[Depends(refuse_strangers)],
)

Format = Annotated[
    Literal["json", "ndjson", "csv"],
    Query(description="`json` gives a page; `ndjson` and `csv` give all."),
]
_MEDIA = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


class Listed(Model):
    """What a page of a release says of the release."""

    edition: int
    dataset: str
    release: str
    licence: str
    attribution: str
    """The words the licence asks to be repeated."""


class Documents(Listed):
    """Canonical documents of a release, in file order."""

    items: tuple[dict[str, Any], ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


class Rejections(Listed):
    """Numbers of a release's file that became nothing, in file order."""

    items: tuple[Rejection, ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


class Blanks(Listed):
    """Cells of a release's file that say "not available", in file order."""

    items: tuple[BlankView, ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


def _answers(name: str) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses=`` of a list: a page, or all of it in another media type."""
    shown = answers(name)
    shown[200]["content"] |= {"application/x-ndjson": {}, "text/csv": {}}
    return RELEASE_ERRORS | shown


class _Asked(NamedTuple):
    """One list that is asked for."""

    request: Request
    caller: Caller
    release: ReleaseView
    edition: int
    page: From
    format: str
    tables: Tables

    @property
    def reference(self) -> str:
        return f"{self.release.dataset}@{self.release.release}"

    def block(self, after: str | None) -> From:
        """Return the next block of the whole."""
        return From(after, fetching.MOST_ITEMS, self.edition)


def _asked(  # noqa: PLR0913  # what a list is asked with
    request: Request,
    dataset: Dataset,
    release: Release,
    db: Db,
    caller: Asking,
    meant: Meant,
    tables: ReadWith,
    cursor: Cursor = None,
    limit: Limit = 100,
    format: Format = "json",  # noqa: A002  # the parameter's name
) -> _Asked:
    if cursor is not None and format != "json":
        raise Invalid(f"cursor goes with format=json: {format} gives the whole release.")
    _, found = looking.release(db, f"{dataset}@{release}", meant or None)
    looking.valued(db, f"{dataset}@{release}", meant or None)
    return _Asked(request, caller, found, meant, From(cursor, limit, meant or None), format, tables)


Asked = Annotated[_Asked, Depends(_asked)]


@router.get("/factors", responses=_answers("factors"), response_model=Documents)
def read_factors(asked: Asked, db: Db) -> Response:
    """Return the factors of a release: a page as JSON, or all as NDJSON or CSV."""
    return _documents(asked, db, "factor", partial(flat.factors, tables=asked.tables))


@router.get("/properties", responses=_answers("properties"), response_model=Documents)
def read_properties(asked: Asked, db: Db) -> Response:
    """Return the properties of a release: a page as JSON, or all as NDJSON or CSV."""
    return _documents(asked, db, "property", flat.properties)


@router.get("/rejections", responses=_answers("rejections"), response_model=Rejections)
def read_rejections(asked: Asked, db: Db) -> Response:
    """Return the numbers of the release's file that became nothing, with cells and reasons."""
    return _records(asked, db, fetching.rejected, flat.rejections)


@router.get("/blanks", responses=_answers("blanks"), response_model=Blanks)
def read_blanks(asked: Asked, db: Db) -> Response:
    """Return the cells of the release's file that say "not available", and what each would be."""
    return _records(asked, db, fetching.blank, flat.blanks)


_Lines = Callable[..., Iterable[bytes]]
_Pages = Callable[[Session, str | None], tuple[list[bytes], str | None]]


def _records(asked: _Asked, db: Session, read: Callable[..., Any], in_csv: _Lines) -> Response:
    """Answer with what is no document: a page as JSON, or all, each item a line."""
    if asked.format == "json":
        found = read(db, asked.reference, asked.page)
        items = [one.model_dump(mode="json") for one in found.items]
        return _page(asked, orjson.dumps(items)[1:-1], found.next)

    def pages(db: Session, after: str | None) -> tuple[list[bytes], str | None]:
        page = read(db, asked.reference, asked.block(after))
        lines = (
            in_csv(page.items, header=after is None)
            if asked.format == "csv"
            else (orjson.dumps(one.model_dump(mode="json")) + b"\n" for one in page.items)
        )
        return list(lines), page.next

    return _whole(asked, pages)


def _documents(asked: _Asked, db: Session, kind: str, in_csv: _Lines) -> Response:
    if asked.format == "json":
        page = fetching.listing(db, asked.reference, kind, asked.page)
        return _page(asked, b",".join(page.items), page.next)
    said = looking.manifest_of(db, asked.reference, asked.edition)

    def pages(db: Session, after: str | None) -> tuple[list[bytes], str | None]:
        page = fetching.listing(db, asked.reference, kind, asked.block(after))
        lines = (
            in_csv(page.items, said, header=after is None)
            if asked.format == "csv"
            else (body + b"\n" for body in page.items)
        )
        return list(lines), page.next

    return _whole(asked, pages)


def _page(asked: _Asked, items: bytes, after: str | None) -> Response:
    """Return a page; its documents are the very bytes that are stored."""
    release = asked.release
    said = Listed(
        edition=asked.edition,
        dataset=release.dataset,
        release=release.release,
        licence=release.licence,
        attribution=release.attribution,
    )
    head = orjson.dumps(said.model_dump(mode="json"))[:-1]
    whole = b'%s,"items":[%s],"next":%s}' % (head, items, orjson.dumps(after))
    return Response(whole, media_type="application/json", headers=_headers(asked))


def _whole(asked: _Asked, pages: _Pages) -> Response:
    """Stream all pages, each read in a moment of its own: no connection waits for a slow reader.

    A published release never changes, so that moments apart see the same.
    """
    engine = asked.request.app.state.engine

    def blocks() -> Iterator[bytes]:
        after: str | None = None
        while True:
            with engines.transaction(engine) as db:
                access.show(db, asked.caller)
                lines, after = pages(db, after)
            yield b"".join(lines)
            if after is None:
                return

    return StreamingResponse(blocks(), media_type=_MEDIA[asked.format], headers=_headers(asked))


def _headers(asked: _Asked) -> dict[str, str]:
    release = asked.release
    about = f"/v1/datasets/{release.dataset}/releases/{release.release}"
    return {"Factordb-Edition": str(asked.edition), "Link": f'<{about}>; rel="license describedby"'}
