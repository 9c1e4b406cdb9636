"""Private pins in a lockfile: their seal is opened, and anybody checks them without a server."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.pinning import auditing, locking, sealing
from factordb.catalogue.publishing.withdrawing import Withdrawal, withdraw
from factordb.errors import DigestNotFound, Invalid, LockfileBroken, NotLocked
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Locked
from factordb.lockfile.opened import Opened
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust, Verified, verify
from factordb.log.seal import Shared
from factordb.store import engine as engines
from factordb.store import viewing
from tests import closed
from tests.catalogue.signed import KEY, ORIGIN, sign
from tests.closed import OPEN, PRIVATE
from tests.conftest import Databases

TRUST = Trust((KEY.verifier,), ORIGIN)


class Mill(NamedTuple):
    """A catalogue with an open and a private release, and a lockfile of both."""

    engine: Engine
    owner: Caller
    lock: Locked
    proof: SharedProof
    bodies: bytes


def asks(pins: closed.Pins) -> dict[str, Wish]:
    grid: dict[str, Any] = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}
    mix = {"facets": {"mix": "average"}}
    return {
        "grid": Wish(grid | mix),
        "mill": Wish({"digest": pins.factor, "region": "CN", "year": 2023, **mix}),
    }


@pytest.fixture(scope="module")
def mill(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mill]:
    name, folder = databases.copy(), tmp_path_factory.mktemp("mill")
    engine = engines.connect(databases.server(name))
    closed.brought_in(engine, folder, OPEN, closed.curator(engine, "editor"))
    closed.brought_in(engine, folder, PRIVATE, closed.curator(engine, "owner"))
    owner = closed.curator(engine, "owner")
    with engines.transaction(engine) as db:
        sign(db)
    with engines.transaction(engine) as db:
        access.show(db, owner)
        made = locking.lock(db, asks(closed.pins(engine, PRIVATE)))
        sealed = sealing.held(db, made, TRUST)
    yield Mill(engine, owner, made, sealed.proof, sealed.bodies)
    engine.dispose()
    databases.drop(name)


def checked(mill: Mill, proof: SharedProof | None = None) -> Verified:
    text = (proof or mill.proof).text().encode()
    return verify(mill.lock.text().encode(), text, mill.bodies, TRUST)


def seen(mill: Mill, caller: Caller) -> Session:
    db = Session(mill.engine)
    access.show(db, caller)
    return db


def test_who_was_granted_it_pins_a_private_factor_and_anybody_verifies_it(mill: Mill) -> None:
    found = checked(mill)

    assert (found.factors, found.values, found.sealed) == (2, 2, (f"{PRIVATE}@2023",))
    assert mill.lock.factors["mill"].answer.value == closed.VALUES[PRIVATE]
    assert SharedProof.parsed(mill.proof.text()) == mill.proof


def test_the_proof_tells_nothing_of_what_is_not_pinned(mill: Mill) -> None:
    pins, text = closed.pins(mill.engine, PRIVATE), mill.proof.text() + mill.bodies.decode()

    assert [one[7:] for one in (pins.property, pins.label, pins.artifact) if one[7:] in text] == []
    assert "41.87" not in text


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one._replace(edition=one.edition + 1),
        lambda one: one._replace(release="another-mill@2023"),
        lambda one: one._replace(shown=one.shown._replace(nonce=bytes(32))),
        lambda one: one._replace(shown=one.shown._replace(size=one.shown.size + 1)),
        lambda one: one._replace(shown=one.shown._replace(places=(one.shown.places[0] + 1,))),
        lambda one: one._replace(shown=one.shown._replace(places=(0, 1))),
        lambda one: one._replace(shown=one.shown._replace(hashes=one.shown.hashes[1:])),
    ],
    ids=["edition", "release", "nonce", "size", "place", "more", "hashes"],
)
def test_a_seal_that_is_opened_otherwise_is_found(
    mill: Mill, change: Callable[[Opened], Opened]
) -> None:
    forged = mill.proof._replace(seals=tuple(map(change, mill.proof.seals)))

    with pytest.raises(LockfileBroken) as error:
        checked(mill, forged)
    assert error.value.facts["what"] == "proof"


def test_a_seal_is_opened_once_and_for_what_is_pinned(mill: Mill) -> None:
    for seals in (mill.proof.seals * 2, ()):
        with pytest.raises(LockfileBroken):
            checked(mill, mill.proof._replace(seals=seals))


def test_who_was_not_granted_it_neither_locks_nor_proves(mill: Mill) -> None:
    stranger = closed.curator(mill.engine, "stranger")
    pins = closed.pins(mill.engine, PRIVATE)
    with seen(mill, stranger) as db:
        with pytest.raises(NotLocked):
            locking.lock(db, {"mill": asks(pins)["mill"]})
        with pytest.raises(DigestNotFound):
            sealing.seal(db, mill.lock)


def test_a_private_pin_is_audited_by_who_was_granted_it(mill: Mill) -> None:
    with seen(mill, mill.owner) as db:
        assert auditing.audit(db, mill.lock).sound
        with viewing.everything(db):
            withdraw(db, access.shell("ada"), f"{PRIVATE}@2023", Withdrawal(reason="a slip"))
        told = [(f.alias, f.rule) for f in auditing.audit(db, mill.lock).findings]
        db.rollback()
    with seen(mill, closed.curator(mill.engine, "stranger")) as db:
        others = [(f.alias, f.rule) for f in auditing.audit(db, mill.lock).findings]

    assert told == [("mill", "withdrawn")]
    assert others == [("mill", "unknown")]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"edition":1}',
        '{"edition":1,"hashes":[],"nonce":"AA==","places":[0],"release":"mill@1","size":1}',
        '{"edition":-1,"hashes":[],"nonce":"$","places":[0],"release":"mill@1","size":1}',
        '{"edition":1,"hashes":[],"nonce":"$","places":[true],"release":"mill@1","size":1}',
        '{"edition":1,"hashes":["AA=="],"nonce":"$","places":[0],"release":"mill@1","size":1}',
        '{"edition":1,"hashes":[],"nonce":"$","places":[0],"release":"mill","size":1}',
        '{"edition":1,"hashes":[],"nonce":"$","places":[0],"release":"mill@1","size":1,"x":1}',
        '{"size":1,"edition":1,"hashes":[],"nonce":"$","places":[0],"release":"mill@1"}',
        '{"edition":1,"hashes":null,"nonce":"$","places":[0],"release":"mill@1","size":1}',
    ],
)  # fmt: skip
def test_what_opens_no_seal_is_refused(text: str) -> None:
    nonce = "A" * 43 + "="
    with pytest.raises(Invalid, match="opens no seal"):
        Opened.parsed(text.replace("$", nonce))


def test_a_line_says_what_it_was_made_of() -> None:
    made = Opened("mill@2023", 7, Shared(bytes(32), (2, 0), 3, (b"h" * 32,)))

    assert Opened.parsed(made.text()) == made
