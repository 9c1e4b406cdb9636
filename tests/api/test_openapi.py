"""What the OpenAPI document says beside what the framework knows."""

from typing import Any

import pytest
from fastapi import FastAPI

from factordb.api import openapi
from factordb.api.problems import MEDIA


def _said(number: int) -> None:
    """Take what is validated, so that the framework describes its own error."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    app = FastAPI()
    app.get("/anybody", responses={401: {"description": "no"}})(lambda: None)
    app.get("/persons", responses={401: {"description": "no"}, 403: {"description": "no"}})(
        lambda: None
    )
    app.post("/said")(_said)
    return openapi.described(app)


def test_errors_are_problems_and_nothing_else(described: dict[str, Any]) -> None:
    for path in described["paths"].values():
        for operation in path.values():
            errors = {s: r for s, r in operation["responses"].items() if s[0] in "45"}
            assert {"422", "429", "503"} <= errors.keys()
            assert all(list(one["content"]) == [MEDIA] for one in errors.values())
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_who_sends_a_body_is_told_what_becomes_of_a_bad_one(described: dict[str, Any]) -> None:
    assert {"400", "408", "413"} <= described["paths"]["/said"]["post"]["responses"].keys()
    assert "413" not in described["paths"]["/anybody"]["get"]["responses"]


def test_a_token_may_be_shown_or_has_to_be(described: dict[str, Any]) -> None:
    assert described["paths"]["/anybody"]["get"]["security"] == [{}, {"token": []}]
    assert described["paths"]["/persons"]["get"]["security"] == [{"token": []}]
    assert "security" not in described["paths"]["/said"]["post"]
