"""An import followed while it runs: how far it is, said every second, and whether it is to end.

A thread of its own looks, so that also one long statement of the database is ended at once.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from factordb.errors import ImportEnded
from factordb.store import engine as engines
from factordb.store.imports import Watched

SECONDS = 0.5
"""Between two looks."""


class Following:
    """How far an import is, by whoever runs it."""

    def __init__(self, watch: Watched) -> None:
        self._watch = watch
        self._count = 0
        self._begun = time.monotonic()
        self._over, self._cancelled = threading.Event(), threading.Event()

    def look(self, count: int) -> None:
        """Note how many documents were read.

        Raises:
            ImportEnded: somebody asked for the end.
        """
        self._count = count
        if self._cancelled.is_set():
            raise self._ended()

    @contextmanager
    def of(self, db: Session) -> Iterator[None]:
        """Follow what is done in ``db``; nobody else uses the watch meanwhile.

        Raises:
            ImportEnded: somebody asked for the end; the statement that ran then was ended.
        """
        end_statement = engines.interruption(db)
        thread = threading.Thread(target=self._follow, args=(end_statement,), daemon=True)
        thread.start()
        try:
            yield
        except Exception as error:
            if self._cancelled.is_set():
                raise self._ended() from error
            raise
        finally:
            self._over.set()
            thread.join()
        if self._cancelled.is_set():
            raise self._ended()

    def _follow(self, end_statement: "engines.Interruption") -> None:
        while not self._over.wait(SECONDS):
            seconds = round(time.monotonic() - self._begun, 1)
            self._watch.note({"read": self._count, "seconds": seconds})
            if self._watch.is_cancelled():
                self._cancelled.set()
                end_statement()

    def _ended(self) -> ImportEnded:
        return ImportEnded(f"Import {self._watch.id} was cancelled, and left nothing.")
