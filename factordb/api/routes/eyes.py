"""Four eyes and the keys of reviewers, by token and role."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.reviewing import eyes, signing
from factordb.catalogue.reviewing.eyes import EyesView, State
from factordb.catalogue.reviewing.signing import KeyView
from factordb.errors import (
    AlreadyReviewed,
    Invalid,
    KeyNotFound,
    NotAllowed,
    NotAuthenticated,
    SignatureBroken,
)
from factordb.model.base import Model
from factordb.model.role import Role

router = APIRouter(
    route_class=JsonRoute,
    prefix="/v1",
    tags=["reviewing"],
    dependencies=[Depends(refuse_strangers)],
)

_WHO = (NotAuthenticated, NotAllowed)
_EYES = {
    "state": "on",
    "by": "factordb",
    "reason": "a second reviewer is known",
    "at": "2026-11-29T08:00:00.000000Z",
    "reviewers": ["Ada", "Li Wei"],
}
_KEY = {
    "person": "Li Wei",
    "key": "li-wei.example.org/review+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "state": "registered",
    "at": "2026-11-29T08:00:00.000000+00:00",
    "by": "Li Wei",
    "reason": None,
    "place": 511,
}


class Switch(Model):
    state: State
    reason: str
    """Why; the log keeps it."""


class Claim(Model):
    note: str = Field(max_length=4_000)
    """A note that the key signed over its person and itself, as `factordb review new-key` makes."""


class Revocation(Model):
    key: str = Field(max_length=400)
    reason: str


class Keys(Model):
    items: tuple[KeyView, ...]


def _shown(example: dict[str, Any]) -> problems.Responses:
    return {200: {"content": {"application/json": {"example": example}}}}


@router.get("/four-eyes", responses=problems.documents(*_WHO, Invalid) | _shown(_EYES))
def read_four_eyes(caller: Asking, db: Db) -> EyesView:
    """Return whether four eyes are needed, since when and why (any token)."""
    caller.require(Role.READER)
    return eyes.state(db)


@router.post("/four-eyes", responses=problems.documents(*_WHO, Invalid) | _shown(_EYES))
def switch_four_eyes(wish: Switch, caller: Asking, db: Db) -> EyesView:
    """Switch four eyes on or off, with a reason that the log keeps (an admin's token)."""
    return eyes.switch(db, caller, wish.state, wish.reason)


@router.get(
    "/person-keys",
    responses=problems.documents(Invalid) | _shown({"items": [_KEY]}),
)
def read_person_keys(
    db: Db, person: Annotated[str | None, Query(max_length=100, examples=["Li Wei"])] = None
) -> Keys:
    """Return the keys that reviews are signed with: anybody may check a review."""
    return Keys(items=tuple(signing.keys(db, person)))


@router.post(
    "/person-keys",
    responses=problems.documents(*_WHO, AlreadyReviewed, SignatureBroken, Invalid) | _shown(_KEY),
)
def register_person_key(claim: Claim, caller: Asking, db: Db) -> KeyView:
    """Register a key as your own, by a note that it signed (any token)."""
    return signing.register(db, caller, claim.note)


@router.post(
    "/person-keys/revoke",
    responses=problems.documents(*_WHO, KeyNotFound, Invalid)
    | _shown(_KEY | {"state": "revoked", "reason": "lost with a laptop"}),
)
def revoke_person_key(wish: Revocation, caller: Asking, db: Db) -> KeyView:
    """Take no more reviews signed with a key; those before stay valid (its person, or an admin)."""
    return signing.revoke(db, caller, wish.key, wish.reason)
