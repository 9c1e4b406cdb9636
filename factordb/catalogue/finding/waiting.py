"""Waiting for the search index: what was published is to be found before one goes on."""

import time

from sqlalchemy import Engine

from factordb.catalogue.finding.indexing import Indexes
from factordb.errors import IndexBeingBuilt, Unavailable
from factordb.model.base import Model
from factordb.store import engine as engines

PATIENCE = 30.0
"""Seconds that one waits at most: longer than 300,000 factors take."""
_FIRST, _LAST = 0.02, 0.5


class Searchable(Model):
    """Whether search has reached an edition."""

    covered: bool
    covers: int
    """The last edition that search covers; 0 where there is no index yet."""
    waited: float
    """Seconds."""
    reason: str | None = None
    """Why it has not been reached, and what to do."""


def reached(
    engine: Engine, indexes: Indexes, edition: int, patience: float = PATIENCE
) -> Searchable:
    """Return when search covers ``edition``, or ``patience`` seconds are over.

    What is published stays published whatever the index does, so nothing is raised.
    """
    begun, pause = time.monotonic(), _FIRST
    while True:
        covers, reason = _covers(engine, indexes)
        waited = time.monotonic() - begun
        if covers >= edition:
            return Searchable(covered=True, covers=covers, waited=round(waited, 2))
        if waited >= patience:
            break
        time.sleep(min(pause, patience - waited))
        pause = min(pause * 1.5, _LAST)
    return Searchable(
        covered=False,
        covers=covers,
        waited=round(waited, 2),
        reason=f"Edition {edition} is published; search covers {covers} so far: {reason}",
    )


def _covers(engine: Engine, indexes: Indexes) -> tuple[int, str]:
    reason = "it is being built, and follows without your doing."
    try:
        with engines.transaction(engine) as db:
            return indexes.covering(db).generation.facts.edition, reason
    except IndexBeingBuilt:
        return 0, reason
    except Unavailable as error:
        return 0, error.detail
