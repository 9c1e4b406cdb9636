"""The catalogue: datasets, releases and what stands in them, editions, differences, files."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import StreamingResponse

from factordb.api import problems
from factordb.api.deps import Db, Edition, names_edition
from factordb.catalogue import differing, exporting, fetching, looking
from factordb.catalogue.comparing import Diff
from factordb.catalogue.fetching import From
from factordb.catalogue.looking import DatasetView, EditionView, ReleaseView
from factordb.errors import (
    ArtifactNotFound,
    DatasetNotFound,
    EditionAhead,
    Invalid,
    ReleaseNotFound,
)
from factordb.model.base import Model
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.reading import Rejection

router = APIRouter(prefix="/v1", tags=["catalogue"])

_RELEASE = problems.documents(ReleaseNotFound, Invalid, EditionAhead)
Cursor = Annotated[str | None, Query(max_length=20, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=fetching.MOST_ITEMS)]
Format = Annotated[
    Literal["json", "ndjson", "csv"],
    Query(description="`ndjson` and `csv` give the whole release."),
]
Dataset = Annotated[str, Path(max_length=80, examples=["cn-mee-grid-co2"])]
Release = Annotated[str, Path(max_length=60, examples=["2023"])]


class Datasets(Model):
    edition: int
    items: tuple[DatasetView, ...]


class Editions(Model):
    edition: int
    """The newest."""
    items: tuple[EditionView, ...]


class Documents(Model):
    """Canonical documents of a release, in file order."""

    edition: int
    items: tuple[dict[str, Any], ...]
    next: str | None


class Rejections(Model):
    edition: int
    items: tuple[Rejection, ...]
    next: str | None


@router.get("/datasets", responses=problems.documents(Invalid, EditionAhead))
def read_datasets(response: Response, db: Db, edition: Edition = None) -> Datasets:
    """Return every dataset with its releases, licence and attribution."""
    meant, items = looking.datasets(db, edition)
    names_edition(response, meant)
    return Datasets(edition=meant, items=items)


@router.get(
    "/datasets/{dataset}", responses=problems.documents(DatasetNotFound, Invalid, EditionAhead)
)
def read_dataset(
    dataset: Dataset, response: Response, db: Db, edition: Edition = None
) -> DatasetView:
    """Return one dataset with its releases in the order they were published."""
    meant, found = looking.dataset(db, dataset, edition)
    names_edition(response, meant)
    return found


@router.get("/datasets/{dataset}/releases/{release}", responses=_RELEASE)
def read_release(
    dataset: Dataset, release: Release, response: Response, db: Db, edition: Edition = None
) -> ReleaseView:
    """Return one release: its file, importer, and what became of every number of the file."""
    meant, found = looking.release(db, f"{dataset}@{release}", edition)
    names_edition(response, meant)
    return found


@router.get(
    "/datasets/{dataset}/releases/{release}/factors",
    responses=_RELEASE,
    response_model=Documents,
)
def read_factors(  # noqa: PLR0913  # what a list is asked with
    dataset: Dataset,
    release: Release,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
    format: Format = "json",  # noqa: A002  # the parameter's name
    edition: Edition = None,
) -> Response:
    """Return the factors of a release: a page as JSON, or all as NDJSON or CSV."""
    return _listed(db, (f"{dataset}@{release}", "factor"), From(cursor, limit, edition), format)


@router.get(
    "/datasets/{dataset}/releases/{release}/properties",
    responses=_RELEASE,
    response_model=Documents,
)
def read_properties(  # noqa: PLR0913  # what a list is asked with
    dataset: Dataset,
    release: Release,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
    format: Literal["json", "ndjson"] = "json",  # noqa: A002  # the parameter's name
    edition: Edition = None,
) -> Response:
    """Return the properties of a release: a page as JSON, or all as NDJSON."""
    return _listed(db, (f"{dataset}@{release}", "property"), From(cursor, limit, edition), format)


@router.get("/datasets/{dataset}/releases/{release}/rejections", responses=_RELEASE)
def read_rejections(  # noqa: PLR0913  # what a list is asked with
    dataset: Dataset,
    release: Release,
    response: Response,
    db: Db,
    cursor: Cursor = None,
    limit: Limit = 100,
    edition: Edition = None,
) -> Rejections:
    """Return the numbers of the release's file that became nothing, with cells and reasons."""
    page = fetching.rejected(db, f"{dataset}@{release}", From(cursor, limit, edition))
    names_edition(response, page.edition)
    return Rejections(edition=page.edition, items=page.items, next=page.next)


@router.get("/diff", responses=_RELEASE)
def read_diff(
    response: Response,
    db: Db,
    from_: Annotated[str, Query(alias="from", examples=["cn-mee-grid-co2@2022"])],
    to: Annotated[str, Query(examples=["cn-mee-grid-co2@2023"])],
    edition: Edition = None,
) -> Diff:
    """Return how the numbers of two releases differ, by key and amount."""
    meant, found = differing.diff(db, from_, to, edition)
    names_edition(response, meant)
    return found


@router.get("/editions")
def read_editions(response: Response, db: Db) -> Editions:
    """Return all editions in order, each with the tables it is read with."""
    newest = looking.current_edition(db)
    names_edition(response, newest)
    return Editions(edition=newest, items=looking.history(db))


@router.get(
    "/artifacts/{sha256}",
    responses=problems.documents(ArtifactNotFound, Invalid)
    | {200: {"content": {"application/octet-stream": {}}, "description": "The file's bytes"}},
    response_class=Response,
)
def read_artifact(
    sha256: Annotated[str, Path(max_length=71)], request: Request, db: Db
) -> Response:
    """Return a publisher's file, where its licence says that it may be handed on."""
    found = fetching.artifact(db, sha256)
    headers = {
        "ETag": f'"sha256:{found.sha256}"',
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        # Somebody else's file is never shown as a page of ours.
        "Content-Disposition": f'attachment; filename="{found.sha256[:16]}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type="application/octet-stream")


def _listed(db: Db, what: tuple[str, str], page: From, format_: str) -> Response:
    reference, kind = what
    found = fetching.listing(db, reference, kind, page)
    headers = {"Factordb-Edition": str(found.edition)}
    if format_ == "json":
        whole = b'{"edition":%d,"items":[%s],"next":%s}' % (
            found.edition,
            b",".join(found.items),
            orjson.dumps(found.next),
        )
        return Response(whole, media_type="application/json", headers=headers)
    bodies = list(_all(db, what, found.edition))
    if format_ == "ndjson":
        lines = (body + b"\n" for body in bodies)
        return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)
    said = looking.manifest_of(db, reference, found.edition)
    flat = exporting.flat(((digest(body), Factor.of(body)) for body in bodies), said)
    return StreamingResponse(flat, media_type="text/csv; charset=utf-8", headers=headers)


def _all(db: Db, what: tuple[str, str], edition: int) -> Iterator[bytes]:
    after: str | None = None
    while True:
        page = fetching.listing(db, *what, From(after, fetching.MOST_ITEMS, edition))
        yield from page.items
        after = page.next
        if after is None:
            return
