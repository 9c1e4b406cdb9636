import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.log import tiles
from factordb.log.notes import VerifierKey
from factordb.log.proof import Proof
from factordb.settings import Settings
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.conftest import Databases

ORIGIN = "factors.example/log"


@pytest.fixture(scope="module")
def client(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a server that signs its log, one release in it."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("log")
    engine = engines.connect(databases.server(name))
    with engines.transaction(engine) as db:
        take_in(db, folder, [a_row()])
    engine.dispose()
    address = databases.server(name)
    settings = Settings(database_url=address, seeds=False, keys=folder / "keys", origin=ORIGIN)
    with TestClient(create_app(settings)) as client:
        _wait(client)
        yield client
    databases.drop(name)


def _wait(client: TestClient) -> None:
    end = time.monotonic() + 20
    while client.get("/log/checkpoint").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_stranger_proves_a_factor_with_what_is_served(client: TestClient) -> None:
    bundle = client.get("/log/checkpoint").text.split("\n")[1]
    entries = tiles.unpacked(client.get(f"/log/tile/entries/000.p/{bundle}").content)
    (entry,) = [entry for entry in entries if b'"type":"factor"' in entry]
    digest = entry.decode().split('"')[3]
    answer = client.get(f"/v1/factors/{digest}/proof")
    key = VerifierKey.parsed(client.get("/log/key").text)

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert Proof.parsed(answer.text).require(entry, ORIGIN, [key]).size == int(bundle)


def test_tiles_may_be_kept_for_ever_and_checkpoints_are_asked_for_anew(client: TestClient) -> None:
    tile = client.get("/log/tile/0/000.p/1")

    assert len(tile.content) == 32
    assert "immutable" in tile.headers["cache-control"]
    assert client.get("/log/checkpoint").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/log/tile/0/009", 404),
        ("/log/tile/0/9", 422),
        ("/log/tile/0/%2e%2e/000", 422),
        (f"/v1/factors/sha256:{'0' * 64}/proof", 404),
        ("/v1/factors/sha256:0/proof", 422),
    ],
)
def test_what_is_not_there_is_a_problem_that_nobody_keeps(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
