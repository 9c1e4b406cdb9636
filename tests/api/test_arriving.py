import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.types import Message

from factordb.api import arriving
from factordb.api.app import create_app
from factordb.api.arriving import Bounds
from factordb.settings import Settings
from tests.served import PROBLEM

POSTS = {
    path: methods["post"]
    for path, methods in create_app(Settings()).app.openapi()["paths"].items()  # type: ignore[attr-defined]  # FastAPI's
    if "post" in methods and path != "/v1/imports"
}
READING = [path for path, call in POSTS.items() if "requestBody" in call]
"""The others read no body at all."""
MORE = arriving.LARGEST + 1


def scope(method: str = "POST", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"method": method, "path": "/x", "headers": pairs}


@pytest.mark.parametrize("path", POSTS)
def test_no_call_reads_a_body_that_says_it_is_too_large(client: TestClient, path: str) -> None:
    answer = client.post(path, content=b" " * MORE, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert answer.headers["content-type"] == PROBLEM
    assert "several calls" in answer.json()["detail"]


@pytest.mark.parametrize("path", READING)
def test_no_call_reads_a_body_that_grows_too_large(client: TestClient, path: str) -> None:
    def growing() -> Iterator[bytes]:
        yield from itertools.repeat(b" " * (1 << 20), 5)

    answer = client.post(path, content=growing(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert answer.headers["content-type"] == PROBLEM


def test_even_a_get_may_not_have_such_a_body(client: TestClient) -> None:
    assert client.request("GET", "/healthz", content=b" " * MORE).status_code == 413


def test_files_may_be_larger(client: TestClient) -> None:
    answer = client.post("/v1/imports", content=b" " * MORE)

    assert answer.status_code == 401


@pytest.mark.parametrize("said", ["-1", "1e3", "9" * 30, "", "0x10"])
def test_a_length_that_is_none_is_too_large(said: str) -> None:
    with pytest.raises(HTTPException) as caught:
        Bounds().refuse_stated(scope(content_length=said))

    assert caught.value.status_code == 413


async def dribbling() -> Message:
    await asyncio.sleep(0.02)
    return {"type": "http.request", "body": b"x", "more_body": True}


@pytest.mark.anyio
async def test_a_body_that_dribbles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "_PATIENCE", 0.2)
    receive = Bounds().bounded(scope(), dribbling)

    with pytest.raises(HTTPException) as caught:
        for _ in range(1_000):
            await receive()

    assert caught.value.status_code == 408


@pytest.mark.anyio
async def test_a_large_body_has_the_time_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "_PATIENCE", 0.05)

    async def flowing() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x" * 4_096, "more_body": True}

    receive = Bounds().bounded(scope(), flowing)
    seen = [len((await receive())["body"]) for _ in range(50)]

    assert sum(seen) == 50 * 4_096


@pytest.mark.anyio
async def test_behind_the_body_one_may_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "_PATIENCE", 0.01)
    both: list[Message] = [{"type": "http.request", "body": b"x"}, {"type": "http.disconnect"}]
    parts = iter(both)

    async def receive() -> Message:
        part = next(parts)
        if part["type"] == "http.disconnect":
            await asyncio.sleep(0.05)
        return part

    bounded = Bounds().bounded(scope(), receive)

    assert [(await bounded())["type"] for _ in range(2)] == ["http.request", "http.disconnect"]


@pytest.mark.anyio
async def test_what_has_no_body_is_not_waited_for() -> None:
    chunked = scope("GET", transfer_encoding="chunked")

    assert Bounds().bounded(chunked, dribbling) is not dribbling
    assert Bounds().bounded(scope("GET"), dribbling) is dribbling


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
