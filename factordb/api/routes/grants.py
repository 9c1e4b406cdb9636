"""Grants, for admins: who may read a closed dataset."""

from fastapi import APIRouter, Depends, Response

from factordb.api import problems
from factordb.api.deps import Asking, Db, refuse_strangers
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue import granting
from factordb.catalogue.granting import Grant, GrantView
from factordb.errors import (
    DatasetNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    PersonNotFound,
)
from factordb.model.base import Model

router = APIRouter(
    route_class=JsonRoute, prefix="/v1", tags=["curating"], dependencies=[Depends(refuse_strangers)]
)

_EXAMPLE = {
    "dataset": "steel-mill",
    "access": "metadata-only",
    "person": "Li Wei",
    "by": "ada",
    "at": "2026-11-29T10:00:00Z",
}


class Grants(Model):
    items: tuple[GrantView, ...]
    """By dataset and person."""


@router.get(
    "/grants",
    responses=problems.documents(NotAuthenticated, NotAllowed)
    | {200: {"content": {"application/json": {"example": {"items": [_EXAMPLE]}}}}},
)
def read_grants(response: Response, caller: Asking, db: Db) -> Grants:
    """Return who may read which closed dataset (an admin's token)."""
    response.headers["Cache-Control"] = "private, no-store"
    return Grants(items=tuple(granting.grants(db, caller)))


@router.post(
    "/grants",
    responses=problems.documents(
        NotAuthenticated, NotAllowed, PersonNotFound, DatasetNotFound, Invalid
    )
    | {200: {"content": {"application/json": {"example": {"items": [_EXAMPLE]}}}}},
)
def give_grant(wish: Grant, response: Response, caller: Asking, db: Db) -> Grants:
    """Let a person read a closed dataset, or with ``given: false`` no longer (an admin's token)."""
    granting.grant(db, caller, wish)
    return read_grants(response, caller, db)
