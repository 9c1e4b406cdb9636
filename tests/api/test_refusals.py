"""Every refusal of a writing call is on the trail: who, when, from where, what; and no flood is."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.requests import Request
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.api.refusals import (
    ABSENT_TO_ONE_PERSON,
    OF_ONE_PERSON,
    OF_ONE_SITE,
    OF_STRANGERS,
    Refusals,
)
from factordb.catalogue import access
from factordb.catalogue.access import Caller, Issued, Wish
from factordb.errors import AlreadyPublished, Invalid, NotAllowed, NotAuthenticated, ReleaseNotFound
from factordb.model.role import Role
from factordb.settings import Settings
from factordb.store import engine as engines
from factordb.store import events
from factordb.store.events import Actor, Wanted
from factordb.store.person_tables import EventRow
from tests import closed
from tests.closed import PRIVATE
from tests.conftest import Databases
from tests.served import app_of, serving

PLACES = {
    "dataset": "grid-office", "release": "2023", "id": "1", "digest": "sha256:" + "0" * 64,
}  # fmt: skip
CALLS = {
    f"{method.upper()} {path}": call
    for path, methods in create_app(Settings()).app.openapi()["paths"].items()  # type: ignore[attr-defined]  # FastAPI's
    for method, call in methods.items()
    if "401" in call["responses"]
}
HOST = access.shell("operator")


def issued(engine: Engine, role: Role, **more: object) -> Issued:
    wish = Wish.model_validate({"person": f"A {role}", "role": role} | more)
    with engines.transaction(engine) as db:
        return access.issue(db, HOST, wish)


def refused(client: TestClient, engine: Engine) -> list[EventRow]:
    """Return the refusals on the trail, the newest first."""
    app_of(client).app.state.refusals.flush(engine)  # type: ignore[attr-defined]  # FastAPI's
    with Session(engine) as db:
        return [row for row, _ in events.before(db, 2**60, 500, Wanted("refused"))]


def sent(client: TestClient, call: str, token: str | None) -> int:
    """Make a call as well as can be without knowing it, and return its status."""
    method, _, path = call.partition(" ")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for name, value in PLACES.items():
        path = path.replace("{" + name + "}", value)
    return client.request(method, path, headers=headers).status_code


@pytest.mark.parametrize("call", CALLS)
def test_whoever_shows_a_bad_token_is_on_the_trail(
    empty: TestClient, engine: Engine, call: str
) -> None:
    status = sent(empty, call, "fdb_abcdefghijkm_" + "x" * 43)

    if status == 422:  # its body is looked at first, and is missing
        return
    (event,) = refused(empty, engine)
    assert status == 401
    assert event.detail["error"] == "NotAuthenticated"
    assert event.detail["token"] == "abcdefghijkm"  # noqa: S105  # an id, not a secret
    assert event.address == "testclient"
    assert "xxxx" not in str(event.detail)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/datasets/grid-office/releases/2023/publish", None),
        ("/v1/datasets/grid-office/releases/2023/withdraw", {"reason": "wrong"}),
        ("/v1/datasets/grid-office/releases/2023/holds/1", {"reason": "fine"}),
    ],
)
def test_a_reader_who_would_write_is_on_the_trail(
    empty: TestClient, engine: Engine, path: str, body: object
) -> None:
    token = issued(engine, Role.READER)
    answer = empty.post(path, json=body, headers={"Authorization": f"Bearer {token.token}"})

    (event,) = refused(empty, engine)
    assert answer.status_code == 403
    assert event.subject == "grid-office@2023"
    assert event.token_id == token.id
    assert event.person_id is not None
    assert event.detail["status"] == 403
    assert event.detail["call"].startswith("POST /v1/datasets/{dataset}")
    assert token.token not in str(event.detail)


def test_a_token_of_another_dataset_is_on_the_trail(empty: TestClient, engine: Engine) -> None:
    token = issued(engine, Role.CURATOR, datasets=("other",))
    empty.post(
        "/v1/datasets/grid-office/releases/2023/publish",
        headers={"Authorization": f"Bearer {token.token}"},
    )

    (event,) = refused(empty, engine)
    assert "good for other" in event.detail["detail"]


def test_a_refusal_is_there_within_seconds_by_itself(empty: TestClient, engine: Engine) -> None:
    empty.post("/v1/imports")
    waited = threading.Event()
    for _ in range(100):
        with Session(engine) as db:
            if events.before(db, 2**60, 5, Wanted("refused")):
                return
        waited.wait(0.05)
    raise AssertionError("it is not")


def test_what_is_not_valid_refuses_nobody(empty: TestClient, engine: Engine) -> None:
    empty.post("/v1/resolve", json={"nonsense": 1})

    assert refused(empty, engine) == []


def test_what_is_not_there_for_a_person_is_on_the_trail_whether_it_is_private_or_absent(
    databases: Databases, tmp_path: Path
) -> None:
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    token = issued(engine, Role.READER)
    with serving(databases.server(name), cache=tmp_path / "cache") as client:
        for dataset in (PRIVATE, "absent-mill"):
            path = f"/v1/datasets/{dataset}/releases/2023"
            headers = {"Authorization": f"Bearer {token.token}"}
            assert client.get(path, headers=headers).status_code == 404
            assert client.get(path).status_code == 404
        found = refused(client, engine)
    engine.dispose()
    databases.drop(name)

    told = [event.detail | {"detail": "", "dataset": ""} for event in found]
    assert [event.subject for event in found] == ["absent-mill@2023", f"{PRIVATE}@2023"]
    assert {event.action for event in found} == {"refused.absent"}
    assert {event.token_id for event in found} == {token.id}
    assert told[0] == told[1]
    assert told[0]["error"] == "ReleaseNotFound"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refusals(clock: Clock) -> Refusals:
    return Refusals(clock)


@pytest.fixture
def told(refusals: Refusals, engine: Engine) -> Callable[[], list[EventRow]]:
    def found() -> list[EventRow]:
        refusals.flush(engine)
        with Session(engine) as db:
            return events.after(db, 0, 10_000)

    return found


def a_request(address: str = "192.0.2.1", caller: Caller | None = None, **more: object) -> Request:
    scope = {
        "type": "http", "method": "POST", "path": "/v1/x", "headers": [], "client": (address, 1),
        "path_params": {}, "state": {"caller": caller} if caller else {},
    }  # fmt: skip
    return Request(scope | more)


def test_what_is_not_there_is_counted_for_strangers_and_noted_in_measure_for_persons(
    refusals: Refusals, clock: Clock, told: Callable[[], list[EventRow]], engine: Engine
) -> None:
    with engines.transaction(engine) as db:
        caller = access.of_token(
            db, access.issue(db, HOST, Wish(person="Li", role=Role.READER)).token
        )
    for number in range(300):
        refusals.note(a_request(f"192.0.2.{number % 250}"), ReleaseNotFound("no"))
        refusals.note(a_request(caller=caller), ReleaseNotFound("no"))
    refusals.note(a_request(caller=caller), NotAllowed("no"))
    kept = [event.action for event in told()]
    clock.now = 61

    (more,) = [event for event in told() if event.action == "refused.more"]
    assert kept.count("refused.absent") == ABSENT_TO_ONE_PERSON
    assert kept.count("refused") == 1
    assert more.detail["requests"] == {"404 ReleaseNotFound": 600 - ABSENT_TO_ONE_PERSON}


def test_a_flood_of_strangers_is_counted_and_not_kept(
    refusals: Refusals, clock: Clock, told: Callable[[], list[EventRow]]
) -> None:
    for number in range(5_000):
        refusals.note(a_request(f"192.0.2.{number % 250}"), NotAuthenticated("no"))
    kept = len(told())
    clock.now = 61

    (more,) = [event for event in told() if event.action == "refused.more"]
    assert kept == OF_STRANGERS
    assert more.detail["requests"] == {"401 NotAuthenticated": 5_000 - OF_STRANGERS}


def test_one_stranger_leaves_room_for_others(
    refusals: Refusals, told: Callable[[], list[EventRow]]
) -> None:
    for _ in range(1_000):
        refusals.note(a_request("192.0.2.1"), NotAuthenticated("no"))
    refusals.note(a_request("192.0.2.2"), NotAuthenticated("no"))

    assert [e.address for e in told()] == ["192.0.2.1"] * OF_ONE_SITE + ["192.0.2.2"]


def test_a_flood_of_strangers_hides_no_known_person(
    refusals: Refusals, engine: Engine, told: Callable[[], list[EventRow]]
) -> None:
    with engines.transaction(engine) as db:
        caller = access.of_token(
            db, access.issue(db, HOST, Wish(person="Li", role=Role.READER)).token
        )
    for number in range(500):
        refusals.note(a_request(f"192.0.2.{number % 250}"), NotAuthenticated("no"))
    for _ in range(OF_ONE_PERSON + 7):
        refusals.note(a_request(caller=caller), NotAllowed("no"))

    known = [event for event in told() if event.action == "refused" and event.person_id]
    assert len(known) == OF_ONE_PERSON


def test_who_comes_too_often_is_noted_once_a_minute(
    refusals: Refusals, clock: Clock, told: Callable[[], list[EventRow]]
) -> None:
    for now in (0, 1, 2, 61, 62):
        clock.now = now
        refusals.note_often(a_request().scope)

    assert [e.detail["status"] for e in told() if e.action == "refused"] == [429, 429]


def test_a_contradiction_is_a_refusal_where_something_was_to_change(
    refusals: Refusals, told: Callable[[], list[EventRow]]
) -> None:
    refusals.note(a_request(), AlreadyPublished("it is"))
    refusals.note(a_request(method="GET"), AlreadyPublished("it is"))
    refusals.note(a_request(), Invalid("no"))

    assert [event.detail["status"] for event in told()] == [409]


def test_whatever_a_path_holds_can_be_written(
    refusals: Refusals, told: Callable[[], list[EventRow]]
) -> None:
    for path in ("/\0", "/\udcff", "/" + "电" * 10_000, "/'; DROP TABLE event; --"):
        refusals.note(a_request(path=path), NotAllowed("\0" + "x" * 10_000))

    events_ = told()
    assert len(events_) == 4
    assert all(len(event.subject) <= 1_000 for event in events_)


def test_without_a_database_refusals_wait(
    refusals: Refusals, told: Callable[[], list[EventRow]]
) -> None:
    nowhere = engines.connect("postgresql://127.0.0.1:1/none")
    refusals.note(a_request(), NotAllowed("no"))
    refusals.flush(nowhere)
    nowhere.dispose()

    assert len(told()) == 1
    assert Actor("api", address="192.0.2.1").address == told()[0].address
