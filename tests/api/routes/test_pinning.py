"""What the shell does with a lockfile, over HTTP: the files verify without the server."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.lockfile.locked import Locked
from factordb.lockfile.verifying import Trust, verify
from factordb.log.notes import VerifierKey
from factordb.settings import Settings
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.conftest import Databases

ORIGIN = "factors.example/log"
GRID = {
    "activity": "electricity.grid",
    "region": "CN-SH",
    "year": "latest",
    "facets": {"mix": "average"},
}
BEIJING = GRID | {"region": "CN-BJ"}
Client = tuple[TestClient, str]


@pytest.fixture(scope="module")
def signed(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Return a client of a server that signs its log, and the address of its database."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("log")
    address = databases.server(name)
    _publish(address, folder, "2022", "0.55")
    settings = Settings(database_url=address, seeds=False, keys=folder / "keys", origin=ORIGIN)
    with TestClient(create_app(settings)) as client:
        _wait(client, 0)
        yield client, address
    databases.drop(name)


def _publish(address: str, folder: Path, year: str, printed: str) -> None:
    engine = engines.connect(address)
    with engines.transaction(engine) as db:
        take_in(db, folder, [a_row(printed=printed), a_row("CN-BJ", "0.6")], year)
    engine.dispose()


def _wait(client: TestClient, beyond: int) -> int:
    """Return how many entries are signed, as soon as they are more than ``beyond``."""
    end = time.monotonic() + 60
    while True:
        answer = client.get("/log/checkpoint")
        size = int(answer.text.splitlines()[1]) if answer.status_code == 200 else 0
        if size > beyond:
            return size
        assert time.monotonic() < end
        time.sleep(0.05)


def _verified(client: TestClient, files: dict[str, str]) -> int:
    key = VerifierKey.parsed(client.get("/log/key").text.splitlines()[0])
    lock, proof, bodies = (files[name].encode() for name in ("lock", "proof", "bodies"))
    return verify(lock, proof, bodies, Trust((key,), ORIGIN)).values


def _post(client: TestClient, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_files_of_a_lockfile_verify_and_what_is_pinned_stays(signed: Client) -> None:
    client, _ = signed
    one = _post(client, "/v1/lock", factors={"grid": GRID})

    both = _post(client, "/v1/lock", factors={"grid": GRID, "bj": BEIJING}, lock=one["lock"])

    assert _verified(client, one) == 1
    assert _verified(client, both) == 2
    before, after = (Locked.parsed(files["lock"]) for files in (one, both))
    assert after.factors["grid"] == before.factors["grid"]


def test_upgrade_shows_what_moves_and_gives_the_files_moved(signed: Client, tmp_path: Path) -> None:
    client, address = signed
    factors = {"grid": GRID, "bj": BEIJING}
    before = _post(client, "/v1/lock", factors=factors)
    size = _wait(client, 0)
    _publish(address, tmp_path, "2023", "0.57")
    _wait(client, size)

    found = _post(client, "/v1/upgrade", factors=factors, lock=before["lock"], only=["grid"])

    (move,) = found["moves"]
    assert (move["alias"], move["old"]["value"], move["new"]["value"]) == ("grid", "0.55", "0.57")
    assert move["change_percent"] == "3.64"
    assert _verified(client, found["files"]) == 2
    again = _post(client, "/v1/upgrade", factors={"grid": GRID}, lock=found["files"]["lock"])
    assert again["moves"] == []

    audited = _post(client, "/v1/audit", lock=before["lock"])
    assert (audited["sound"], audited["counts"]) == (False, {"superseded": 1})
    assert [f["alias"] for f in audited["findings"]] == ["grid"]


def test_a_policy_is_kept_or_broken(signed: Client) -> None:
    client, _ = signed
    files = _post(client, "/v1/lock", factors={"grid": GRID})
    policy = {"name": "p", "title": {"en": "P"}, "regions": ["DE"]}

    found = _post(client, "/v1/audit", lock=files["lock"], policy=policy)

    assert found["counts"]["policy"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("/v1/lock", {"factors": {"x": {"activity": "no.such", "region": "CN"}}}, 409, "x: none"),
        ("/v1/lock", {"factors": {"x": {"explain": True}}}, 422, "no field of a question"),
        ("/v1/lock", {"factors": {"x": GRID}, "lock": "version = 1\n"}, 409, "does not hold"),
        ("/v1/audit", {"lock": "nothing"}, 409, "it is no TOML"),
        ("/v1/upgrade", {"factors": {"x": GRID}, "lock": "version = 1\n"}, 409, "does not hold"),
    ],
)
def test_what_cannot_be_pinned_is_a_problem_that_names_it(
    signed: Client, path: str, body: dict[str, Any], status: int, says: str
) -> None:
    client, _ = signed

    answer = client.post(path, json=body)

    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]


def test_an_alias_that_asks_nothing_cannot_be_the_only_one(signed: Client) -> None:
    client, _ = signed
    files = _post(client, "/v1/lock", factors={"grid": GRID})

    answer = client.post(
        "/v1/upgrade", json={"factors": {"grid": GRID}, "lock": files["lock"], "only": ["gird"]}
    )

    assert (answer.status_code, "'gird' is no alias" in answer.json()["detail"]) == (422, True)
