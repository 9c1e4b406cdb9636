"""Where in the log the steps of a release stand."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from sqlmodel import Session

from factordb.model.canonical import raw, text_of
from factordb.store import acts, log, reviews

_OF_EDITIONS = ("release", "assessments", "standing", "assessment", "advisory")
"""Leaves that say what an edition is; its documents have one each, and proofs of their own."""


class Entries(NamedTuple):
    """Indexes of leaves, by what they are of."""

    db: Session
    size: int
    holds: Mapping[int, bytes]
    """Digests of acts, by the hold that they let go."""
    reviews: Mapping[str, dict[str, Any]]
    """What the leaf of a review says, by its digest."""

    def act(self, digest: bytes) -> tuple[int, ...]:
        """Return where an act stands; nowhere where it waits to be entered."""
        place = acts.places(self.db, [digest]).get(digest)
        return () if place is None else (place,)

    def review(self, digest: str) -> dict[str, Any]:
        """Return what the leaf of a review says of it."""
        return self.reviews.get(digest, {})

    def edition(self, number: int) -> tuple[int, ...]:
        """Return the leaves by which an edition says what it is."""
        first, last = log.of_edition(self.db, number - 1), log.of_edition(self.db, number)
        if last is None:
            return ()
        return tuple(log.indexes(self.db, first.size if first else 0, last.size, _OF_EDITIONS))

    def of_event(self, kind: str, detail: Mapping[str, Any]) -> tuple[int, ...]:
        """Return the leaves of what an event tells of."""
        if kind == "review":
            return self.act(raw(detail["review"]))
        if kind == "hold-release" and detail["hold"] in self.holds:
            return self.act(self.holds[detail["hold"]])
        if kind in ("publication", "standing"):
            return self.edition(detail["edition"])
        return ()


def of_release(db: Session, reference: str) -> Entries:
    """Return the leaves of what was done to a release."""
    released = acts.about(db, "hold", reference)
    return Entries(
        db=db,
        size=log.head(db).size,
        holds={orjson.loads(act.body)["hold"]["id"]: bytes(act.digest) for act in released},
        reviews={
            text_of(bytes(one.act.digest)): _told(orjson.loads(one.act.body))
            for one in reviews.of_reference(db, reference)
        },
    )


def _told(leaf: dict[str, Any]) -> dict[str, Any]:
    signature = leaf.get("signature")
    return {"leaf": leaf["review"]} | ({"signature": signature} if signature else {})
