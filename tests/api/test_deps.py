import pytest
from starlette.testclient import TestClient

from tests.served import PROBLEM

LISTS = [
    "/v1/advisories",
    "/v1/datasets",
    "/v1/datasets/cn-mee-grid-co2",
    "/v1/datasets/cn-mee-grid-co2/releases/2021",
    "/v1/datasets/cn-mee-grid-co2/releases/2021/factors",
    "/v1/datasets/cn-mee-grid-co2/releases/2021/properties",
    "/v1/datasets/cn-mee-grid-co2/releases/2021/rejections",
    "/v1/datasets/cn-mee-grid-co2/releases/2021/blanks",
    "/v1/editions",
    "/v1/regions/CN-SH",
    "/v1/convert?value=1&from=kWh&to=MJ",
    "/v1/diff?from=cn-mee-grid-co2@2021&to=cn-mee-grid-co2@2021",
    "/v1/search?q=CN",
    "/v1/properties",
    "/v1/schemes",
    "/v1/schemes/ef-dqr",
    "/readyz",
]


def and_(path: str, parameter: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{parameter}"


@pytest.mark.parametrize("path", LISTS)
def test_any_query_may_name_an_edition_and_the_answer_names_it(
    client: TestClient, path: str
) -> None:
    answer = client.get(and_(path, "edition=2"))

    assert answer.status_code == 200
    assert answer.headers["factordb-edition"] == "2"


@pytest.mark.parametrize("path", LISTS)
def test_without_one_it_is_the_newest(client: TestClient, path: str) -> None:
    newest = client.get("/readyz").json()["edition"]

    assert client.get(path).headers["factordb-edition"] == str(newest)


@pytest.mark.parametrize("path", LISTS)
def test_an_edition_that_is_not_reached_is_503_and_never_an_older_answer(
    client: TestClient, path: str
) -> None:
    answer = client.get(and_(path, "edition=9999"))

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == PROBLEM
    assert "factordb-edition" not in answer.headers


@pytest.mark.parametrize("edition", ["0", "-1", "x", "1.5", "99999999999999999999"])
def test_what_is_no_edition_is_refused(client: TestClient, edition: str) -> None:
    answer = client.get(f"/v1/datasets?edition={edition}")

    assert answer.status_code == 422
    assert "edition" in answer.json()["detail"]


@pytest.mark.parametrize("path", [p for p in LISTS if p != "/readyz"])
def test_a_mistyped_parameter_is_refused_and_not_passed_over(client: TestClient, path: str) -> None:
    answer = client.get(and_(path, "edtion=2"))

    assert answer.status_code == 422
    assert "'edtion' is no parameter" in answer.json()["detail"]
    assert "edition" in answer.json()["detail"]


def test_a_parameter_given_twice_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/datasets?edition=1&edition=2")

    assert (answer.status_code, answer.json()["parameter"]) == (422, "edition")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search?q=%00",
        "/v1/datasets/%00",
        "/v1/datasets/cn-mee-grid-co2/releases/%00",
        "/v1/regions/%00",
        "/v1/artifacts/%00",
        "/v1/factors/%00",
        "/v1/diff?from=a@%00&to=b@1",
        "/v1/datasets?%00=1",
    ],
)
def test_a_zero_character_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM


def test_every_list_of_the_api_is_asked_here(client: TestClient) -> None:
    asked = {path.partition("?")[0] for path in LISTS}
    described = client.get("/openapi.json").json()["paths"]
    there = {
        path.replace("{dataset}", "cn-mee-grid-co2")
        .replace("{release}", "2021")
        .replace("{code}", "CN-SH")
        .replace("{name}", "ef-dqr")
        for path, operations in described.items()
        if any(p["name"] == "edition" for p in operations.get("get", {}).get("parameters", ()))
        if "{digest}" not in path and "{id}" not in path
    }

    assert there == asked


def test_a_request_that_fails_leaves_no_transaction_open(client: TestClient) -> None:
    for _ in range(30):  # more than there are connections
        assert client.get("/v1/datasets/none").status_code == 404

    assert client.get("/readyz").status_code == 200
