"""Opening a seal: what a private release shows in the log as one leaf, by whoever has a grant."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.record import logbook
from factordb.errors import LogBroken
from factordb.log import seal
from factordb.log.seal import Shared
from factordb.store import editions, log, releases, seals
from factordb.store.log import Place
from factordb.store.tables import ReleaseRow


class Behind(NamedTuple):
    """What stands behind the seal of the edition that published a private release."""

    edition: int
    nonce: bytes
    entries: list[bytes]
    places: list[Place]
    """What each entry speaks of."""
    at: int
    """Where in the log the sealed leaf stands."""

    def place(self, kind: str, digest: bytes) -> int | None:
        """Return which of the entries is that of a document, or of the release; or nothing."""
        wanted = ((one.kind, one.digest) for one in self.places)
        return next((n for n, found in enumerate(wanted) if found == (kind, digest)), None)

    def shown(self, places: Sequence[int]) -> Shared:
        """Return what proves the entries at ``places``, and shows no other."""
        return Shared.of(self.nonce, self.entries, places)


def is_sealed(db: Session, row: ReleaseRow) -> bool:
    """Say whether the log shows a published release as a seal."""
    return row.edition is not None and releases.access_of(db, row.dataset) == "private"


def behind(db: Session, row: ReleaseRow) -> Behind:
    """Return what stands behind the seal of a published release that the session was granted.

    Raises:
        LogBroken: what stands there is not what the log sealed.
    """
    edition = row.edition or 0
    entries, places = logbook.befallen(db, editions.get(db, edition))
    nonce = seals.nonce(db, edition)
    found = log.places(db, seal.sealed(nonce, entries), ("sealed",))
    if not found:
        raise LogBroken(f"What stands behind the seal of edition {edition} is not what was sealed.")
    return Behind(edition, nonce, entries, places, found[0][0])
