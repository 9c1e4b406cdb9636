from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from factordb.api.cross_origin import crossing
from tests.served import UNKNOWN, serving

OURS, OTHER = "https://app.example", "https://evil.example"


@pytest.fixture(scope="module")
def crossed(seeded_address: str) -> Iterator[TestClient]:
    with serving(seeded_address, origins=(OURS,), rate=0.0) as client:
        yield client


def test_by_default_no_page_of_another_origin_may_read(client: TestClient) -> None:
    answer = client.get("/v1/datasets", headers={"Origin": OURS})
    asked = {"Origin": OURS, "Access-Control-Request-Method": "POST"}
    before = client.options("/v1/resolve", headers=asked)

    for one in (answer, before):
        assert not any(name.startswith("access-control") for name in one.headers)
    assert crossing(()) is None


@pytest.mark.parametrize("path", ["/v1/datasets", f"/v1/factors/{UNKNOWN}", "/nowhere"])
def test_a_page_that_is_named_may_read_answers_and_errors(crossed: TestClient, path: str) -> None:
    answer = crossed.get(path, headers={"Origin": OURS})

    assert answer.headers["access-control-allow-origin"] == OURS
    assert "access-control-allow-credentials" not in answer.headers
    assert "factordb-edition" in answer.headers["access-control-expose-headers"].casefold()
    assert "origin" in answer.headers["vary"].casefold()


@pytest.mark.parametrize(
    "origin", [OTHER, "null", OURS + ".evil.example", "http://app.example", OURS.upper()]
)
def test_another_page_may_not(crossed: TestClient, origin: str) -> None:
    answer = crossed.get("/v1/datasets", headers={"Origin": origin})

    assert "access-control-allow-origin" not in answer.headers


def test_a_pin_in_memory_crosses_as_well(crossed: TestClient) -> None:
    row = crossed.get("/v1/datasets/cn-mee-grid-co2/releases/2023/factors?format=csv")
    path = f"/v1/factors/{row.text.splitlines()[1].partition(',')[0]}"
    crossed.get(path)

    assert (
        crossed.get(path, headers={"Origin": OURS}).headers["access-control-allow-origin"] == OURS
    )
    assert "access-control-allow-origin" not in crossed.get(path).headers


def test_a_page_asks_first_whether_it_may_send_a_token(crossed: TestClient) -> None:
    asked = {
        "Origin": OURS,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = crossed.options("/v1/resolve", headers=asked)
    refused = crossed.options("/v1/resolve", headers=asked | {"Origin": OTHER})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == OURS
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in refused.headers


def test_a_page_is_told_that_it_asks_too_often(seeded_address: str) -> None:
    with serving(seeded_address, origins=(OURS,), rate=0.001, burst=1) as client:
        answers = [client.get("/healthz", headers={"Origin": OURS}) for _ in range(2)]

    assert [a.status_code for a in answers] == [200, 429]
    assert answers[1].headers["access-control-allow-origin"] == OURS
