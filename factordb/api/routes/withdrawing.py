"""Withdrawing, for admins: what is wrong stays, and is said to be."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, names_edition, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.publishing.withdrawing import Withdrawal, Withdrawn, withdraw
from factordb.errors import (
    AlreadyWithdrawn,
    DigestNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["curating"])

_ERRORS = problems.documents(
    NotAuthenticated, NotAllowed, ReleaseNotFound, DigestNotFound, AlreadyWithdrawn, Invalid
)
_EXAMPLE = {"release": "grid-office@2022", "edition": 19, "factors": 1}


@router.post(
    "/datasets/{dataset}/releases/{release}/withdraw",
    responses=_ERRORS | {200: {"content": {"application/json": {"example": _EXAMPLE}}}},
    dependencies=[Depends(refuse_strangers)],
)
def withdraw_release(  # noqa: PLR0913  # what the framework hands in
    dataset: Annotated[str, Path(max_length=80, examples=["grid-office"])],
    release: Annotated[str, Path(max_length=60, examples=["2022"])],
    wish: Withdrawal,
    request: Request,
    response: Response,
    caller: Asking,
    db: Db,
) -> Withdrawn:
    """Withdraw a release, or factors in it: fetched by digest as ever, found by nobody unasked."""
    done = withdraw(db, caller, f"{dataset}@{release}", wish)
    request.app.state.bodies.forget(wish.factors)
    names_edition(response, done.edition)
    return done
