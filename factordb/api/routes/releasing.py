"""Publishing drafts and letting go of their holds, by token and role."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, Searched, names_edition, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.finding import waiting
from factordb.catalogue.importing import rechecking
from factordb.catalogue.publishing import holding, publishing
from factordb.catalogue.publishing.holding import HoldView
from factordb.catalogue.publishing.publishing import Published
from factordb.errors import (
    AlreadyPublished,
    ChangedDraft,
    FourEyes,
    HeldRelease,
    HoldNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    NotReviewed,
    ReleaseNotFound,
    StaleChecks,
)
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import engine as engines

router = APIRouter(
    route_class=JsonRoute, prefix="/v1", tags=["curating"], dependencies=[Depends(refuse_strangers)]
)

_WHO = (NotAuthenticated, NotAllowed)
Number = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[7])]
Dataset = Annotated[str, Path(max_length=80, examples=["grid-office"])]
Release = Annotated[str, Path(max_length=60, examples=["2023"])]
Wait = Annotated[
    Literal["search"] | None,
    Query(
        description="What to wait for: `search`, until it finds the release.", examples=["search"]
    ),
]

_PUBLISHED = {
    "reference": "grid-office@2023",
    "edition": 19,
    "factors": 31,
    "properties": 0,
    "search": {"covered": True, "covers": 19, "waited": 0.41, "reason": None},
}
_PLACE = {"at": "table 3, CN-BJ", "told": "558 kg CO2 per kWh", "digest": "sha256:" + "0" * 64}
_HOLD = {
    "id": 7,
    "release": "grid-office@2023",
    "rule": "beyond-band",
    "severity": "hold",
    "sentence": "The number is beyond anything of its kind",
    "count": 1,
    "places": [_PLACE],
    "released_by": "Li Wei",
    "reason": "a peat plant, see annex 4",
    "released_at": "2026-11-25T16:00:00+00:00",
}


class Holds(Model):
    items: tuple[HoldView, ...]


class Reason(Model):
    reason: str
    """Why the release may be published all the same."""


def checked_anew(request: Request, caller: Caller, reference: str, step: str) -> None:
    """Hold a draft against a release published since, in a transaction of its own.

    What holds it then stays, though the call that asked is refused.
    """
    with engines.transaction(request.app.state.engine) as db:
        access.show(db, caller)
        rechecking.recheck(db, caller, reference, step)


def _shown(example: dict[str, Any]) -> problems.Responses:
    return {200: {"content": {"application/json": {"example": example}}}}


@router.post(
    "/datasets/{dataset}/releases/{release}/publish",
    responses=problems.documents(
        *(*_WHO, ReleaseNotFound, AlreadyPublished, ChangedDraft, HeldRelease, Invalid),
        *(StaleChecks, NotReviewed, FourEyes),
    )
    | _shown(_PUBLISHED),
)
def publish_release(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    request: Request,
    response: Response,
    caller: Asking,
    db: Db,
    indexes: Searched,
    wait: Wait = None,
) -> Published:
    """Publish a draft, or what is in review and approved; it is the next edition, for ever.

    With `wait=search` the answer comes when search finds it, or after half a minute: `search` says
    which. What is published is so in either case, and search follows by itself within seconds.
    """
    caller.require(Role.CURATOR, dataset)
    checked_anew(request, caller, f"{dataset}@{release}", "publish")
    done = publishing.publish(db, f"{dataset}@{release}", caller)
    names_edition(response, done.edition)
    if wait is None or indexes is None:
        return done
    db.commit()  # Only what is committed is indexed; nothing else happens in this transaction.
    found = waiting.reached(request.app.state.engine, indexes, done.edition)
    return done.model_copy(update={"search": found})


@router.get(
    "/datasets/{dataset}/releases/{release}/holds",
    responses=problems.documents(*_WHO, ReleaseNotFound, Invalid) | _shown({"items": [_HOLD]}),
)
def read_holds(dataset: Dataset, release: Release, caller: Asking, db: Db) -> Holds:
    """Return the holds that checks put on a release, and who released them."""
    caller.require(Role.READER, dataset)
    return Holds(items=tuple(holding.listed(db, f"{dataset}@{release}")))


@router.post(
    "/datasets/{dataset}/releases/{release}/holds/{id}",
    responses=problems.documents(*_WHO, ReleaseNotFound, HoldNotFound, HeldRelease, Invalid)
    | _shown(_HOLD),
)
def release_hold(  # noqa: PLR0913  # what the framework hands in
    dataset: Dataset,
    release: Release,
    id: Number,  # noqa: A002  # the parameter's name
    wish: Reason,
    caller: Asking,
    db: Db,
) -> HoldView:
    """Release one hold, with a reason that stays on record."""
    caller.require(Role.REVIEWER, dataset)
    if all(one.id != id for one in holding.listed(db, f"{dataset}@{release}")):
        raise HoldNotFound(f"{dataset}@{release} has no hold {id}.", id=id)
    return holding.release(db, caller, id, wish.reason)
