"""The trail of events, for admins."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.catalogue.record import trail
from factordb.catalogue.record.trail import EventView
from factordb.errors import Invalid, NotAllowed, NotAuthenticated
from factordb.model.base import Model
from factordb.store.events import Wanted

router = APIRouter(prefix="/v1", tags=["operations"], dependencies=[Depends(refuse_strangers)])

_EXAMPLE: dict[str, Any] = {
    "id": 41,
    "at": "2026-11-25T16:00:00.000+00:00",
    "action": "refused",
    "subject": "grid-office@2023",
    "person": "Li Wei",
    "token": "k3v9x2m4p7qa",
    "via": "api",
    "address": "192.0.2.7",
    "detail": {
        "error": "NotAllowed",
        "status": 403,
        "detail": "Li Wei is a reader; this needs a curator. An admin can change that.",
        "call": "POST /v1/datasets/{dataset}/releases/{release}/publish",
        "token": "k3v9x2m4p7qa",
    },
}
_LAST = 2**63 - 1


class Events(Model):
    items: tuple[EventView, ...]
    next: int | None
    """`before` of the next page."""


def _filter(name: str, example: str) -> Any:  # a parameter
    return Query(description=name, max_length=300, examples=[example])


@router.get(
    "/events",
    responses=problems.documents(NotAuthenticated, NotAllowed, Invalid)
    | {200: {"content": {"application/json": {"example": {"items": [_EXAMPLE], "next": None}}}}},
)
def read_events(  # noqa: PLR0913  # parameters of a call
    response: Response,
    caller: Asking,
    db: Db,
    before: Annotated[
        int, Query(ge=1, le=_LAST, description="`next` of the page before.", examples=[42])
    ] = _LAST,
    limit: Annotated[int, Query(ge=1, le=1_000, examples=[100])] = 100,
    action: Annotated[
        str | None, _filter("An action, or all that begin with it and a dot.", "refused")
    ] = None,
    subject: Annotated[
        str | None, _filter("A subject, or a dataset and its releases.", "grid-office")
    ] = None,
    person: Annotated[str | None, _filter("Who did it.", "Li Wei")] = None,
) -> Events:
    """Return what was done and what was refused, the newest first (an admin's token)."""
    response.headers["Cache-Control"] = "no-store"
    found = trail.events_before(db, caller, before, limit, Wanted(action, subject, person))
    return Events(items=tuple(found), next=found[-1].id if len(found) == limit else None)
