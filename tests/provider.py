"""A provider of identities: a process of its own that speaks OpenID Connect."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2


@contextmanager
def providing() -> Iterator[str]:
    """Give the issuer of a provider that runs beside the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--require-nonce", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx2.get(url, timeout=5).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the provider did not start: {process.poll()}")


def log_in_at(url: str, subject: str, **more: str) -> str:
    """Log in at the provider's own form, and return where it sends the browser back to."""
    answer = httpx2.post(url, data={"sub": subject, **more}, timeout=20)
    assert answer.status_code in {302, 303}, answer.text[:300]
    return answer.headers["location"]
