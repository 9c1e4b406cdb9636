import pytest
from starlette.testclient import TestClient

from factordb.api import safeguards
from factordb.api.safeguards import HEADERS, guarded
from tests.served import PROBLEM, UNKNOWN, serving

EVERYWHERE = [
    ("GET", "/healthz", 200),
    ("GET", "/v1/datasets", 200),
    ("GET", "/v1/datasets/none", 404),
    ("GET", f"/v1/factors/{UNKNOWN}", 404),
    ("GET", "/nowhere", 404),
    ("DELETE", "/healthz", 405),
    ("OPTIONS", "/v1/datasets", 405),
    ("HEAD", "/healthz", 200),
    ("POST", "/v1/resolve", 422),
    ("POST", "/v1/imports", 401),
    ("GET", "/openapi.json", 200),
    ("GET", "/metrics", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERYWHERE)
def test_every_answer_is_guarded(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode(), name
    assert "strict-transport-security" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_what_comes_from_memory_is_guarded_as_what_does_not(client: TestClient) -> None:
    question = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}
    asked = {"items": [{**question, "use": "organisation"}]}
    digest = client.post("/v1/resolve", json=asked).json()["items"][0]["hit"]["digest"]
    slow = client.get(f"/v1/factors/{digest}?off=the+path")
    fast = [client.get(f"/v1/factors/{digest}") for _ in range(2)][1]

    assert dict(fast.headers) == dict(slow.headers)


def test_tls_is_asked_for_only_where_there_is_tls(address: str) -> None:
    trusted = {"trusted_proxies": ("192.0.2.1",)}
    with serving(address, **trusted) as plain:
        plain.base_url = "https://factors.example"
        said = plain.get("/healthz").headers["strict-transport-security"]

    assert said == "max-age=31536000; includeSubDomains"


def test_an_answer_keeps_what_it_says_itself() -> None:
    own = [(b"content-security-policy", b"default-src 'self'"), (b"x", b"y")]

    found = dict(guarded(own, secure=True))

    assert found[b"content-security-policy"] == b"default-src 'self'"
    assert found[b"x"] == b"y"
    assert b"strict-transport-security" in found


def test_a_page_may_use_what_it_names_and_nothing_else() -> None:
    policy = safeguards.page(script_src="'self'", img_src="'self' data:")["Content-Security-Policy"]

    assert "script-src 'self'; img-src 'self' data:" in policy
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("frame-ancestors 'none'")


def test_what_was_refused_at_the_gate_is_guarded(address: str) -> None:
    with serving(address, rate=0.001, burst=1) as client:
        answer = [client.get("/healthz") for _ in range(2)][1]

    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["x-frame-options"] == "DENY"
