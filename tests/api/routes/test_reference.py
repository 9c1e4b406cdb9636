import pytest
from starlette.testclient import TestClient

from tests.served import PROBLEM, serving


def test_a_region_has_names_parents_and_a_chain(client: TestClient) -> None:
    told = client.get("/v1/regions/CN-SH").json()

    assert told["name"]["zh"] == "上海"
    assert told["chain"][:3] == ["CN-SH", "CN-GRID-EAST", "CN"]
    assert told["chain"][-1] == "GLO"


def test_a_chain_is_as_it_was_in_the_data_year(client: TestClient) -> None:
    then = client.get("/v1/regions/CN-SH?year=2015").json()["chain"]

    assert "CN-GRID6-EAST" in then
    assert "CN-GRID-EAST" not in then


def test_an_unknown_region_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/v1/regions/CN-SHH")

    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert "CN-SH" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("value", "unit", "to", "converted"),
    [("1.5", "MWh", "GJ", "5.4"), ("1", "万kWh", "kWh", "10000"), ("0.5500", "t", "kg", "550")],
)
def test_a_value_is_converted_in_plain_digits_with_its_step(
    client: TestClient, value: str, unit: str, to: str, converted: str
) -> None:
    told = client.get("/v1/convert", params={"value": value, "from": unit, "to": to}).json()

    assert float(told["value"]) == float(converted)
    assert "e" not in told["value"].lower()
    assert "exact" in told["steps"][0]


@pytest.mark.parametrize("unit", ["10**10**10", "9" * 90, "kg**9999", "(" * 90, "__import__('os')"])
def test_a_hostile_unit_is_refused_at_once(client: TestClient, unit: str) -> None:
    for path in (f"/v1/convert?value=1&from={unit}&to=kg", f"/v1/search?unit={unit}"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert "unit" in answer.json()["detail"]


@pytest.mark.parametrize("unit", ["10**10**10", "nonsense"])
def test_a_hostile_unit_in_a_question_is_a_problem_of_its_item(
    client: TestClient, unit: str
) -> None:
    item = {"activity": "electricity.grid", "region": "CN", "unit": unit}

    answer = client.post("/v1/resolve", json={"items": [item]})

    (refused,) = answer.json()["items"]
    assert refused["problem"]["status"] == 422
    assert "unit" in refused["problem"]["detail"]


@pytest.mark.parametrize("value", ["", "x", "NaN", "inf", "1/3", "9" * 101])
def test_what_is_no_number_is_refused(client: TestClient, value: str) -> None:
    answer = client.get("/v1/convert", params={"value": value, "from": "kg", "to": "t"})

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_an_exponent_is_read_and_never_written(client: TestClient) -> None:
    told = client.get("/v1/convert?value=7e-9&from=t&to=Mt").json()

    assert told["value"] == "0.000000000000007"


def test_units_of_different_kinds_are_never_crossed(client: TestClient) -> None:
    answer = client.get("/v1/convert?value=1&from=kWh&to=kg")

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/Incommensurable"


def test_a_living_server_says_so_and_needs_no_database(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_ready_server_names_its_newest_edition(client: TestClient, address: str) -> None:
    assert client.get("/readyz").json()["edition"] >= 14
    with serving(address) as empty:
        assert empty.get("/readyz").json() == {"status": "ready", "edition": 0}


def test_metrics_are_prometheus_text(client: TestClient) -> None:
    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "factordb_requests_total" in answer.text


def test_energy_becomes_mass_only_by_a_property_that_is_named(client: TestClient) -> None:
    asked = "subject=fuel.coal.anthracite&property=net-calorific-value&dataset=ipcc-2006-fuels"
    (item,) = client.get(f"/v1/properties?{asked}").json()["items"]
    query = "/v1/convert?value=2&from=t&to=GJ{NCV}"

    told = client.get(f"{query}&via={item['digest']}").json()
    assert (told["value"], told["unit"]) == ("53.4", "GJ{NCV}")
    assert item["digest"] in told["steps"][0]
    assert client.get(query).status_code == 422
    assert client.get(f"{query}&via=sha256:{'0' * 64}").status_code == 404


def test_a_region_tells_the_gwp_method_of_its_reporting_years(client: TestClient) -> None:
    told = client.get("/v1/regions/GB").json()["reporting"]
    assert [(d["method"], d["since"], d["until"]) for d in told] == [
        ("AR4", None, 2022),
        ("AR5", 2023, None),
    ]
