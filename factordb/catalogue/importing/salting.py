"""Salting: documents of closed datasets, so that no number is guessed from a digest."""

import re
from collections.abc import Sequence

from sqlmodel import Session

from factordb.importers.wire import Kind, Received, decoded, encoded
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.property import Property
from factordb.store import closing

_DIGEST = re.compile(rb"sha256:[0-9a-f]{64}")
_SALTED: dict[Kind, type[Factor] | type[Property]] = {"property": Property, "factor": Factor}


class Salting:
    """Gives the documents of one file their salts; what names another then names it salted."""

    def __init__(self, db: Session, dataset: str) -> None:
        self._db, self._dataset = db, dataset
        self._now: dict[bytes, bytes] = {}
        """Digests as they are, by digests as they were."""

    def salted(self, found: Sequence[Received]) -> list[Received]:
        """Return ``found`` in their order, salted; the same file has the same salts again."""
        made: dict[int, Received] = {}
        # A factor may name a property, and a label names either.
        for kind, type_ in _SALTED.items():
            places = [n for n, given in enumerate(found) if given.kind == kind]
            bare = [self._bare(found[n], type_) for n in places]
            salts = closing.salts(self._db, self._dataset, [one.canonical() for one in bare])
            for n, one, salt in zip(places, bare, salts, strict=True):
                made[n] = self._made(found[n], one.model_copy(update={"salt": salt}))
        for n, given in enumerate(found):
            if given.kind == "label":
                made[n] = self._made(given, Label.of(self._renamed(given.body)))
        return [made[n] for n in range(len(found))]

    def _bare(self, received: Received, type_: type[Factor] | type[Property]) -> Factor | Property:
        """Return a document without the salt it may have come with, as out of an export."""
        found: Factor | Property = type_.of(self._renamed(received.body))
        return found.model_copy(update={"salt": None})

    def _made(self, was: Received, now: Factor | Property | Label) -> Received:
        made = decoded(encoded(now)[:-1])
        self._now[digest(was.body).encode()] = digest(made.body).encode()
        return made

    def _renamed(self, body: bytes) -> bytes:
        return _DIGEST.sub(lambda match: self._now.get(match[0], match[0]), body)
