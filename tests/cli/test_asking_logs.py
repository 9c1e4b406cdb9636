"""An outsider with two checkpoints and an address, who trusts one key."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from factordb.log.notes import SigningKey
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.cli.conftest import Run
from tests.served import serving


@pytest.fixture
def url(address: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a server whose log grows with each `/grow`."""
    with serving(address, keys=tmp_path / "keys", origin="a.example/log") as client:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _passing_on(client))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


def _passing_on(client: TestClient) -> type[BaseHTTPRequestHandler]:
    class Passing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            asked = urlsplit(self.path)
            answer = client.get(asked.path, params=parse_qs(asked.query))
            self.send_response(answer.status_code)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    return Passing


def test_an_outsider_proves_that_the_log_only_grew(
    shell: Run, url: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTORDB_KEYS", str(tmp_path / "keys"))
    engine = engines.connect(address)
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()])
    key = json.loads(shell("log", "rotate", "--json").out)["key"]
    (tmp_path / "old").write_text(_note(url))
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row(printed="0.6")], "2024")
    engine.dispose()
    shell("log", "rotate")
    monkeypatch.setenv("FACTORDB_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    arguments = ("log", "consistency", str(tmp_path / "old"), "--url", url)

    found = shell(*arguments, "--key", key, "--json")
    assert (found.code, found.err) == (0, "")
    said = json.loads(found.out)
    assert 0 < said["old"] < said["new"]
    assert said["signed"]
    (tmp_path / "new").write_text((tmp_path / "old").read_text())
    assert shell(*arguments[:3], str(tmp_path / "new"), *arguments[3:], "--key", key).code == 0
    stranger = SigningKey("a.example/log", bytes(32)).verifier.text()
    assert shell(*arguments, "--key", stranger).code == 2


def _note(url: str) -> str:
    from urllib.request import urlopen

    with urlopen(f"{url}/log/checkpoint", timeout=20) as answer:  # noqa: S310  # our own server
        return str(answer.read().decode())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "file:///etc", "factors.example"])
def test_an_address_where_no_log_is_says_so(shell: Run, tmp_path: Path, url: str) -> None:
    (tmp_path / "old").write_text("a.example/log\n1\n" + "A" * 43 + "=\n\n— x AAAAAAA=\n")

    said = shell("log", "consistency", str(tmp_path / "old"), "--url", url)
    assert said.code in (2, 3)
    assert said.err.count("\n") == 1
