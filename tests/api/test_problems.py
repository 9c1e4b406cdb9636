from collections.abc import Iterator

import orjson
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from factordb.api import problems
from factordb.errors import (
    AlreadyPublished,
    DatabaseUnavailable,
    DigestNotFound,
    FactordbError,
    UnknownUnit,
)
from tests.served import PROBLEM


def descendants(kind: type[FactordbError]) -> Iterator[type[FactordbError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


@pytest.fixture
def failing() -> Iterator[TestClient]:
    """Return a client of an app whose paths raise what they are called."""
    app = FastAPI()
    problems.install(app)
    raised: dict[str, Exception] = {
        "ours": DigestNotFound("No such pin.", digest="sha256:0", status="not mine"),
        "unavailable": DatabaseUnavailable("No database."),
        "framework": HTTPException(418, "A teapot", {"X-Pot": "yes"}),
        "unexpected": RuntimeError("the password is secret"),
        "surrogate": UnknownUnit("'\udcff' is no unit", unit="\udcff"),
    }

    @app.get("/{what}")
    def fail(what: str) -> None:
        raise raised[what]

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("error", list(descendants(FactordbError)))
def test_every_error_has_a_status_and_a_title(error: type[FactordbError]) -> None:
    assert 400 <= problems.status_of(error) <= 503
    assert error.title


def test_a_nearer_ancestor_decides() -> None:
    assert problems.status_of(AlreadyPublished) == 409
    assert problems.status_of(UnknownUnit) == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ours", 404),
        ("/unavailable", 503),
        ("/framework", 418),
        ("/unexpected", 500),
        ("/surrogate", 422),
        ("/no/such/path", 404),
    ],
)
def test_every_error_is_a_problem_document_that_no_cache_keeps(
    failing: TestClient, path: str, status: int
) -> None:
    answer = failing.get(path)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    assert {"type", "title", "status", "detail", "instance"} <= answer.json().keys()


def test_facts_become_members_and_replace_none(failing: TestClient) -> None:
    answer = failing.get("/ours")

    assert answer.json() == {
        "type": "/problems/DigestNotFound",
        "title": "No document with this digest",
        "status": 404,
        "detail": "No such pin.",
        "instance": "/ours",
        "digest": "sha256:0",
    }


def test_what_may_work_later_says_when_to_ask(failing: TestClient) -> None:
    assert failing.get("/unavailable").headers["retry-after"] == "1"


def test_what_the_framework_says_in_headers_stays(failing: TestClient) -> None:
    assert failing.get("/framework").headers["x-pot"] == "yes"


def test_a_fault_of_ours_says_nothing_of_its_inside(failing: TestClient) -> None:
    assert "secret" not in failing.get("/unexpected").text


def test_an_unknown_path_and_a_wrong_method_say_where_the_calls_are(failing: TestClient) -> None:
    assert "/docs" in failing.get("/no/such/path").json()["detail"]
    wrong = failing.delete("/ours")
    assert wrong.status_code == 405
    assert "/docs" in wrong.json()["detail"]
    assert wrong.headers["allow"] == "GET"


def test_broken_text_is_escaped() -> None:
    assert orjson.loads(problems.written({"a": "ok"})) == {"a": "ok"}
    assert problems.written({"a": "\udcff"}) == b'{"a": "\\udcff"}'
