"""Imports that were asked for over HTTP: some at a time, some waiting, all on record."""

import contextlib
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.importing import Begun
from factordb.catalogue.importing.intake import Asked
from factordb.errors import FactordbError, TooManyImports
from factordb.store import engine as engines

AT_ONCE = 2
MOST = 6
"""Running and waiting; each keeps a connection."""


class Running:
    """The imports of this server, until it stops."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(AT_ONCE, "import")
        self._taken: set[int] = set()
        self._room = threading.Semaphore(MOST)

    def take(self, asked: Asked, file: Path, folder: Path, by: Caller) -> int:
        """Put an import on record, run it when it is its turn, and return its number.

        ``folder`` is deleted when it is over.

        Raises:
            TooManyImports: so many wait that this one should come later.
            NotAllowed: ``by`` is no curator of the dataset.
        """
        if not self._room.acquire(blocking=False):
            raise TooManyImports(f"{MOST} imports run or wait already: try again in a minute.")
        stack = ExitStack()
        stack.callback(self._room.release)
        try:
            begun = stack.enter_context(importing.begun(self._engine, asked, file.name, by))
            self._taken.add(begun.watch.id)
            stack.callback(self._taken.discard, begun.watch.id)
            self._pool.submit(_run, begun, file, folder, stack)
        except BaseException:
            stack.close()
            raise
        return begun.watch.id

    def stop(self) -> None:
        """Cancel what runs or waits, and return when it is over."""
        for number in tuple(self._taken):
            with contextlib.suppress(FactordbError), engines.transaction(self._engine) as db:
                importing.cancel(db, access.shell("server"), number)
        self._pool.shutdown(wait=True)


def _run(begun: Begun, file: Path, folder: Path, stack: ExitStack) -> None:
    with stack:
        try:
            begun.run(file)
        except FactordbError:
            return  # which is on record, where the caller reads it
        finally:
            shutil.rmtree(folder, ignore_errors=True)
