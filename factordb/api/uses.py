"""When tokens were used last: noted at once, written a second later, in nobody's transaction.

Written where it is asked, a long publish would keep the row of its token until it commits, and with
it every other call by that token, and whoever wants to revoke it.
"""

from datetime import UTC, datetime

from sqlalchemy import Engine

from factordb.errors import DatabaseUnavailable
from factordb.store import engine as engines
from factordb.store import persons


class Uses:
    """What one worker was shown, and has not written yet; one time a token."""

    def __init__(self) -> None:
        self._waiting: dict[str, datetime] = {}

    def note(self, token_id: str) -> None:
        """Note that a good token was shown."""
        self._waiting[token_id] = datetime.now(UTC)

    def flush(self, engine: Engine) -> None:
        """Write what waits; where no database answers it waits on."""
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            with engines.transaction(engine) as db:
                persons.used(db, waiting)
        except DatabaseUnavailable:
            self._waiting = waiting | self._waiting
