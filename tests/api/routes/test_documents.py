import hashlib
from decimal import Decimal

import orjson
import pytest
from starlette.testclient import TestClient

from factordb.api.routes import documents
from factordb.model.canonical import canonical_bytes
from tests.served import IMMUTABLE, PROBLEM, UNKNOWN

GRID = "/v1/datasets/cn-mee-grid-co2/releases"


@pytest.fixture(scope="module")
def pins(client: TestClient) -> list[str]:
    """Return the digests of a release, in its order."""
    rows = client.get(f"{GRID}/2023/factors?format=csv").text.splitlines()[1:]
    return [row.partition(",")[0] for row in rows]


@pytest.fixture(scope="module")
def a_property(client: TestClient) -> str:
    return str(client.get("/v1/properties?limit=1").json()["items"][0]["digest"])


def test_a_property_is_pinned_as_a_factor_is(client: TestClient, a_property: str) -> None:
    answer = client.get(f"/v1/properties/{a_property}")

    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == a_property
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["etag"] == f'"{a_property}"'
    assert "factordb-edition" not in answer.headers
    assert client.head(f"/v1/properties/{a_property}").content == b""
    known = {"If-None-Match": f'"{a_property}"'}
    assert client.get(f"/v1/properties/{a_property}", headers=known).status_code == 304


def test_a_factor_is_no_property(client: TestClient, pins: list[str]) -> None:
    assert client.get(f"/v1/properties/{pins[0]}").status_code == 404


@pytest.mark.parametrize(("digest", "status"), [(UNKNOWN, 404), ("sha256:xyz", 422)])
def test_an_unknown_property_is_404_and_a_malformed_one_422(
    client: TestClient, digest: str, status: int
) -> None:
    answer = client.get(f"/v1/properties/{digest}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.headers["cache-control"] == "no-store"


def test_a_batch_keeps_the_order_and_tells_each_problem(
    client: TestClient, pins: list[str]
) -> None:
    asked = [pins[3], UNKNOWN, pins[0], "nonsense", pins[3]]

    answer = client.post("/v1/factors/batch", json={"digests": asked})
    items = answer.json()["items"]

    assert answer.headers["factordb-edition"] == str(answer.json()["edition"])
    assert [item["digest"] for item in items] == asked
    assert [item["problem"]["status"] for item in items if "problem" in item] == [404, 422]
    assert [item for item in items if "factor" in item][0::2] == [items[0], items[4]]


def test_documents_of_a_batch_have_their_digests(client: TestClient, pins: list[str]) -> None:
    answer = client.post("/v1/factors/batch", json={"digests": pins})

    for item in answer.json()["items"]:
        body = canonical_bytes(item["factor"])
        assert "sha256:" + hashlib.sha256(body).hexdigest() == item["digest"]
        assert body in answer.content


def test_a_batch_of_an_edition_has_only_what_stood_then(
    client: TestClient, pins: list[str]
) -> None:
    client.get(f"/v1/factors/{pins[0]}")  # it is in memory now, and yet it did not stand then
    asked = {"digests": [pins[0]]}

    then = client.post("/v1/factors/batch", json=asked | {"edition": 2}).json()
    later = client.post("/v1/factors/batch", json=asked | {"edition": 3}).json()

    assert (then["edition"], then["items"][0]["problem"]["status"]) == (2, 404)
    assert "edition 2" in then["items"][0]["problem"]["detail"]
    assert (later["edition"], "factor" in later["items"][0]) == (3, True)


def test_a_batch_of_an_edition_not_reached_is_503(client: TestClient) -> None:
    answer = client.post("/v1/factors/batch", json={"digests": [], "edition": 9999})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"digests":"x"}', b'{"digests":[1]}',
     b'{"digests":[],"more":1}', b'{"digests":[],"edition":0}'],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_is_a_problem(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/v1/factors/batch", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["detail"]


def test_half_a_character_is_a_problem_of_its_item(client: TestClient) -> None:
    answer = client.post(
        "/v1/factors/batch",
        content=b'{"digests":["\\ud800"]}',
        headers={"Content-Type": "application/json"},
    )

    assert answer.json()["items"][0]["problem"]["status"] == 422


def test_a_batch_adds_headlines_as_they_are_wished_for_and_changes_no_byte(
    client: TestClient, pins: list[str]
) -> None:
    plain = client.post("/v1/factors/batch", json={"digests": [*pins[:3], UNKNOWN]}).json()
    wish = {"digests": [*pins[:3], UNKNOWN], "in": "MWh"}

    first, again = (client.post("/v1/factors/batch", json=wish).json() for _ in range(2))

    assert first == again
    for before, item in zip(plain["items"], first["items"], strict=True):
        assert {k: v for k, v in item.items() if k != "headline"} == before
    shown = first["items"][0]["headline"]
    printed = first["items"][0]["factor"]["amounts"][0]["kg"]
    assert Decimal(shown["value"]) == 1000 * Decimal(printed)
    assert (shown["unit"], shown["gas"]) == ("MWh", "CO2")


def test_a_headline_that_there_is_not_is_a_problem_beside_the_factor(
    client: TestClient, pins: list[str]
) -> None:
    answer = client.post("/v1/factors/batch", json={"digests": pins[:1], "in": "km"})
    (item,) = answer.json()["items"]

    assert answer.status_code == 200
    assert item["problem"]["status"] == 422
    assert "km" in item["problem"]["detail"]
    assert item["factor"]["region"]
    assert "headline" not in item


@pytest.mark.parametrize("wrong", [{"in": "furlong"}, {"gwp": "AR99"}, {"via": ["x"]}])
def test_a_wish_that_nobody_can_fulfil_is_refused_whole(
    client: TestClient, pins: list[str], wrong: dict[str, object]
) -> None:
    answer = client.post("/v1/factors/batch", json={"digests": pins[:1], **wrong})

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_a_batch_has_its_bound(client: TestClient) -> None:
    answer = client.post("/v1/factors/batch", json={"digests": [UNKNOWN] * (documents.MOST + 1)})

    assert answer.status_code == 422
    assert "5000" in answer.json()["detail"]


def test_provenance_leads_from_the_amount_to_the_cell_and_its_document(
    client: TestClient, pins: list[str]
) -> None:
    told = client.get(f"/v1/factors/{pins[0]}/provenance?edition=3")
    text = told.text

    assert told.headers["factordb-edition"] == "3"
    assert {"entity", "activity", "agent", "wasDerivedFrom"} <= told.json().keys()
    for word in ("附件 表1 全国", "公告2025年第47号", "cn-mee-grid-co2@2023", "0.5306"):
        assert word in text


def test_provenance_of_an_edition_before_it_stood_is_404(
    client: TestClient, pins: list[str]
) -> None:
    assert client.get(f"/v1/factors/{pins[0]}/provenance?edition=2").status_code == 404


def test_a_property_has_its_provenance_too(client: TestClient, a_property: str) -> None:
    told = client.get(f"/v1/properties/{a_property}/provenance")

    assert told.status_code == 200
    assert a_property in told.json()["entity"]


def test_no_number_of_a_body_is_written_with_an_exponent(
    client: TestClient, pins: list[str]
) -> None:
    factor = orjson.loads(client.get(f"/v1/factors/{pins[0]}").content)

    assert factor["amounts"][0]["kg"] == "0.5306"
