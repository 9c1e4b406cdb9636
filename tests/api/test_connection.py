"""Heads of requests over real sockets: bounded in size and time, and refused in words."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import orjson
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from factordb.api import connection
from factordb.api.connection import LARGEST_HEAD, MOST_HEADERS

BIG = 16 << 20
"""Bytes of an answer that no buffer on the way holds."""
ENDED: list[str] = []
"""What became of large answers, and of those that wait."""
WAITING = threading.Event()


async def _large(send: Send) -> None:
    """Send a large answer as the server lets it go; say how it ended."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(BIG >> 16):
        await send({"type": "http.response.body", "body": b"a" * (1 << 16), "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    ENDED.append("large")


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/large":
        await _large(send)
        return
    if scope["path"] == "/waits":
        while not WAITING.is_set():
            await asyncio.sleep(0.01)
    while scope["path"] != "/early" and (await receive()).get("more_body"):
        pass
    await PlainTextResponse("fine")(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return the port of a server with our connections."""
    with pytest.MonkeyPatch.context() as patch, socket.socket() as listening:
        patch.setattr(connection, "PATIENCE", 0.5)
        patch.setattr(connection, "LEAVING", 0.5)
        patch.setattr(connection, "MOST_CONNECTIONS", 20)
        patch.setattr(connection, "MOST_CALLS", 4)
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            _app, http=connection.Connection, lifespan="off", log_level="warning"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join(10)


def talk(port: int, *parts: bytes, pause: float = 0.0, seconds: float = 3.0) -> bytes:
    """Send parts and return what comes back until the other side closes, or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        said = b""
        with contextlib.suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while block := line.recv(65536):
                said += block
        return said


def problem(said: bytes) -> dict[str, object]:
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert b"x-content-type-options: nosniff" in head
    assert b"cache-control: no-store" in head
    return dict(orjson.loads(body))


def a_get(*headers: bytes, path: bytes = b"/") -> bytes:
    lines = [b"GET %s HTTP/1.1" % path, b"Host: x", b"Connection: close", *headers]
    return b"\r\n".join([*lines, b"", b""])


def test_a_request_is_answered(port: int) -> None:
    assert talk(port, a_get()).endswith(b"fine")


def test_a_request_in_small_pieces_is_answered(port: int) -> None:
    whole = a_get(b"X-A: b")

    assert talk(port, *(whole[n : n + 7] for n in range(0, len(whole), 7))).endswith(b"fine")


@pytest.mark.parametrize(
    "request_",
    [
        a_get(b"X-Large: " + b"a" * LARGEST_HEAD),
        a_get(*(b"X-%d: a" % n for n in range(MOST_HEADERS + 1))),
        a_get(path=b"/" + b"a" * LARGEST_HEAD),
        a_get(b"X-Large: " + b"a" * (LARGEST_HEAD * 40)),
    ],
)
def test_a_head_that_is_too_large_is_refused(port: int, request_: bytes) -> None:
    said = problem(talk(port, request_))

    assert said["status"] == 431
    assert "send fewer" in str(said["detail"])


def test_a_head_that_never_ends_is_not_kept(port: int) -> None:
    said = talk(port, b"GET / HTTP/1.1\r\nX-Endless: ", *[b"a" * 8_192] * 100)

    assert problem(said)["status"] == 431


def test_a_body_that_was_answered_before_it_was_read_does_not_close_the_line(port: int) -> None:
    size = 3 << 20
    post = b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size
    said = talk(port, post + b"a" * size + a_get())

    assert said.count(b"HTTP/1.1 200") == 2


def test_a_body_that_nobody_reads_is_not_taken_for_ever(port: int) -> None:
    began = time.monotonic()
    post = b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
    said = talk(port, post, *[b"a"] * 15, pause=0.1)

    assert said.count(b"HTTP/1.1 200") == 1
    assert time.monotonic() - began < 3


def test_a_head_as_large_as_may_be_is_answered(port: int) -> None:
    assert talk(port, a_get(b"X-Large: " + b"a" * (LARGEST_HEAD - 200))).endswith(b"fine")


def test_a_head_that_dribbles_is_given_up(port: int) -> None:
    began = time.monotonic()
    said = talk(port, b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 20, pause=0.1)

    assert problem(said)["status"] == 408
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("nothing", [b"", b"\r\n\r\n"])
def test_who_says_nothing_is_left(port: int, nothing: bytes) -> None:
    began = time.monotonic()
    talk(port, nothing)

    assert time.monotonic() - began < 3


def test_who_does_not_read_a_large_answer_is_let_go_and_keeps_nobody(port: int) -> None:
    """One byte at a time, and far more slowly than the answer would have to leave."""
    ENDED.clear()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(5)
        line.connect(("127.0.0.1", port))
        line.sendall(a_get(path=b"/large"))
        read = 0
        with contextlib.suppress(ConnectionError, TimeoutError):
            for _ in range(200):
                read += len(line.recv(1))
                time.sleep(0.02)
                if ENDED:
                    break
    assert ENDED == ["large"], "what was left to say is dropped, and the call ends"
    assert read < 200


def test_who_reads_a_large_answer_gets_it(port: int) -> None:
    read = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(a_get(path=b"/large"))
        while block := line.recv(1 << 20):
            read += len(block)

    assert read > BIG


def test_more_calls_than_are_answered_at_once_are_told_to_come_back(port: int) -> None:
    WAITING.clear()
    lines = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(4)]
    try:
        for line in lines:
            line.sendall(a_get(path=b"/waits"))
        time.sleep(0.2)
        said = talk(port, a_get())
    finally:
        WAITING.set()
        answers = [line.recv(65_536) for line in lines]
        for line in lines:
            line.close()

    assert b"retry-after: 1" in said.lower()
    assert problem(said)["status"] == 503
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
    assert talk(port, a_get()).endswith(b"fine")


def test_more_connections_than_are_kept_are_told_to_come_back(port: int) -> None:
    lines = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(20)]
    try:
        said = talk(port, a_get())
    finally:
        for line in lines:
            line.close()

    assert problem(said)["status"] == 503
    assert talk(port, a_get()).endswith(b"fine")


def test_behind_an_answer_the_next_head_is_bounded_as_well(port: int) -> None:
    first = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    said = talk(port, first, b"GET / HTTP/1.1\r\nX-Slow: ", pause=0.1)

    assert said.startswith(b"HTTP/1.1 200")
    assert problem(said[said.index(b"fine") + 4 :])["status"] == 408


def test_a_large_body_is_no_large_head(port: int) -> None:
    size = LARGEST_HEAD * 10
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size
    twice = (post + b"a" * size) * 2

    assert talk(port, twice + a_get()).count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nX A: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-A: b\0c\r\n\r\n",
    ],
)
def test_what_is_no_http_is_told_so(port: int, request_: bytes) -> None:
    said = talk(port, request_)

    assert problem(said)["status"] == 400
    assert said.count(b"HTTP/1.1 ") == 1
