"""The server's part in the log: its key is entered, and what is committed is signed."""

import logging
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue.record import logbook
from factordb.catalogue.record.signing import Signer
from factordb.errors import FactordbError
from factordb.store import engine as engines

_logger = logging.getLogger(__name__)


class Vouching:
    """Signs when it is asked to; what prevents it is said once, and the server goes on."""

    def __init__(self, engine: Engine, keys: Path, origin: str | None) -> None:
        self._engine, self._keys, self._origin = engine, keys, origin
        self._signer: Signer | None = None
        self._said = ""

    def look(self) -> None:
        """Sign the log where it has grown; the first look opens the key and enters it."""
        try:
            if self._signer is None:
                self._signer = self._entered()
            self._signer.sign(self._engine)
        except FactordbError as error:
            if error.detail != self._said:
                _logger.error("The log is not signed: %s", error.detail)  # noqa: TRY400  # a sentence, no trace
            self._said = error.detail
        else:
            self._said = ""

    def _entered(self) -> Signer:
        signer = Signer.opened(self._keys, self._origin)
        with engines.transaction(self._engine) as db:
            logbook.enter(db)
            logbook.enter_key(db, signer.key.verifier.text())
        return signer
