"""The catalogue: datasets, releases, editions, differences, files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from factordb.api import problems
from factordb.api.deps import Db, Edition, Meant, refuse_strangers
from factordb.api.examples import FILE, answers
from factordb.api.fast_path import IMMUTABLE, knows
from factordb.catalogue.comparing import differing
from factordb.catalogue.comparing.comparing import Diff
from factordb.catalogue.looking import fetching, looking, paging
from factordb.catalogue.looking.looking import DatasetView, EditionView, ReleaseView
from factordb.errors import (
    ArtifactNotFound,
    DatasetNotFound,
    EditionAhead,
    Invalid,
    ReleaseNotFound,
    ValuesClosed,
)
from factordb.model.base import Model

_STRICT = [Depends(refuse_strangers)]
router = APIRouter(prefix="/v1", tags=["catalogue"])

RELEASE_ERRORS = problems.documents(ReleaseNotFound, ValuesClosed, Invalid, EditionAhead)
Cursor = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Limit = Annotated[
    int, Query(ge=1, le=fetching.MOST_ITEMS, description="Items of a page.", examples=[2])
]
Moved = Annotated[
    bool, Query(description="List what only moved in the file as well.", examples=[False])
]
Dataset = Annotated[
    str, Path(max_length=80, description="Slug of a dataset.", examples=["cn-mee-grid-co2"])
]
Release = Annotated[str, Path(max_length=60, description="Name of a release.", examples=["2023"])]


class Datasets(Model):
    edition: int
    items: tuple[DatasetView, ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


class Editions(Model):
    edition: int
    """The newest, or the one named."""
    items: tuple[EditionView, ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


@router.get(
    "/datasets",
    responses=problems.documents(Invalid, EditionAhead) | answers("datasets"),
    dependencies=_STRICT,
)
def read_datasets(
    response: Response, db: Db, edition: Edition = None, cursor: Cursor = None, limit: Limit = 100
) -> Datasets:
    """Return the datasets by name, each with its releases, licence and attribution."""
    offset, meant = paging.read(db, cursor, edition)
    response.headers["Factordb-Edition"] = str(meant)
    items = looking.datasets(db, meant)[1] if meant else ()
    return Datasets(
        edition=meant,
        items=items[offset : offset + limit],
        next=paging.written(offset + limit, meant) if len(items) > offset + limit else None,
    )


@router.get(
    "/datasets/{dataset}",
    responses=problems.documents(DatasetNotFound, Invalid, EditionAhead) | answers("dataset"),
    dependencies=_STRICT,
)
def read_dataset(dataset: Dataset, db: Db, meant: Meant) -> DatasetView:
    """Return one dataset with its releases in the order they were published."""
    _, found = looking.dataset(db, dataset, meant or None)
    return found


@router.get(
    "/datasets/{dataset}/releases/{release}",
    responses=RELEASE_ERRORS | answers("release"),
    dependencies=_STRICT,
)
def read_release(dataset: Dataset, release: Release, db: Db, meant: Meant) -> ReleaseView:
    """Return one release: its file, importer, and what became of every number of the file."""
    _, found = looking.release(db, f"{dataset}@{release}", meant or None)
    return found


@router.get("/diff", responses=RELEASE_ERRORS | answers("diff"), dependencies=_STRICT)
def read_diff(
    db: Db,
    meant: Meant,
    from_: Annotated[
        str,
        Query(
            alias="from",
            max_length=150,
            description="The older release.",
            examples=["cn-mee-grid-co2@2022"],
        ),
    ],
    to: Annotated[
        str,
        Query(max_length=150, description="The newer release.", examples=["cn-mee-grid-co2@2023"]),
    ],
    moved: Moved = False,  # noqa: FBT002  # a parameter of the address
) -> Diff:
    """Return how the numbers of two releases differ, by key and amount."""
    return differing.diff(db, from_, to, meant or None, moved=moved)[1]


@router.get(
    "/editions",
    responses=problems.documents(Invalid, EditionAhead) | answers("editions"),
    dependencies=_STRICT,
)
def read_editions(
    response: Response, db: Db, edition: Edition = None, cursor: Cursor = None, limit: Limit = 1000
) -> Editions:
    """Return the editions in order, each with the tables it is read with."""
    offset, meant = paging.read(db, cursor, edition)
    response.headers["Factordb-Edition"] = str(meant)
    items = [e for e in looking.history(db) if e.edition <= meant]
    return Editions(
        edition=meant,
        items=tuple(items[offset : offset + limit]),
        next=paging.written(offset + limit, meant) if len(items) > offset + limit else None,
    )


@router.get(
    "/artifacts/{sha256}",
    responses=problems.documents(ArtifactNotFound, Invalid)
    | {200: {"content": {"application/octet-stream": {}}, "description": "The file's bytes"}},
    response_class=Response,
)
def read_artifact(
    sha256: Annotated[
        str,
        Path(
            max_length=71,
            description="SHA-256 of the file, with or without ``sha256:``.",
            examples=[FILE],
        ),
    ],
    request: Request,
    db: Db,
) -> Response:
    """Return a publisher's file, where its licence says that it may be handed on."""
    found = fetching.artifact(db, sha256)
    headers = {
        "ETag": f'"sha256:{found.sha256}"',
        "Cache-Control": IMMUTABLE,
        "X-Content-Type-Options": "nosniff",
        # Somebody else's file is never shown as a page of ours.
        "Content-Disposition": f'attachment; filename="{found.sha256[:16]}"',
    }
    if knows(request.headers.raw, f"sha256:{found.sha256}"):
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type="application/octet-stream")
