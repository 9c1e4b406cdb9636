"""Foreign files are read in a child process; what it does to itself, it does to nobody else."""

import fcntl
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

import orjson

from factordb import errors
from factordb.errors import FactordbError, UnreadableFile
from factordb.importers import wire
from factordb.importers.protocol import Intake
from factordb.model.text import showable

SECONDS = 180.0
"""Wall clock that one file may be waited for; a sleeping child uses no CPU time, so its limits
never strike. What is done with its records meanwhile does not count."""
LONGEST_RECORD = 16 << 20
_READ = 1 << 20


class Job(NamedTuple):
    """One file to read."""

    intake: Intake
    layout: str | None = None
    """Recognised from the content where it is not named."""


class Begun(NamedTuple):
    """The child has recognised a file and begins to read it."""

    layout: str
    version: str


Record = Begun | wire.Received
Look = Callable[[int], None]
"""Called now and then with how many records were read; what it raises ends the reading."""
LOOKS = 0.5
"""Seconds between two looks."""


def read(
    jobs: Sequence[Job], seconds: float = SECONDS, look: Look | None = None
) -> Iterator[Iterator[Record]]:
    """Yield, for each job, its records: first how it is read, then every item. One child does all.

    Each inner iterator must be read to its end before the next is asked for; it raises what the
    importer raised, as the same class of error.

    Raises:
        UnreadableFile: a file ended the child, or took longer than ``seconds``.
    """
    if not jobs:  # as at every start after the first, whose seeds are all there
        return
    with _confined(seconds, look) as lines:
        for job in jobs:
            lines.begin(job)
            yield _records(lines)


def texts(file: Path, places: Sequence[str], seconds: float = SECONDS) -> dict[str, str | None]:
    """Return what stands at ``places`` of a file, read again; nothing where there is no such place.

    Raises:
        UnreadableFile: the file cannot be read, ended the child, or took longer than ``seconds``.
    """
    with _confined(seconds, None) as lines:
        lines.ask(file.name, {"file": str(file.resolve()), "places": list(places)})
        line = lines.next()
        if line[:1] != wire.TEXTS:
            raise _as_raised(line)
        found: dict[str, str | None] = orjson.loads(line[1:])["texts"]
        return found


@contextmanager
def _confined(seconds: float, look: Look | None) -> "Iterator[_Lines]":
    """Give what a child of its own writes; it is ended with all that it may have started."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "factordb.importers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd="/" if os.name == "posix" else None,
            env=_environment(),
            start_new_session=True,
        )
        try:
            with selectors.DefaultSelector() as waiting:  # `select` itself has none above 1,023
                assert child.stdout is not None  # noqa: S101  # it is a pipe
                waiting.register(_widened(child.stdout), selectors.EVENT_READ)
                yield _Lines(child, said, seconds, look, waiting)
        finally:
            _end(child)


def _records(lines: "_Lines") -> Iterator[Record]:
    while True:
        line = lines.next()
        if wire.is_item(line):
            yield wire.decoded(line)
        elif line[:1] == wire.START:
            yield Begun(**orjson.loads(line[1:]))
        elif line[:1] == wire.END:
            return
        else:
            raise _as_raised(line)


class _Lines:
    """The lines that a child writes, each before its time is up."""

    def __init__(
        self,
        child: "subprocess.Popen[bytes]",
        said: IO[bytes],
        seconds: float,
        look: Look | None,
        pipe: selectors.BaseSelector,
    ) -> None:
        self._child, self._said, self._seconds, self._look = child, said, seconds, look
        self._pipe = pipe
        self._count, self._looked = 0, time.monotonic()
        self._waiting, self._rest = iter(()), b""  # type: Iterator[bytes], bytes
        self._left = 0.0
        self._file = ""

    def begin(self, job: Job) -> None:
        """Hand over one job; its time begins now."""
        intake = job.intake
        request = {
            "file": str(intake.file.resolve()),
            "artifact": intake.artifact,
            "dataset": intake.dataset,
            "mapping": str(intake.mapping.resolve()) if intake.mapping else None,
            "layout": job.layout,
        }
        self.ask(intake.file.name, request)

    def ask(self, name: str, request: Mapping[str, object]) -> None:
        """Hand over a request about the file ``name``; its time begins now."""
        self._file = name
        self._left = self._seconds
        assert self._child.stdin is not None  # noqa: S101  # it is a pipe
        try:
            line = orjson.dumps(request) + b"\n"
        except orjson.JSONEncodeError as error:
            raise UnreadableFile(
                f"The name of {showable(self._file)} is not in UTF-8: rename the file."
            ) from error
        try:
            self._child.stdin.write(line)
            self._child.stdin.flush()
        except BrokenPipeError as error:
            raise self._ended() from error

    def next(self) -> bytes:
        """Return the next line without its break."""
        while True:
            for line in self._waiting:
                self._count += 1
                return line
            self._fill()

    def _fill(self) -> None:
        assert self._child.stdout is not None  # noqa: S101  # it is a pipe
        while not self._is_there() and self._left > 0:
            continue
        if self._left <= 0:
            raise UnreadableFile(
                f"Reading {self._file} took longer than {self._seconds:g} seconds, and was ended.",
                file=self._file,
            )
        block = os.read(self._child.stdout.fileno(), _READ)
        if not block:
            raise self._ended()
        *whole, self._rest = (self._rest + block).split(b"\n")
        if len(self._rest) > LONGEST_RECORD:
            raise UnreadableFile(f"{self._file} gives a record beyond {LONGEST_RECORD:,} bytes.")
        self._waiting = iter(whole)

    def _is_there(self) -> bool:
        """Wait for more, at most until the next look or the end of the time."""
        now = time.monotonic()
        if self._look is not None and now - self._looked >= LOOKS:
            self._looked = now
            self._look(self._count)
        start = time.monotonic()
        is_there = bool(self._pipe.select(max(0.0, min(LOOKS, self._left))))
        self._left -= time.monotonic() - start
        return is_there

    def _ended(self) -> UnreadableFile:
        code = self._child.wait(10)
        self._said.seek(0)
        said = self._said.read()[-400:].decode(errors="replace").strip()
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if "MemoryError" in said or code == -signal.SIGABRT:
            how += ": it asks for more memory than any file may"
        elif said:
            how += f": {said.splitlines()[-1]}"
        return UnreadableFile(
            f"Reading {self._file} ended its process ({how}). The file is refused.", file=self._file
        )


def _widened(pipe: IO[bytes]) -> IO[bytes]:
    """Let a pipe hold as much as is read at once, where the system lets it."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # beyond what a user may have in pipes
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _READ)
    return pipe


def _as_raised(line: bytes) -> FactordbError:
    """Return the error that the child names, where it is one of ours."""
    words = orjson.loads(line[1:])
    kind = getattr(errors, words.get("error", ""), UnreadableFile)
    if not (isinstance(kind, type) and issubclass(kind, FactordbError)):
        kind = UnreadableFile
    return kind(words.get("detail", "The importer failed."), **words.get("facts", {}))


def _environment() -> dict[str, str]:
    """No address of a database, no secret: only what finds the modules."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    paths = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path if entry)
    return kept | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it may have started."""
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue
    if child.poll() is None:
        try:
            child.wait(0.2)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    else:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
