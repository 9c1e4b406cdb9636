"""One connection of HTTP/1.1, with bounds on what comes, what leaves, and how many there are.

The server reads heads of any size, waits for them for ever, and as long for whoever does not read
its answer. Here a head has a size and a time, an answer leaves at some pace or not at all, and no
more connections or calls are taken than can be served. What is no HTTP at all is told so as
everything else is: by a problem document.
"""

from asyncio import BaseTransport, TimerHandle
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any

from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from factordb.api import problems, safeguards

LARGEST_HEAD = 32 << 10
"""Bytes of request line and headers."""
MOST_HEADERS = 100
PATIENCE = 10.0
"""Seconds that a head may take, and a connection that says nothing yet."""
LEAVING = 60.0
"""Seconds in which some 100 kB of an answer have to leave: whoever reads slower is let go."""
_KEPT = 256 << 10
"""Bytes of an answer that the system keeps: of more it would tell too late that some were read."""
MOST_CONNECTIONS = 2_000
"""Of one worker; the next is told to come back."""
MOST_CALLS = 400
"""That one worker answers at once: ten for each thread that does."""
_LINGERING = 4 << 20

_LARGE = (
    f"Request line and headers of more than {LARGEST_HEAD:,} bytes or {MOST_HEADERS} headers are "
    "not read: send fewer, and long questions as the body of a POST."
)
_BUSY = "More is asked of this server than it answers at once: ask again in a moment."
_SLOW = "The head of the request came too slowly: send it again over a better line."


class Connection(HttpToolsProtocol):
    """The server names it; it knows nothing of the app."""

    def __init__(self, *given: Any, **named: Any) -> None:  # as the server makes it
        super().__init__(*given, **named)
        self._timer: TimerHandle | None = None
        self._leaving: TimerHandle | None = None
        self._awaits_head, self._only_head = True, True
        self._before, self._arriving = 0, 0
        self._left: int | None = None
        """Once all is said: how many bytes are still taken and thrown away."""
        self._too_large = _refusing(431, _LARGE)
        self._busy = _refusing(503, _BUSY)

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first head, though not for long."""
        super().connection_made(transport)  # type: ignore[arg-type]  # as the server has it
        self._timer = self.loop.call_later(PATIENCE, self._leave)
        line = transport.get_extra_info("socket")
        if line is not None:
            line.setsockopt(SOL_SOCKET, SO_SNDBUF, _KEPT)
        if len(self.connections) > MOST_CONNECTIONS:
            self._say(503, _BUSY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clocks."""
        self._stop()
        self._resume()
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
        elif len(self.tasks) >= MOST_CALLS:
            self.app = self._busy
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_message_complete(self) -> None:
        """Await the head of the next request."""
        self._awaits_head = True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait until the other side has read some of its answer, though not for ever."""
        super().pause_writing()
        self._leave_soon()

    def resume_writing(self) -> None:
        """Go on: it was read."""
        self._resume()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close what is not used; what was said last has to leave as well."""
        super().timeout_keep_alive_handler()
        self._leave_soon()

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
            self._leave_soon()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _leave_soon(self) -> None:
        if self._leaving is None:
            self._leaving = self.loop.call_later(LEAVING, self.transport.abort)

    def _resume(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

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
        answer = problems.answer(problems.plain(status, said, "-"), _more(status))
        headers = safeguards.guarded(answer.raw_headers, secure=False)
        lines = [b"HTTP/1.1 %d -" % status, *(b": ".join(pair) for pair in headers)]
        self.transport.write(b"\r\n".join([*lines, b"", b""]) + bytes(answer.body))
        self._stop()
        self._left = _LINGERING
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(1, self._leave)


def _more(status: int) -> dict[str, str]:
    return {"Connection": "close"} | ({"Retry-After": "1"} if status == 503 else {})


def _refusing(status: int, said: str) -> ASGIApp:
    answer = problems.answer(problems.plain(status, said, "-"), _more(status))
    answer.raw_headers[:] = safeguards.guarded(answer.raw_headers, secure=False)
    return answer
