"""Opening a seal: what a private release shows in the log as one leaf, by whoever has a grant."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.record import logbook
from factordb.catalogue.record.transparency import KINDS
from factordb.catalogue.reference import split
from factordb.errors import DigestNotFound, LogBroken, NotFound
from factordb.lockfile.opened import Opened
from factordb.lockfile.unsealed import Unsealed
from factordb.log import seal, tree
from factordb.log.checkpoint import of_note
from factordb.log.proof import Proof
from factordb.log.seal import Shared
from factordb.model.canonical import raw
from factordb.store import documents, editions, log, releases, seals
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


def of_document(db: Session, digest: str) -> Unsealed:
    """Return what proves to an auditor that a private document stands behind a seal of the log.

    Raises:
        DigestNotFound: no document is published that the session may know of.
        NotFound: it is behind no seal; or it was published a moment ago, and is not signed yet.
    """
    wanted = raw(digest)
    there = [
        (kind, row) for kind in KINDS for row in releases.holding(db, kind, wanted, editions.NEWEST)
    ]
    if not there:
        raise DigestNotFound(
            f"No published document has the digest {digest}; search or resolve to find one.",
            digest=digest,
        )
    kind, row = next((one for one in there if is_sealed(db, one[1])), there[0])
    return _unsealed(db, row, kind, wanted)


def of_release(db: Session, reference: str) -> Unsealed:
    """Return the same of the entry that sums a private release up, with its manifest.

    Raises:
        ReleaseNotFound: it is not published, or not known of.
        NotFound: as for a document.
    """
    row = releases.published(db, *split(reference), editions.NEWEST)
    return _unsealed(db, row, "release", bytes(row.manifest))


def _unsealed(db: Session, row: ReleaseRow, kind: str, name: bytes) -> Unsealed:
    reference = f"{row.dataset}@{row.name}"
    if not is_sealed(db, row):
        raise NotFound(
            f"{reference} stands behind no seal: its documents are leaves of the log themselves, "
            "and /v1/factors/{digest}/proof proves them."
        )
    found = behind(db, row)
    place, body = found.place(kind, name), documents.any_bodies(db, [name]).get(name)
    if place is None or body is None:
        raise LogBroken(f"What stands behind the seal of {reference} is not what was sealed.")
    note = log.newest_checkpoint(db).note
    size = of_note(note).size
    if found.at >= size:
        raise NotFound(f"{reference} is published, and not signed yet: ask again in a second.")
    hashes = tree.inclusion(log.nodes(db, size), found.at, size)
    opened = Opened(reference, found.edition, found.shown([place]))
    return Unsealed(opened, found.entries[place], body, Proof(found.at, tuple(hashes), note))
