"""The server's part in the log: its key is entered, and what is committed is signed."""

import logging
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue.record import keys, logbook
from factordb.catalogue.record.keyring import NEXT, Keyring
from factordb.catalogue.record.keys import Named
from factordb.catalogue.record.signing import Signer
from factordb.errors import FactordbError
from factordb.store import engine as engines

_logger = logging.getLogger(__name__)


class Vouching:
    """Signs when it is asked to; what prevents it is said once, and the server goes on."""

    def __init__(self, engine: Engine, folder: Path, origin: str | None) -> None:
        self._engine, self._folder, self._origin = engine, folder, origin
        self._entered = False
        self._said = ""

    def look(self) -> None:
        """Sign the log where it has grown; the first look makes the log's key and enters it."""
        try:
            opened(self._engine, self._folder, self._origin, enter=not self._entered).sign(
                self._engine
            )
            self._entered = True
        except FactordbError as error:
            if error.detail != self._said:
                _logger.error("The log is not signed: %s", error.detail)  # noqa: TRY400  # a sentence, no trace
            self._said = error.detail
        else:
            self._said = ""


def opened(engine: Engine, folder: Path, origin: str | None, *, enter: bool = True) -> Signer:
    """Return the signer of ``folder``; told to ``enter``, what was published and its key as well.

    The key is read anew each time: it may have been rotated by another command.

    Raises:
        KeyUnusable: the key cannot be used, or is missing although the log was signed before.
    """
    if not enter:
        return Signer.opened(folder, origin, make=False)
    with engines.transaction(engine) as db:
        logbook.enter(db)
        last = keys.last(db)
        _finished(Keyring(folder), last)
        signer = Signer.opened(folder, origin, make=last is None)
        if last is None:
            signer.require_unused(db)
            logbook.enter_key(db, signer.key.verifier.text())
    return signer


def _finished(ring: Keyring, last: Named | None) -> None:
    """Bring a new origin to its end that was cut short when the log had its leaf already."""
    following = ring.key(NEXT)
    if last and last.continues and following and last.key == following.verifier:
        with ring.alone() as alone:
            if alone and ring.key(NEXT) is not None:
                ring.retire()
