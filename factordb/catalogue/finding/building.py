"""The search index is built beside the server, in a child that gives way to whoever answers.

A child, since what takes a processor for seconds would hold up every answer of its process, and
would leave the memory it took with a worker. It is told the address of the database by its input,
where nobody reads it. Killed at any moment it leaves what stood before.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import orjson
from sqlalchemy import Engine

from factordb.catalogue.finding.indexing import IN_PASSING, Indexes
from factordb.errors import FactordbError, IndexBeingBuilt
from factordb.store import engine as engines

_logger = logging.getLogger(__name__)
_AGAIN = 2.0
"""Seconds after a child was begun before the next may be: one that fails is not begun at once."""
_TIDIED = 86_400.0
_NICE = 10
_FIRST = 10.0
"""Seconds that a server that starts waits for its first index at most."""
_GLANCE = 0.1


class Builder:
    """Begins a child that brings the index in a cache folder up to the newest edition."""

    def __init__(self, address: str, folder: Path) -> None:
        self._said = orjson.dumps({"address": address, "folder": str(folder)})
        self._child: subprocess.Popen[bytes] | None = None
        self._begun = -_AGAIN
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Begin a child, unless one is at work or was begun a moment ago."""
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                return
            if time.monotonic() - self._begun < _AGAIN:
                return
            self._begun = time.monotonic()
            self._child = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            assert self._child.stdin is not None  # noqa: S101  # a pipe was asked for
            with contextlib.suppress(OSError), self._child.stdin as told:
                told.write(self._said)

    def stop(self) -> None:
        """End the child, where one is at work: it leaves nothing half done."""
        with self._lock:
            if self._child is not None:
                self._child.kill()
                self._child.wait()


class Following:
    """Brings the index of a server after the catalogue, whether or not anybody searches."""

    def __init__(
        self, engine: Engine, address: str, folder: Path, in_passing: int = IN_PASSING
    ) -> None:
        self._engine = engine
        self._builder = Builder(address, folder)
        self.indexes = Indexes(folder, self._builder.begin, in_passing)
        self._tidied = -_TIDIED
        self._said = ""

    def first_look(self) -> None:
        """Look until there is an index, but for some seconds at most; where there is one, once."""
        end = time.monotonic() + _FIRST
        while not self.look() and time.monotonic() < end:
            time.sleep(_GLANCE)

    def look(self) -> bool:
        """Open the newest index, have it built where it lags; say whether there is one.

        What prevents it is said once.
        """
        try:
            with engines.transaction(self._engine) as db:
                engines.unhurried(db)
                self.indexes.covering(db)
                if time.monotonic() - self._tidied > _TIDIED:
                    self._tidied = time.monotonic()
                    self.indexes.tidy(db)
        except IndexBeingBuilt:
            return False
        except FactordbError as error:
            if error.detail != self._said:
                _logger.warning("Search: %s", error.detail)
            self._said = error.detail
            return False
        self._said = ""
        return True

    def stop(self) -> None:
        """End what builds."""
        self._builder.stop()


def build(address: str, folder: Path) -> None:
    """Bring the index in ``folder`` up to the newest edition of the database at ``address``."""
    engine = engines.connect(address, pool=1)
    try:
        with engines.transaction(engine) as db:
            indexes = Indexes(folder)
            indexes.covering(db)
            indexes.tidy(db)
    finally:
        engine.dispose()


def main() -> None:
    """Build as the input says; a failure is a sentence, and the next child's to mend."""
    os.nice(_NICE)
    said = orjson.loads(sys.stdin.buffer.read())
    try:
        build(said["address"], Path(said["folder"]))
    except FactordbError as error:
        sys.exit(f"The search index was not built: {error.detail}")


if __name__ == "__main__":
    main()
