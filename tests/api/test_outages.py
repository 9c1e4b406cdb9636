"""What callers see when the database goes away: an answer, or a problem that says to try again."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.embedded import postmaster
from factordb.embedded.home import Home
from factordb.settings import Settings
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.served import PROBLEM, serving

PATHS = ("/readyz", "/v1/datasets", "/v1/search?q=grid", "/v1/editions", "/v1/regions/CN-SH")


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """Return the home of an embedded database, which any uid can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fdb")).resolve()
    folder.chmod(0o755)
    yield Home(folder / "home")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def embedded(home: Home) -> Iterator[TestClient]:
    """Return a client of a server on its own embedded database."""
    app = create_app(Settings(home=home.folder, seeds=False, rate=0))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def kill(home: Home) -> None:
    """End the first process of the database, which may just be on its way up again."""
    end = time.monotonic() + 30
    while (found := postmaster.read(home)) is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(found.pid, signal.SIGKILL)


def test_the_embedded_database_is_started_again_by_the_next_request(
    embedded: TestClient, home: Home
) -> None:
    assert embedded.get("/readyz").status_code == 200
    for _ in range(2):
        kill(home)
        began = time.monotonic()
        answers = [embedded.get(path) for path in PATHS]

        assert {a.status_code for a in answers} <= {200, 503}
        assert answers[-1].status_code == 200
        assert time.monotonic() - began < 30


def test_many_clients_outlive_it_together(embedded: TestClient, home: Home) -> None:
    statuses: Counter[int] = Counter()
    media: set[str] = set()
    end = time.monotonic() + 2

    def ask(path: str) -> None:
        while time.monotonic() < end:
            answer = embedded.get(path)
            statuses[answer.status_code] += 1
            media.add(answer.headers["content-type"])

    threads = [threading.Thread(target=ask, args=(path,)) for path in PATHS * 3]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    kill(home)
    for thread in threads:
        thread.join(60)

    assert not any(thread.is_alive() for thread in threads)
    assert statuses.keys() <= {200, 503}
    assert media <= {"application/json", PROBLEM}
    assert embedded.get("/readyz").status_code == 200


def test_a_database_that_drops_everybody_is_a_problem_at_most_once(
    address: str, owner_address: str, engine: Engine, tmp_path: Path
) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    owner = engines.connect(owner_address)
    with serving(address) as client:
        assert client.get("/v1/datasets").status_code == 200
        with engines.transaction(owner) as db:
            db.connection().exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        answers = [client.get("/v1/datasets").status_code for _ in range(3)]
    owner.dispose()

    assert answers[-1] == 200
    assert set(answers) <= {200, 503}


def test_pins_in_memory_outlive_the_database(
    address: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    with serving(address) as client:
        (row,) = client.get(
            "/v1/datasets/grid-office/releases/2023/factors?format=csv"
        ).text.splitlines()[1:]
        pin = f"/v1/factors/{row.partition(',')[0]}"
        assert client.get(pin).status_code == 200

        def gone(_: object) -> None:
            raise AssertionError("nobody needs a database for this")

        monkeypatch.setattr("factordb.store.engine.transaction", gone)

        assert client.get(pin).status_code == 200


def test_a_caller_waits_a_while_and_no_longer_for_a_connection(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factordb.store.engine._PATIENCE", 0.2)
    with serving(address) as client:
        held = client.app.app.state.engine  # type: ignore[attr-defined]  # ours
        taken = [held.connect() for _ in range(20)]
        answer = client.get("/readyz")
        for connection in taken:
            connection.close()
        again = client.get("/readyz")

    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert "taken" in answer.json()["detail"]
    assert answer.headers["retry-after"]
    assert again.status_code == 200


def test_a_question_that_keeps_the_database_is_answered_503_and_keeps_nobody_else(
    address: str, owner_address: str
) -> None:
    owner = engines.connect(owner_address)
    with serving(address, statement_seconds=0.3) as client, owner.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE edition IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/v1/editions")
        connection.rollback()
        again = client.get("/v1/editions")
    owner.dispose()

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/TookTooLong")
    assert answer.headers["retry-after"]
    assert again.status_code == 200
