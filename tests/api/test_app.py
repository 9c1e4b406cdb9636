"""The whole server, judged by others: the OpenAPI document, and what schemathesis makes of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.openapi.models import OpenAPI
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from factordb.api.app import create_app
from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.model.role import Role
from factordb.settings import Settings
from factordb.store import engine as engines
from tests.conftest import Databases
from tests.served import PROBLEM

EXAMPLES = 8
EXCLUDED = [schemathesis.checks.positive_data_acceptance]
"""A well-formed unit that nobody knows is rightly refused."""
CALLS = [
    (path, method.upper())
    for path, methods in create_app(Settings()).app.openapi()["paths"].items()  # type: ignore[attr-defined]  # FastAPI's
    for method in methods
]


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/openapi.json").json())


def test_the_description_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    OpenAPI.model_validate(described)
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    text = json.dumps(described)
    names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert names <= described["components"]["schemas"].keys()


def test_every_call_says_what_it_does_and_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    found = list(operations(described))

    assert all(o["description"].endswith(".") for _, _, o in found)
    assert len({o["operationId"] for _, _, o in found}) == len(found)


def test_every_parameter_has_an_example_and_every_answer_too(described: dict[str, Any]) -> None:
    without = [
        f"{method} {path} {parameter['name']}"
        for path, method, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if parameter["name"] not in ("cursor", "format")
        and not parameter["schema"].get("examples")
        and not any(s.get("examples") for s in parameter["schema"].get("anyOf", ()))
    ]
    assert without == []
    for path, _, operation in operations(described):
        responses = operation["responses"]
        content = responses["202" if "202" in responses else "200"]["content"]
        shown = content.get("application/json")
        assert shown is None or shown["example"], path


def test_every_error_is_described_as_a_problem_document(described: dict[str, Any]) -> None:
    for path, _, operation in operations(described):
        errors = {s: r for s, r in operation["responses"].items() if s[0] in "45"}
        assert {"422", "429", "503"} <= errors.keys(), path
        assert all(list(response["content"]) == [PROBLEM] for response in errors.values()), path


def test_the_calls_of_the_design_are_there(described: dict[str, Any]) -> None:
    release = "/v1/datasets/{dataset}/releases/{release}"
    assert described["paths"].keys() >= {
        "/v1/factors/{digest}", "/v1/properties/{digest}", "/v1/factors/batch",
        "/v1/factors/{digest}/provenance", "/v1/properties/{digest}/provenance", "/v1/properties",
        "/v1/search", "/v1/resolve", "/v1/datasets", "/v1/datasets/{dataset}", release,
        f"{release}/factors", f"{release}/properties", f"{release}/rejections", "/v1/diff",
        "/v1/artifacts/{sha256}", "/v1/editions", "/v1/regions/{code}", "/v1/convert", "/healthz",
        "/readyz", "/metrics",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/healthz", "/v1/editions", "/v1/search?q=CN", "/metrics"])
def test_every_get_answers_head(client: TestClient, path: str) -> None:
    head = client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == client.get(path).headers["content-type"]


def test_a_head_of_nothing_is_404_without_a_body(client: TestClient) -> None:
    head = client.head("/v1/datasets/none")

    assert (head.status_code, head.content) == (404, b"")
    assert head.headers["cache-control"] == "no-store"


def already_living(app: ASGIApp) -> ASGIApp:
    """Return ``app`` without beginning and end, which a judge goes through for each test."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return answering


@pytest.fixture(scope="module")
def judged(seeded: Engine, seeded_address: str) -> Iterator[Any]:
    """Return the API as schemathesis reads it; the app runs for as long as it judges."""
    app = create_app(Settings(database_url=seeded_address, seeds=False, rate=0))
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", already_living(app))


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(("path", "method"), CALLS)
def test_schemathesis_finds_no_fault(
    judged: Any, path: str, method: str, mode: schemathesis.GenerationMode
) -> None:
    operation = judged[path][method]
    if mode == "negative" and not (operation.query or operation.body):
        return  # nothing can be asked wrongly: a path takes any word

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: "schemathesis.Case[Any]") -> None:
        excluded = list(EXCLUDED)
        answer = case.call()
        if answer.status_code == 503:  # as it must be, of an edition that is not reached
            assert answer.json()["type"] == "/problems/EditionAhead"
            assert answer.headers["retry-after"]
            excluded.append(schemathesis.checks.not_a_server_error)
        case.validate_response(answer, excluded_checks=excluded)

    ask()


@pytest.fixture(scope="module")
def administered(databases: Databases) -> Iterator[tuple[Any, str]]:
    """Return the API over an empty database as schemathesis reads it, and an admin's token."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    with engines.transaction(engine) as db:
        wish = Wish(person="An admin", role=Role.ADMIN)
        token = access.issue(db, access.shell("operator"), wish).token
    engine.dispose()
    app = create_app(Settings(database_url=databases.server(name), seeds=False, rate=0))
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", already_living(app)), token
    databases.drop(name)


@pytest.mark.parametrize(
    ("path", "method"), [(p, m) for p, m in CALLS if p != "/v1/imports/{id}/events"]
)
def test_schemathesis_finds_no_fault_as_an_admin(
    administered: tuple[Any, str], path: str, method: str
) -> None:
    judged, token = administered

    @given(case=judged[path][method].as_strategy())
    @settings(
        max_examples=5,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: "schemathesis.Case[Any]") -> None:
        excluded = list(EXCLUDED)
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        if answer.status_code == 503:  # as it must be, of an edition or index that is not there
            assert answer.headers["retry-after"]
            excluded.append(schemathesis.checks.not_a_server_error)
        case.validate_response(answer, excluded_checks=excluded)

    ask()
