"""Lists of questions over HTTP: each item is answered, or refused, by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.settings import Settings
from tests.conftest import Databases

GRID: dict[str, Any] = {
    "activity": "electricity.grid", "region": "CN-SH", "year": 2023, "use": "organisation",
}  # fmt: skip


@pytest.fixture(scope="module")
def http(databases: Databases, seeded: Engine) -> Iterator[TestClient]:
    with seeded.connect() as connection:
        name = str(connection.execute(text("SELECT current_database()")).scalar_one())
    app = create_app(Settings(database_url=databases.server(name), seeds=False))
    with TestClient(app) as client:
        yield client


def test_a_malformed_item_is_refused_by_itself_and_in_its_place(http: TestClient) -> None:
    items = [GRID, GRID | {"region": "Atlantis"}, 7, {"colour": "red"}, GRID | {"year": 2022}]

    answer = http.post("/v1/resolve", json={"items": items})

    assert answer.status_code == 200
    told = answer.json()["items"]
    assert [item.get("status") for item in told] == ["found", None, None, None, "found"]
    assert [item["problem"]["status"] for item in told[1:4]] == [422, 422, 422]
    assert "Atlantis" in told[1]["problem"]["detail"]
    assert told[1]["problem"]["instance"] == "/v1/resolve"
    assert [told[0]["hit"]["value"], told[4]["hit"]["value"]] == ["0.5737", "0.5849"]


def test_a_list_may_be_long_and_has_its_bound(http: TestClient) -> None:
    assert len(http.post("/v1/resolve", json={"items": [GRID] * 5_000}).json()["items"]) == 5_000
    assert http.post("/v1/resolve", json={"items": [GRID] * 5_001}).status_code == 422
    assert http.post("/v1/resolve", json={"items": []}).json()["items"] == []


def test_the_same_questions_of_the_same_edition_give_the_same_bytes(http: TestClient) -> None:
    items = [GRID | {"explain": True}, GRID | {"region": "CN-XZ"}, {"region": 3}]
    asked = {"edition": 5, "items": items}

    first, second = (http.post("/v1/resolve", json=asked).content for _ in range(2))

    assert first == second


def test_rules_are_named_and_may_be_asked_for(http: TestClient) -> None:
    assert http.post("/v1/resolve", json={"items": [GRID]}).json()["rules"] == "1"
    unknown = http.post("/v1/resolve", json={"rules": "99", "items": [GRID]})
    assert unknown.status_code == 422
    assert "no rule set '99'" in unknown.json()["detail"]


def test_explained_every_candidate_says_why_it_lost(http: TestClient) -> None:
    asked = {"items": [GRID | {"explain": True}]}

    (item,) = http.post("/v1/resolve", json=asked).json()["items"]

    lost = {c["hit"]["value"]: c["lost"] for c in item["considered"]}
    assert lost["0.5737"] is None
    assert lost["0.5849"] == "it is of another time: 2022; 2023 was asked for"
    assert None not in [why for number, why in lost.items() if number != "0.5737"]


def test_a_question_is_described_where_the_api_is(http: TestClient) -> None:
    schemas = http.get("/openapi.json").json()["components"]["schemas"]

    assert "explain" in schemas["Question"]["properties"]
    assert {"$ref": "#/components/schemas/Question"} in schemas["Resolve"]["properties"]["items"][
        "items"
    ]["anyOf"]
