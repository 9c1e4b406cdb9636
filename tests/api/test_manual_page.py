"""The manual's page: whole without any other server, under a policy that allows none."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.settings import Settings

CHROMIUM = shutil.which("chromium")


def test_the_page_names_nothing_of_another_server(client: TestClient) -> None:
    answer = client.get("/docs")
    named = re.findall(r'(?:src|href)="([^"]+)"', answer.text)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "://" not in answer.text
    assert len(named) >= 5
    assert {client.get(path).status_code for path in named} == {200}


def test_the_page_may_run_and_ask_this_server_only(client: TestClient) -> None:
    policy = client.get("/docs").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_the_parts_have_their_media_types(client: TestClient) -> None:
    def media(name: str) -> str:
        return client.get(f"/docs/{name}").headers["content-type"].partition(";")[0]

    assert media("swagger-ui-bundle.js") in {"text/javascript", "application/javascript"}
    assert media("begin.js") == "text/javascript"
    assert media("swagger-ui.css") == "text/css"


@pytest.mark.parametrize("name", ["..%2f__init__.py", "__init__.py", "%2e%2e", "x.js", "..\\x"])
def test_no_other_file_of_the_package_is_given(client: TestClient, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code in {404, 422}


def test_the_frameworks_own_pages_are_gone(client: TestClient) -> None:
    assert client.get("/redoc").status_code == 404
    assert client.get("/docs/oauth2-redirect").status_code == 422


@pytest.fixture
def at(seeded_address: str) -> Iterator[str]:
    """Return where a server listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        app = create_app(Settings(database_url=seeded_address, seeds=False))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_a_browser_shows_the_calls_and_breaks_no_rule_of_the_policy(
    at: str, tmp_path: Path
) -> None:
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom",
            # What is not on this host cannot be reached.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", f"{at}/docs",
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert "/v1/resolve" in done.stdout
    assert "Find factors" in done.stdout or "opblock-summary" in done.stdout
    assert "Content Security Policy" not in done.stderr
    assert "Refused to" not in done.stderr
