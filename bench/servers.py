"""Servers to measure: ours on a database of its own, and a bare one that answers fixed bytes."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SECONDS = 60


class NotStarted(Exception):
    """A server ended, or did not answer in time."""


@contextmanager
def home() -> Iterator[Path]:
    """Give an empty folder for a database, which every uid can reach."""
    with tempfile.TemporaryDirectory(prefix="fdb") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder / "home"


@contextmanager
def ours(folder: Path, **settings: str) -> Iterator[int]:
    """Give the port of a factordb on ``folder``; ``settings`` are its variables, unprefixed."""
    said = {f"FACTORDB_{name.upper()}": value for name, value in settings.items()}
    port = _free_port()
    code = "import sys; from factordb.cli import main; sys.argv[0] = 'factordb'; main()"
    command = [sys.executable, "-c", code, "serve", "--port", str(port)]
    with _running(command, {"FACTORDB_HOME": str(folder), **said}, port, "/readyz"):
        yield port


@contextmanager
def bare(body: Path) -> Iterator[int]:
    """Give the port of a Starlette that answers the bytes of ``body`` to everything."""
    port = _free_port()
    server = ["uvicorn", "bench.bare:app", "--port", str(port), "--no-access-log"]
    command = [sys.executable, "-m", *server, "--log-level", "warning"]
    with _running(command, {"BARE_BODY": str(body)}, port, "/"):
        yield port


@contextmanager
def _running(command: list[str], variables: dict[str, str], port: int, path: str) -> Iterator[None]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FACTORDB_")}
    environment = {**kept, "PYTHONPATH": str(ROOT), **variables}
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(  # noqa: S603  # our own command
            command, env=environment, stdout=said, stderr=said, stdin=subprocess.DEVNULL
        )
        try:
            _wait(server, f"http://127.0.0.1:{port}{path}")
            yield
        except NotStarted as error:
            said.seek(0)
            raise NotStarted(said.read().decode(errors="replace")[-2000:]) from error
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # our own server
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
        else:
            return
    raise NotStarted(address)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
