"""A load from one process over kept connections: all ask, then all are heard, again and again."""

import socket
from collections.abc import Sequence
from typing import Self

_BLOCK = 1 << 20


class Load:
    """Connections to one server on this machine; requests and answers are counted, not read."""

    def __init__(self, port: int, connections: int = 16) -> None:
        self._sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._block = bytearray(_BLOCK)

    def rounds(self, requests: Sequence[bytes], times: int) -> int:
        """Send ``times`` requests on every connection, in turn; return how many were answered."""
        asked = 0
        for number in range(times):
            request = requests[number % len(requests)]
            for one in self._sockets:
                one.sendall(request)
            for one in self._sockets:
                self._hear(one)
            asked += len(self._sockets)
        return asked

    def _hear(self, one: socket.socket) -> None:
        size = one.recv_into(self._block)
        head = bytes(self._block[:size])
        while b"\r\n\r\n" not in head:
            size = one.recv_into(self._block)
            head += self._block[:size]
        start, _, rest = head.partition(b"\r\n\r\n")
        if not start.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(start.decode(errors="replace")[:200])
        left = _length(start) - len(rest)
        while left > 0:
            left -= one.recv_into(self._block, min(left, _BLOCK))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            one.close()


def get(path: str) -> bytes:
    """Return a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Return a POST request with a JSON body."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0])
