"""Drafts over HTTP: held, let go of, published."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.importing import intake
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, a_table, asked
from tests.cli.conftest import command, environment
from tests.embedded.holders import within

RELEASE = "/v1/datasets/grid-office/releases/2023"


def bearer(engine: Engine, role: Role) -> dict[str, str]:
    with engines.transaction(engine) as db:
        wish = access.Wish(person=f"a {role}", role=role)
        issued = access.issue(db, access.shell("host"), wish)
    return {"Authorization": f"Bearer {issued.token}"}


@pytest.fixture
def hold(engine: Engine, tmp_path: Path) -> int:
    """Return the hold on a draft whose Beijing is printed in grams."""
    with engines.transaction(engine) as db:
        file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "558")])
        (number,) = intake.take_in(db, file, asked(publish=False)).holds
    return number


def test_a_held_release_is_let_go_by_a_reviewer_and_published_by_a_curator(
    empty: TestClient, engine: Engine, hold: int
) -> None:
    curator, reviewer = bearer(engine, Role.CURATOR), bearer(engine, Role.REVIEWER)

    refused = empty.post(f"{RELEASE}/publish", headers=curator)
    assert (refused.status_code, refused.json()["holds"]) == (409, [hold])
    path, why = f"{RELEASE}/holds/{hold}", {"reason": "a peat plant"}
    assert empty.post(path, json=why, headers=curator).status_code == 403
    assert empty.post(path, json={"reason": " "}, headers=reviewer).status_code == 422
    assert empty.post(path, json=why, headers=reviewer).json()["reason"] == "a peat plant"

    (listed,) = empty.get(f"{RELEASE}/holds", headers=reviewer).json()["items"]
    assert listed["released_by"] == "a reviewer"
    published = empty.post(f"{RELEASE}/publish", headers=curator)
    assert (published.status_code, published.headers["factordb-edition"]) == (200, "1")


def test_a_hold_of_another_release_is_not_found(
    empty: TestClient, engine: Engine, hold: int
) -> None:
    reviewer = bearer(engine, Role.REVIEWER)

    for path in (f"{RELEASE}/holds/404", f"{RELEASE}/holds/{hold + 1}"):
        assert empty.post(path, json={"reason": "x"}, headers=reviewer).status_code == 404


def test_nobody_in_particular_publishes_or_sees_holds(empty: TestClient, hold: int) -> None:
    assert empty.post(f"{RELEASE}/publish").status_code == 401
    assert empty.get(f"{RELEASE}/holds").status_code == 401
    assert empty.post(f"{RELEASE}/holds/{hold}", json={"reason": "x"}).status_code == 401


@pytest.fixture
def draft(engine: Engine, tmp_path: Path) -> None:
    """Keep a draft that nothing holds."""
    with engines.transaction(engine) as db:
        intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=False))


@pytest.mark.usefixtures("draft")
def test_who_waits_for_search_finds_what_was_published(empty: TestClient, engine: Engine) -> None:
    curator = bearer(engine, Role.CURATOR)

    answer = empty.post(f"{RELEASE}/publish?wait=search", headers=curator)

    assert answer.status_code == 200, answer.text
    told = answer.json()["search"]
    assert (told["covered"], told["covers"], told["reason"]) == (True, 1, None)
    found = empty.get("/v1/search?q=electricity").json()
    assert (found["edition"], found["covers"], found["newest"], found["total"]) == (1, 1, 1, 1)


@pytest.mark.usefixtures("draft")
def test_who_does_not_wait_is_told_nothing_of_search(empty: TestClient, engine: Engine) -> None:
    curator = bearer(engine, Role.CURATOR)

    assert empty.post(f"{RELEASE}/publish?wait=tea", headers=curator).status_code == 422
    assert empty.post(f"{RELEASE}/publish", headers=curator).json()["search"] is None


@pytest.mark.usefixtures("draft")
def test_two_servers_find_within_seconds_what_one_of_them_published(
    address: str, engine: Engine, tmp_path: Path
) -> None:
    curator = bearer(engine, Role.CURATOR)
    with a_server(address, tmp_path) as one, a_server(address, tmp_path) as other:
        done = httpx2.post(f"{one}{RELEASE}/publish?wait=search", headers=curator, timeout=60)
        assert done.json()["search"]["covered"]

        for server in (one, other):
            found = httpx2.get(f"{server}/v1/search?q=electricity").json()
            assert (found["covers"], found["total"]) == (1, 1)


@contextmanager
def a_server(address: str, folder: Path) -> Iterator[str]:
    """Give the address of a server in a process of its own; two share the cache in ``folder``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    around = environment(address, folder) | {"FACTORDB_CACHE": str(folder / "cache")}
    with subprocess.Popen(command("serve", "--port", str(port)), env=around) as server:
        at = f"http://127.0.0.1:{port}"
        try:
            assert within(30, lambda: _ready(at))
            yield at
        finally:
            server.send_signal(signal.SIGINT)


def _ready(at: str) -> bool:
    try:
        return bool(httpx2.get(f"{at}/readyz").status_code == 200)
    except httpx2.TransportError:
        return False
