"""One connection of HTTP/1.1, with bounds on what comes before a request is handed on.

The server reads heads of any size, and waits for them for ever. Here a head has a size and a time,
and what is no HTTP at all is told so as everything else is: by a problem document.
"""

from asyncio import BaseTransport, TimerHandle
from typing import Any

from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from factordb.api import problems, safeguards

LARGEST_HEAD = 32 << 10
"""Bytes of request line and headers."""
MOST_HEADERS = 100
PATIENCE = 10.0
"""Seconds that a head may take, and a connection that says nothing yet."""
_LINGERING = 4 << 20

_LARGE = (
    f"Request line and headers of more than {LARGEST_HEAD:,} bytes or {MOST_HEADERS} headers are "
    "not read: send fewer, and long questions as the body of a POST."
)
_SLOW = "The head of the request came too slowly: send it again over a better line."


class Connection(HttpToolsProtocol):
    """The server names it; it knows nothing of the app."""

    def __init__(self, *given: Any, **named: Any) -> None:  # as the server makes it
        super().__init__(*given, **named)
        self._timer: TimerHandle | None = None
        self._awaits_head, self._only_head = True, True
        self._before, self._arriving = 0, 0
        self._left: int | None = None
        """Once all is said: how many bytes are still taken and thrown away."""
        self._too_large = _refusing(431, _LARGE)

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first head, though not for long."""
        super().connection_made(transport)  # type: ignore[arg-type]  # as the server has it
        self._timer = self.loop.call_later(PATIENCE, self._leave)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clock."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; where a head is awaited, mind how much comes and how long."""
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                self.transport.close()
            return
        self._only_head, self._arriving = self._awaits_head, len(data)
        super().data_received(data)
        if self._only_head:
            self._before += len(data)
        if self._before > LARGEST_HEAD:
            self._say(431, _LARGE)
        elif self._timer is None and self._is_idle() and not self.transport.is_closing():
            # A head, or what is left of a body that was answered before it was read.
            self._timer = self.loop.call_later(PATIENCE, self._leave)

    def on_headers_complete(self) -> None:
        """Hand a request on, or what refuses it where its head is too large."""
        self._stop()
        large = len(self.headers) > MOST_HEADERS
        if self._before + self._arriving > LARGEST_HEAD:
            head = sum(len(name) + len(value) for name, value in self.headers) + len(self.url)
            large = large or head > LARGEST_HEAD
        self._before, self._awaits_head, self._only_head = 0, False, False
        app = self.app
        if large:
            self.app = self._too_large
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_message_complete(self) -> None:
        """Await the head of the next request."""
        self._awaits_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP."""
        self._say(400, f"{msg} Send HTTP/1.1; a URL holds ASCII only, the rest in %XX.")

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # it begins as None

    def _leave(self) -> None:
        self._timer = None
        if self._before and self._left is None:
            self._say(408, _SLOW)
        elif not self.transport.is_closing():
            self.transport.close()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _say(self, status: int, said: str) -> None:
        """Answer without an app, and be done with this connection.

        A socket that is closed while the other side still writes loses what it was just told, so
        what it writes is taken for a while.
        """
        if self.transport.is_closing() or self._left is not None:
            return
        if not self._is_idle():  # another answer is on its way
            self.transport.close()
            return
        answer = problems.answer(problems.plain(status, said, "-"), {"Connection": "close"})
        headers = safeguards.guarded(answer.raw_headers, secure=False)
        lines = [b"HTTP/1.1 %d -" % status, *(b": ".join(pair) for pair in headers)]
        self.transport.write(b"\r\n".join([*lines, b"", b""]) + bytes(answer.body))
        self._stop()
        self._left = _LINGERING
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(1, self._leave)


def _refusing(status: int, said: str) -> ASGIApp:
    answer = problems.answer(problems.plain(status, said, "-"), {"Connection": "close"})
    answer.raw_headers[:] = safeguards.guarded(answer.raw_headers, secure=False)
    return answer
