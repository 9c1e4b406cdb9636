"""Reviews by token and role: a draft submitted, remarked on, approved or sent back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.api.routes.releasing import Dataset, Release, checked_anew
from factordb.catalogue.importing import filing
from factordb.catalogue.importing.inspecting import Sheet
from factordb.catalogue.publishing import overview
from factordb.catalogue.publishing.overview import ReviewState
from factordb.catalogue.reviewing import commenting, submitting
from factordb.catalogue.reviewing.commenting import CommentView, Remark
from factordb.catalogue.reviewing.submitting import Submitted
from factordb.catalogue.reviewing.verdicts import ReviewView, Wish
from factordb.errors import (
    AlreadyPublished,
    AlreadyReviewed,
    ChangedDraft,
    CommentNotFound,
    DigestNotFound,
    FourEyes,
    InReview,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    NotReviewed,
    ReleaseNotFound,
    ReviewNotFound,
    SignatureBroken,
    StaleChecks,
    UntrustedKey,
)
from factordb.model.base import Model
from factordb.model.review import Verdict
from factordb.model.role import Role
from factordb.model.text import Text as Words

router = APIRouter(
    route_class=JsonRoute,
    prefix="/v1",
    tags=["reviewing"],
    dependencies=[Depends(refuse_strangers)],
)

_WHO = (NotAuthenticated, NotAllowed)
_AT = "/datasets/{dataset}/releases/{release}"
_NAME = "grid-office@2023"
_DIGEST = "sha256:" + "0" * 64
Number = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[3])]

_SUBMITTED = {"release": _NAME, "state": "review", "contents": _DIGEST, "count": 31}
_REVIEW = {
    "release": _NAME,
    "verdict": "approve",
    "by": "Li Wei",
    "at": "2026-11-29T08:00:00.000000+00:00",
    "says": "Thirty cells seen, all as printed.",
    "contents": _DIGEST,
    "digest": _DIGEST,
    "place": 512,
    "key": None,
    "sheet": None,
}
_COMMENT = {
    "id": 3,
    "release": _NAME,
    "digest": _DIGEST,
    "field": "/amounts/0/kg",
    "says": "Printed per MWh in the file of last year: is this per kWh?",
    "by": "Li Wei",
    "at": "2026-11-29T08:00:00+00:00",
    "resolved_by": None,
    "reason": None,
    "resolved_at": None,
}
_STATE = {
    "release": _NAME,
    "state": "review",
    "manifest": _DIGEST,
    "contents": _DIGEST,
    "count": 31,
    "four_eyes": "on",
    "importer": "Ada",
    "submitter": "Ada",
    "against": "grid-office@2022",
    "holds": [],
    "comments": [_COMMENT],
    "reviews": [],
    "lacks": ["A reviewer who neither imported nor submitted it approves it, or sends it back."],
}


class Filed(Wish):
    """A review, and the sheet of an inspection where there is one."""

    sheet: Sheet | None = None
    """As `factordb inspect --json` gives it; verdicts and notes of cells may be changed by hand."""


class Comments(Model):
    items: tuple[CommentView, ...]


class Settled(Model):
    reason: str
    """How the comment is settled."""


class State(Model):
    release: str
    state: str


class Text(Model):
    text: str
    """Canonical JSON and a line break: what is signed, byte for byte."""


def _shown(example: dict[str, Any]) -> problems.Responses:
    return {200: {"content": {"application/json": {"example": example}}}}


@router.post(
    _AT + "/submit",
    responses=problems.documents(
        *(*_WHO, ReleaseNotFound, AlreadyPublished, InReview, ChangedDraft, StaleChecks, Invalid)
    )
    | _shown(_SUBMITTED),
)
def submit_release(
    dataset: Dataset, release: Release, request: Request, caller: Asking, db: Db
) -> Submitted:
    """Freeze a draft for its reviewers (a curator's token)."""
    caller.require(Role.CURATOR, dataset)
    checked_anew(request, caller, f"{dataset}@{release}", "submit")
    return submitting.submit(db, caller, f"{dataset}@{release}")


@router.post(
    _AT + "/recall",
    responses=problems.documents(*_WHO, ReleaseNotFound, AlreadyPublished, NotReviewed, Invalid)
    | _shown({"release": _NAME, "state": "draft"}),
)
def recall_release(dataset: Dataset, release: Release, caller: Asking, db: Db) -> State:
    """Make a draft again of what is in review, so that it can be mended (a curator's token)."""
    submitting.recall(db, caller, f"{dataset}@{release}")
    return State(release=f"{dataset}@{release}", state="draft")


@router.get(
    _AT + "/review",
    responses=problems.documents(*_WHO, ReleaseNotFound, Invalid) | _shown(_STATE),
)
def read_review(dataset: Dataset, release: Release, caller: Asking, db: Db) -> ReviewState:
    """Return how far a release is, what was said of it, and what it lacks (any token)."""
    return overview.review_state(db, caller, f"{dataset}@{release}")


@router.post(
    _AT + "/review",
    responses=problems.documents(
        *(*_WHO, FourEyes, ReleaseNotFound, NotReviewed, AlreadyReviewed),
        *(UntrustedKey, SignatureBroken, Invalid),
    )
    | _shown(_REVIEW),
)
def file_review(
    dataset: Dataset, release: Release, filed: Filed, caller: Asking, db: Db
) -> ReviewView:
    """Approve what is in review, send it back, or say what you saw (a reviewer's token)."""
    wish = Wish(verdict=filed.verdict, says=filed.says, note=filed.note)
    return filing.file(db, caller, f"{dataset}@{release}", wish, filed.sheet)


@router.get(
    _AT + "/review/text",
    responses=problems.documents(*_WHO, ReleaseNotFound, Invalid)
    | _shown({"text": '{"at":"2026-11-29T08:00:00Z","by":"Li Wei", …}\n'}),
)
def read_review_text(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    verdict: Annotated[Verdict, Query(examples=["approve"])],
    caller: Asking,
    db: Db,
    says: Annotated[Words | None, Query(max_length=4_000, examples=["All seen."])] = None,
) -> Text:
    """Return the text of a review, to be signed with the reviewer's own key, wherever that is."""
    wish = Wish(verdict=verdict, says=says)
    return Text(text=filing.to_sign(db, caller, f"{dataset}@{release}", wish, None))


@router.get(
    _AT + "/review/sheets/{sha256}",
    responses=problems.documents(*_WHO, ReviewNotFound, Invalid)
    | {
        200: {
            "content": {"application/json": {"example": {"sample": 30, "seed": 7, "factors": []}}},
            "description": "Canonical bytes",
        }
    },
    response_class=Response,
)
def read_sheet(
    dataset: Dataset,
    release: Release,
    sha256: Annotated[str, Path(max_length=80, examples=[_DIGEST])],
    caller: Asking,
    db: Db,
) -> Response:
    """Return the sheet of an inspection that a review names by its digest (any token)."""
    body = filing.filed_sheet(db, caller, f"{dataset}@{release}", sha256)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    _AT + "/comments",
    responses=problems.documents(*_WHO, ReleaseNotFound, Invalid) | _shown({"items": [_COMMENT]}),
)
def read_comments(dataset: Dataset, release: Release, caller: Asking, db: Db) -> Comments:
    """Return every comment on a release, on earlier drafts of it too (any token)."""
    caller.require(Role.READER, dataset)
    return Comments(items=tuple(commenting.listed(db, f"{dataset}@{release}")))


@router.post(
    _AT + "/comments",
    responses=problems.documents(*_WHO, ReleaseNotFound, DigestNotFound, Invalid)
    | _shown(_COMMENT),
)
def add_comment(
    dataset: Dataset, release: Release, remark: Remark, caller: Asking, db: Db
) -> CommentView:
    """Remark on a release, a document in it, or one field (a curator's or reviewer's token)."""
    return commenting.add(db, caller, f"{dataset}@{release}", remark)


@router.post(
    _AT + "/comments/{id}/resolve",
    responses=problems.documents(*_WHO, FourEyes, CommentNotFound, AlreadyReviewed, Invalid)
    | _shown(_COMMENT | {"resolved_by": "Li Wei", "reason": "mended in the second file"}),
)
def resolve_comment(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    id: Number,  # noqa: A002  # the parameter's name
    wish: Settled,
    caller: Asking,
    db: Db,
) -> CommentView:
    """Say that a comment is settled, and how (who made it, or a reviewer)."""
    caller.require(Role.READER, dataset)
    if all(one.id != id for one in commenting.listed(db, f"{dataset}@{release}")):
        raise CommentNotFound(f"{dataset}@{release} has no comment {id}.", id=id)
    return commenting.resolve(db, caller, id, wish.reason)
