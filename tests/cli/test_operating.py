import socket
import subprocess
import urllib.request
from pathlib import Path

import httpx2
import orjson
import pytest
from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.cli.conftest import Run, command, environment


def test_where_names_what_it_reads(shell: Run) -> None:
    said = shell("where")

    assert [line.split()[0] for line in said.out.splitlines()] == ["migrations", "seeds"]
    told = orjson.loads(shell("where", "--json").out)
    assert (Path(told["seeds"]) / "order.txt").is_file()


def test_migrate_needs_the_owner_and_says_which_variable(
    shell: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FACTORDB_OWNER_URL", raising=False)

    said = shell("migrate")

    assert said.code == 2
    assert "FACTORDB_OWNER_URL" in said.err


def test_migrate_brings_the_database_to_the_newest_version(
    shell: Run, owner_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTORDB_OWNER_URL", owner_address)

    assert orjson.loads(shell("migrate", "--json").out) == {"database": "named", "state": "newest"}
    assert "newest version" in shell("migrate").out


def test_a_port_that_is_taken_is_exit_3(shell: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = shell("serve", "--port", port)

    assert said.code == 3
    assert port in said.err


@pytest.mark.parametrize(
    "arguments", [["--port", "70000"], ["--port", "x"], ["--workers", "0"], ["extra"]]
)
def test_a_server_asked_for_wrongly_is_exit_2(shell: Run, arguments: list[str]) -> None:
    assert shell("serve", *arguments).code == 2


def test_a_host_that_is_none_is_exit_3(shell: Run) -> None:
    assert shell("serve", "--host", "no.such.host.invalid").code == 3


def test_serve_says_where_it_is_and_answers_there(address: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        command("serve", "--port", "0"), env=environment(address, tmp_path), stdout=subprocess.PIPE
    ) as server:
        try:
            assert server.stdout
            said = server.stdout.readline().decode()
            at = next(word for word in said.split() if word.startswith("http://"))
            answer = _patiently(f"{at}/readyz")
        finally:
            server.terminate()
            server.wait(20)

    assert "edition 0" in said
    assert orjson.loads(answer) == {"status": "ready", "edition": 0}


def test_a_revoked_token_is_worthless_in_every_worker_within_a_second(
    address: str, tmp_path: Path, engine: Engine
) -> None:
    host = access.shell("operator")
    with engines.transaction(engine) as db:
        issued = access.issue(db, host, Wish(person="Li Wei", role=Role.ADMIN))
    with subprocess.Popen(
        command("serve", "--port", "0", "--workers", "2"),
        env=environment(address, tmp_path),
        stdout=subprocess.PIPE,
    ) as server:
        try:
            assert server.stdout
            said = server.stdout.readline().decode()
            at = next(word for word in said.split() if word.startswith("http://"))
            _patiently(f"{at}/readyz")
            before = {_status(f"{at}/v1/events", issued.token) for _ in range(40)}
            with engines.transaction(engine) as db:
                access.revoke(db, host, issued.id)
            after = {_status(f"{at}/v1/events", issued.token) for _ in range(40)}
        finally:
            server.terminate()
            server.wait(20)

    assert before == {200}
    assert after == {401}


def _status(url: str, token: str) -> int:
    """Return the status of a request of its own connection: either worker may take it."""
    return httpx2.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def _patiently(url: str) -> bytes:
    """Ask until the server that has said its address listens there."""
    for attempt in range(1_000):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own server
                return bytes(answer.read())
        except OSError:
            if attempt == 999:
                raise
            import time

            time.sleep(0.05)
    raise AssertionError
