"""Pins from memory and from the database: the same answers, whichever way they come."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from factordb.api.arriving import Bounds
from factordb.api.bodies import Bodies
from factordb.api.fast_path import Doors, FastPath
from factordb.api.gate import Gate, Limits
from factordb.api.metering import Meter
from factordb.catalogue.importing import intake
from factordb.store import engine as engines
from tests.catalogue import tables
from tests.closed import KNOWN, PRIVATE, brought_in, curator, pins, token_of
from tests.served import IMMUTABLE, PROBLEM, UNKNOWN, app_of, serving

PINS = ("/v1/factors/{}", "/v1/factors/{}?off=the+path")


@pytest.fixture(scope="module")
def pin(client: TestClient) -> str:
    """Return the digest of a factor that the client's server has in memory."""
    question = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}
    asked = {"items": [{**question, "use": "organisation"}]}
    digest = client.post("/v1/resolve", json=asked).json()["items"][0]["hit"]["digest"]
    client.get(f"/v1/factors/{digest}")
    return str(digest)


def hits(client: TestClient) -> int:
    return app_of(client)._meter.hits  # noqa: SLF001  # what the metrics tell


@pytest.mark.parametrize("path", PINS)
def test_the_digest_is_the_sha256_of_the_body(client: TestClient, pin: str, path: str) -> None:
    answer = client.get(path.format(pin))

    assert answer.status_code == 200
    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == pin
    assert b'"kg":"0.5737"' in answer.content


@pytest.mark.parametrize("path", PINS)
def test_a_pin_may_be_kept_for_ever_and_names_no_edition(
    client: TestClient, pin: str, path: str
) -> None:
    headers = client.get(path.format(pin)).headers

    assert headers["cache-control"] == IMMUTABLE
    assert headers["etag"] == f'"{pin}"'
    assert headers["content-type"] == "application/json"
    assert "factordb-edition" not in headers


@pytest.mark.parametrize("path", PINS)
@pytest.mark.parametrize("tags", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_what_the_caller_has_is_not_sent_again(
    client: TestClient, pin: str, path: str, tags: str
) -> None:
    answer = client.get(path.format(pin), headers={"If-None-Match": tags.format(pin)})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == f'"{pin}"'
    assert answer.headers["cache-control"] == IMMUTABLE


@pytest.mark.parametrize("path", PINS)
def test_what_the_caller_has_not_is_sent(client: TestClient, pin: str, path: str) -> None:
    answer = client.get(path.format(pin), headers={"If-None-Match": f'"{UNKNOWN}"'})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", PINS)
def test_head_is_get_without_its_body(client: TestClient, pin: str, path: str) -> None:
    whole, head = client.get(path.format(pin)), client.head(path.format(pin))

    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("path", PINS)
@pytest.mark.parametrize(
    ("digest", "status"),
    [
        (UNKNOWN, 404),
        ("sha256:" + "A" * 64, 422),
        ("sha256:" + "0" * 63, 422),
        ("sha512:" + "0" * 64, 422),
        ("sha256:" + "0" * 63 + "z", 422),
        ("nonsense", 422),
    ],
)
def test_an_unknown_digest_is_404_and_a_malformed_one_422(
    client: TestClient, path: str, digest: str, status: int
) -> None:
    answer = client.get(path.format(digest))

    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    assert "sha256:" in answer.json()["detail"]


@pytest.mark.parametrize("path", PINS)
def test_a_colon_may_be_encoded(client: TestClient, pin: str, path: str) -> None:
    plain = client.get(path.format(pin))
    encoded = client.get(path.format(pin.replace(":", "%3A")))

    assert encoded.content == plain.content
    assert encoded.headers["etag"] == plain.headers["etag"]


def test_only_a_plain_get_or_head_is_answered_from_memory(client: TestClient, pin: str) -> None:
    path = f"/v1/factors/{pin}"
    ways: dict[str, Callable[[], object]] = {
        "get": lambda: client.get(path),
        "head": lambda: client.head(path),
        "query": lambda: client.get(path + "?a=b"),
        "authorization": lambda: client.get(path, headers={"Authorization": "Bearer x"}),
        "post": lambda: client.post(path),
        "unknown": lambda: client.get(f"/v1/factors/{UNKNOWN}"),
        "property": lambda: client.get(f"/v1/properties/{pin}"),
    }
    from_memory = {}
    for name, ask in ways.items():
        before = hits(client)
        ask()
        from_memory[name] = hits(client) > before

    assert [name for name, there in from_memory.items() if there] == ["get", "head"]


def test_a_caller_with_a_token_gets_the_same_body_and_with_a_wrong_one_is_told(
    client: TestClient, seeded: Engine, pin: str
) -> None:
    token = {"Authorization": f"Bearer {token_of(seeded, 'somebody')}"}
    answer = client.get(f"/v1/factors/{pin}", headers=token)

    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == pin
    assert client.get(f"/v1/factors/{pin}").headers["etag"] == answer.headers["etag"]
    wrong = client.get(f"/v1/factors/{pin}", headers={"Authorization": "Bearer x"})
    assert (wrong.status_code, wrong.headers["cache-control"]) == (401, "no-store")


def test_a_property_is_no_factor_even_after_a_batch(client: TestClient) -> None:
    digest = client.get("/v1/properties?limit=1").json()["items"][0]["digest"]
    client.get(f"/v1/properties/{digest}")
    client.post("/v1/factors/batch", json={"digests": [digest]})

    assert client.get(f"/v1/factors/{digest}").status_code == 404


def test_the_cache_is_bounded(seeded_address: str) -> None:
    with serving(seeded_address, cache_bytes=5_000) as client:
        path = "/v1/datasets/cn-mee-grid-co2/releases/2023/factors?format=csv"
        rows = client.get(path).text.splitlines()[1:]
        for row in rows:
            assert client.get(f"/v1/factors/{row.partition(',')[0]}").status_code == 200

        kept = client.get("/metrics").text
        (size,) = (x for x in kept.splitlines() if x.startswith("factordb_cached_bytes "))

    assert 0 < float(size.split()[1]) <= 5_000


def test_a_draft_is_never_answered_nor_kept(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])
    with engines.transaction(engine) as db:
        intake.take_in(db, file, tables.asked(publish=False))

    _nobody_sees(empty, engine)


@pytest.mark.parametrize("dataset", [KNOWN, PRIVATE])
def test_what_is_not_open_is_not_kept_in_memory(
    empty: TestClient, engine: Engine, tmp_path: Path, dataset: str
) -> None:
    brought_in(engine, tmp_path, dataset, curator(engine, "owner"))
    owner = {"Authorization": f"Bearer {token_of(engine, 'owner')}"}
    digest = pins(engine, dataset).factor

    body = empty.get(f"/v1/factors/{digest}", headers=owner)
    many = empty.post("/v1/factors/batch", json={"digests": [digest]}, headers=owner)

    assert (body.status_code, body.headers["cache-control"]) == (200, "private, no-store")
    assert "etag" not in body.headers
    assert many.json()["items"][0]["factor"]["amounts"]
    assert empty.get(f"/v1/factors/{digest}").status_code in (403, 404)
    assert "factordb_cached_bytes 0.0" in empty.get("/metrics").text


def _nobody_sees(client: TestClient, engine: Engine) -> None:
    (digest,) = drafted(engine)

    assert client.get(f"/v1/factors/{digest}").status_code == 404
    batch = client.post("/v1/factors/batch", json={"digests": [digest]}).json()
    assert batch["items"][0]["problem"]["status"] == 404
    assert client.get(f"/v1/factors/{digest}/provenance").status_code == 404
    assert client.get("/v1/search?q=grid").json()["total"] == 0
    assert client.get("/v1/datasets").json()["items"] == []
    assert client.get("/v1/datasets/grid-office/releases/2023").status_code == 404
    assert "factordb_cached_bytes 0.0" in client.get("/metrics").text


def drafted(engine: Engine) -> list[str]:
    with Session(engine) as db:
        found = db.connection().exec_driver_sql("SELECT encode(digest, 'hex') FROM factor")
        return [f"sha256:{name}" for name in found.scalars()]


def test_who_asks_too_often_is_told_when_to_ask_again(seeded_address: str) -> None:
    with serving(seeded_address, rate=0.001, burst=3) as client:
        answers = [client.get("/healthz") for _ in range(5)]

    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert 900 < int(answers[3].headers["retry-after"]) <= 1000
    assert "/v1/factors/batch" in answers[3].json()["detail"]
    assert answers[3].headers["content-type"] == PROBLEM
    assert answers[3].headers["cache-control"] == "no-store"


def test_a_rate_of_zero_answers_all(seeded_address: str) -> None:
    with serving(seeded_address, rate=0, burst=1) as client:
        assert {client.get("/healthz").status_code for _ in range(5)} == {200}


async def _from(
    app: FastPath,
    address: str,
    forwarded: str | None = None,
    more: Sequence[tuple[bytes, bytes]] = (),
) -> int:
    """Ask as ``address``, without a client between; return the status."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else [*more]
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": headers,
        "client": (address, 1),
    }
    await app(scope, receive, send)
    return statuses[0]


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x"})


def limited(trusted: Sequence[str] = ()) -> FastPath:
    bodies, gate = Bodies(0), Gate(Limits(0.001, 1), trusted)
    return FastPath(_nothing, bodies, Meter(bodies, None), Doors(gate, Bounds()))


@pytest.mark.anyio
async def test_every_address_has_its_own_bucket() -> None:
    app = limited()

    assert [await _from(app, a) for a in ("a", "a", "b", "b")] == [200, 429, 200, 429]


@pytest.mark.anyio
async def test_only_a_trusted_proxy_may_say_for_whom_it_asks() -> None:
    app = limited(trusted=["10.0.0.1"])

    believed = [
        await _from(app, "10.0.0.1", f"192.0.2.{n}, 198.51.100.{who}")
        for n, who in enumerate((1, 2, 1))
    ]
    ignored = [await _from(app, "192.0.2.9", f"198.51.100.{n}") for n in (3, 4)]

    assert believed == [200, 200, 429]
    assert ignored == [200, 429]


@pytest.mark.anyio
async def test_a_site_has_one_bucket_for_all_its_addresses() -> None:
    app = limited()

    assert [await _from(app, f"2001:db8::{n}") for n in (1, 2)] == [200, 429]


@pytest.mark.anyio
async def test_a_token_has_one_bucket_wherever_it_is_shown() -> None:
    app = limited()
    shown = (b"authorization", b"Bearer fdb_x")

    assert [await _from(app, a, more=[shown]) for a in ("a", "b")] == [200, 429]
    assert await _from(app, "c") == 200


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
