"""What nobody sends by mistake: every answer is an answer, and none is a failure of ours."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.model.role import Role
from factordb.settings import Settings
from factordb.store import engine as engines
from tests.served import PROBLEM, UNKNOWN, serving

PATHS = sorted(create_app(Settings()).app.openapi()["paths"])  # type: ignore[attr-defined]  # FastAPI's
WORDS = [
    "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%00", "%ff%fe", "%c0%af", "%0d%0aX-Made: up",
    "a" * 2_000, "%F0%9F%8C%8D" * 50, "'; DROP TABLE event; --", "%ED%A0%80", "-1",
    "99999999999999999999",
]  # fmt: skip


@pytest.fixture(scope="module")
def admin(databases: object, shared_engine: Engine) -> Iterator[TestClient]:
    """Return a client with an admin's token, of a server with nothing published."""
    from tests.conftest import Databases  # the fixture's own type
    from tests.served import address_of

    assert isinstance(databases, Databases)
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    with engines.transaction(engine) as db:
        wish = Wish(person="An admin", role=Role.ADMIN)
        token = access.issue(db, access.shell("operator"), wish).token
    with serving(address_of(databases, engine), rate=0.0) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
    engine.dispose()
    databases.drop(name)


def asked(client: TestClient, method: str, path: str, **more: object) -> None:
    """Ask, and hold that the answer is one; what is an error says what to do."""
    answer = client.request(method, path, **more)  # type: ignore[arg-type]  # as given

    assert answer.status_code < 500, (method, path, answer.text[:300])
    assert "x-made" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code >= 400 and method != "HEAD":
        assert answer.headers["content-type"] == PROBLEM
        assert len(answer.json()["detail"]) < 3_000
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_any_word_in_a_path_has_an_answer(admin: TestClient, path: str) -> None:
    for word in WORDS if "{" in path else ():
        whole = path
        while "{" in whole:
            before, _, rest = whole.partition("{")
            whole = before + word + rest.partition("}")[2]
        asked(admin, "GET", whole)
        asked(admin, "POST", whole, json={})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"])
def test_any_method_has_an_answer(admin: TestClient, path: str, method: str) -> None:
    asked(admin, method, path.replace("{digest}", UNKNOWN).replace("{", "").replace("}", ""))


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1"},
        {"Range": "bytes=-99999999999999999999"},
        {"If-None-Match": '"' + "a" * 5_000},
        {"If-None-Match": "W/*"},
        {"If-Modified-Since": "yesterday"},
        {"Accept": "text/html;q=nan"},
        {"Accept-Encoding": "bomb"},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer fdb_" + "a" * 12 + "_" + "é" * 43},
        {"Authorization": "Basic " + "A" * 5_000},
        {"Cookie": "__Host-factordb=" + "x" * 5_000},
        {"Cookie": ";;;=;=\x7f"},
        {"X-Forwarded-For": "1, 2, 3" * 500},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Last-Event-ID": "-1"},
        {"Content-Type": "application/json; charset=utf-7"},
        {"Transfer-Encoding": "gzip"},
    ],
)
def test_any_header_has_an_answer(admin: TestClient, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for method, path in (
        ("GET", "/v1/datasets"), ("GET", f"/v1/factors/{UNKNOWN}"), ("GET", "/v1/imports/1/events"),
        ("POST", "/v1/resolve"), ("GET", "/docs/swagger-ui.css"), ("GET", "/v1/events"),
    ):  # fmt: skip
        asked(admin, method, path, headers=raw)


@pytest.mark.parametrize(
    "value",
    [
        '"\\u0000"', '"\\ud800"', "-0", "1e308", "9" * 300, "true", "null", "[]", "{}",
        '"' + "x" * 99_999 + '"', "[" * 39 + "]" * 39,
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", PATHS)
def test_any_value_of_any_member_has_an_answer(admin: TestClient, path: str, value: str) -> None:
    operation = PATHS_POSTED.get(path)
    if operation is None:
        return
    whole = path.replace("{digest}", UNKNOWN).replace("{", "").replace("}", "").replace("id", "1")
    members = ",".join(f'"{name}":{value}' for name in operation)
    for body in (f"{{{members}}}", value):
        asked(admin, "POST", whole, content=body, headers={"Content-Type": "application/json"})


def _members() -> dict[str, list[str]]:
    described = create_app(Settings()).app.openapi()  # type: ignore[attr-defined]  # FastAPI's
    found = {}
    for path, methods in described["paths"].items():
        body = methods.get("post", {}).get("requestBody", {}).get("content", {})
        schema = body.get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        if name:
            found[path] = list(described["components"]["schemas"][name].get("properties", {}))
    return found


PATHS_POSTED = _members()
