"""Pinning over HTTP: the lockfile of a calculation, what would move it, and what was said since.

The caller keeps the files: a server writes none. `verify` is not here, since it trusts no server.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from factordb.api import problems
from factordb.api.deps import Db, names_edition, refuse_strangers
from factordb.api.examples import FACTOR
from factordb.api.json_bodies import JsonRoute
from factordb.catalogue.pinning import auditing, locking, sealing
from factordb.catalogue.pinning.auditing import Audited
from factordb.catalogue.pinning.locking import Move
from factordb.errors import Invalid, LockfileBroken, NotFound, NotLocked
from factordb.lockfile import asked
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Locked
from factordb.model.base import Model
from factordb.quality import policy as policies

router = APIRouter(
    route_class=JsonRoute, prefix="/v1", tags=["pinning"], dependencies=[Depends(refuse_strangers)]
)

LONGEST = 16 << 20
"""Characters of a lockfile."""

_LOCK = """\
# Written by `factordb lock`, to be kept beside the calculation and read in its reviews.
version = 1
…
"""
_PROOF = "factordb/lockfile-proof/1\nlockfile sha256:…\nindex 17\n…"
_FILES = {"lock": _LOCK, "proof": _PROOF, "bodies": '{"activity":"electricity.grid",…}\n'}
_GRID = {
    "release": "cn-mee-grid-co2@2023",
    "key": '["electricity.grid",{"at":"consumer","mix":"average"},["direct"],"CN-SH","kWh"]',
    "digest": FACTOR,
    "value": "0.5737",
    "unit": "kWh",
    "gas": "CO2",
    "computed": False,
    "steps": ["year: activity year latest: 2023 of cn-mee-grid-co2, by the rule 'latest'"],
}
_MOVE = {
    "alias": "grid",
    "old": _GRID | {"release": "cn-mee-grid-co2@2022", "value": "0.5849"},
    "new": _GRID,
    "change_percent": "-1.91",
}
_AUDITED = {
    "edition": 20,
    "factors": 1,
    "findings": [
        {
            "alias": "grid",
            "rule": "newer",
            "level": "note",
            "says": "cn-mee-grid-co2@2023 has another number",
            "release": "cn-mee-grid-co2@2022",
            "old": "0.5849 kg CO2/kWh",
            "new": "0.5737 kg CO2/kWh",
            "change_percent": "-1.91",
            "instead": "cn-mee-grid-co2@2023",
        }
    ],
    "sound": True,
    "counts": {"newer": 1},
}


def _shown(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": example}}}}


Questions = Annotated[
    dict[str, dict[str, Any]],
    Field(
        max_length=asked.MOST,
        examples=[{"grid": {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}}],
    ),
]
"""A question an alias, with the fields of resolve's; and ``pick`` where no headline is meant."""

Kept = Annotated[str, Field(max_length=LONGEST)]
"""The text of a ``factors.lock``."""


class Lock(Model):
    """What is to be pinned."""

    factors: Questions
    lock: Kept | None = None
    """The lockfile there is: what it pins already stays as it is."""


class Files(Model):
    """The three files of a lockfile, each as its text."""

    lock: str
    """``factors.lock``"""
    proof: str
    """``factors.lock.proof``"""
    bodies: str
    """``factors.bodies.ndjson``"""


class Upgrade(Model):
    """What is pinned, and which aliases may move."""

    factors: Questions
    lock: Kept
    only: tuple[str, ...] | None = None
    """Aliases that may move; all where none are named."""


class Upgraded(Model):
    moves: tuple[Move, ...]
    """Old, new and Δ % of every pin that is not the answer of today."""
    files: Files | None
    """With all of them moved; nothing where none moves."""


class Audit(Model):
    """A lockfile to hold against what was said since."""

    lock: Kept
    policy: dict[str, Any] | str | None = None
    """A policy to keep: the object, or the text of its TOML file."""


@router.post(
    "/lock",
    responses=problems.documents(Invalid, LockfileBroken, NotLocked, NotFound) | _shown(_FILES),
)
def lock(wished: Lock, response: Response, db: Db) -> Files:
    """Pin the answers to all questions, or none; what is pinned already changes no byte."""
    kept = Locked.parsed(wished.lock) if wished.lock is not None else None
    made = locking.lock(db, _wishes(wished.factors), kept)
    names_edition(response, made.log.edition)
    return _files(sealing.held(db, made))


@router.post(
    "/upgrade",
    responses=problems.documents(Invalid, LockfileBroken, NotLocked, NotFound)
    | _shown({"moves": [_MOVE], "files": _FILES}),
)
def upgrade(wished: Upgrade, response: Response, db: Db) -> Upgraded:
    """Show what would move if every question were asked today, and the files once it has."""
    wishes, kept = _wishes(wished.factors), Locked.parsed(wished.lock)
    state, moves = locking.moves(db, locking.only(wishes, wished.only), kept)
    names_edition(response, state.edition)
    if not moves:
        return Upgraded(moves=(), files=None)
    made = locking.moved(kept, wishes, state, moves)
    return Upgraded(moves=tuple(moves), files=_files(sealing.held(db, made)))


@router.post("/audit", responses=problems.documents(Invalid, LockfileBroken) | _shown(_AUDITED))
def audit(wished: Audit, response: Response, db: Db) -> Audited:
    """Say what has been withdrawn, advised or superseded since, and which rules are broken."""
    said, policy = wished.policy, None
    if said is not None:
        policy = policies.read(said) if isinstance(said, str) else policies.of(said)
    found = auditing.audit(db, Locked.parsed(wished.lock), policy)
    names_edition(response, found.edition)
    return found


def _wishes(factors: dict[str, dict[str, Any]]) -> dict[str, Wish]:
    return {alias: asked.wish(alias, said) for alias, said in factors.items()}


def _files(sealed: sealing.Sealed) -> Files:
    return Files(
        lock=sealed.lock.decode(), proof=sealed.proof.text(), bodies=sealed.bodies.decode()
    )
