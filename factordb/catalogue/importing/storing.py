"""Documents of a draft on their way into the database, a chunk at a time.

A thread of its own puts one chunk while the next is read: the database works meanwhile, and no
more than two chunks are ever held.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, Self

from sqlmodel import Session

from factordb.catalogue.hits import wording
from factordb.model.canonical import raw, text_of
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.store import documents, factors, properties
from factordb.store.factors import Named

CHUNK = 4_000
"""Documents that are put at once."""


class Into(NamedTuple):
    """The draft that documents stand in."""

    db: Session
    release_id: int
    manifest: Manifest

    @property
    def closed(self) -> str | None:
        """The dataset, where its numbers need a grant."""
        return None if self.manifest.access == "open" else self.manifest.dataset

    @property
    def hidden(self) -> str | None:
        """The dataset, where even its names need a grant."""
        return self.manifest.dataset if self.manifest.access == "private" else None


class Chunk:
    """Documents that are put together; a label stands in the chunk of what it speaks of."""

    def __init__(self) -> None:
        self._bodies: list[tuple[bytes, str, bytes]] = []
        self._factors: list[tuple[Named, Factor]] = []
        self._properties: list[tuple[int, bytes, Property]] = []
        self._labels: list[tuple[int, bytes, Label]] = []
        self._digests: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._bodies)

    def holds(self, digest: str) -> bool:
        """Say whether a factor or property of this digest is among them."""
        return raw(digest) in self._digests

    def add_factor(self, named: Named, factor: Factor, body: bytes) -> None:
        self._digests.add(named.digest)
        self._bodies.append((named.digest, "factor", body))
        self._factors.append((named, factor))

    def add_property(self, ordinal: int, digest: bytes, found: Property, body: bytes) -> None:
        self._digests.add(digest)
        self._bodies.append((digest, "property", body))
        self._properties.append((ordinal, digest, found))

    def add_label(self, ordinal: int, digest: bytes, label: Label, body: bytes) -> None:
        self._bodies.append((digest, "label", body))
        self._labels.append((ordinal, digest, label))

    def put(self, into: Into) -> None:
        """Add them all to the draft; the caller commits."""
        db, number, _ = into
        documents.add(db, [one for one in self._bodies if one[1] != "label"], into.closed)
        documents.add(db, [one for one in self._bodies if one[1] == "label"], into.hidden)
        self._put_factors(into)
        lines = (properties.line(number, n, d, one) for n, d, one in self._properties)
        properties.add(db, lines, into.closed)
        lines = (properties.label_line(number, n, d, label) for n, d, label in self._labels)
        properties.add_labels(db, lines, into.hidden)

    def _put_factors(self, into: Into) -> None:
        db, number, manifest = into
        about = {label.about: label for _, _, label in self._labels}
        lines: Iterable[str] = (
            factors.line(number, named, factor, manifest, _words(named, factor, about))
            for named, factor in self._factors
        )
        if into.closed is not None and into.hidden is None:
            lines = list(lines)
            factors.add(db, map(factors.without_number, lines))
        factors.add(db, lines, into.closed)


class Storing:
    """Chunks handed over, each when the one before is put; nobody else uses the session then."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._last: Future[None] | None = None

    @classmethod
    @contextmanager
    def begun(cls) -> Iterator[Self]:
        """Give what chunks are handed to; at the end none is being put any more."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="storing") as pool:
            yield cls(pool)

    def hand_over(self, chunk: Chunk, into: Into) -> None:
        """Put ``chunk`` meanwhile; what went wrong with the last one is raised here."""
        self.wait()
        self._last = self._pool.submit(chunk.put, into)

    def wait(self) -> None:
        """Return when all is put."""
        last, self._last = self._last, None
        if last is not None:
            last.result()


def _words(named: Named, factor: Factor, about: Mapping[str, Label]) -> str:
    return wording.words(factor, about.get(text_of(named.digest)) if about else None)
