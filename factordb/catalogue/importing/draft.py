"""A draft being filled: documents in bulk, and the account of every number of the file."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import cast

from sqlmodel import Session

from factordb.catalogue.importing import storing as storing_
from factordb.catalogue.importing.salting import Salting
from factordb.catalogue.importing.storing import Chunk, Into, Storing
from factordb.errors import ContradictoryRelease, InvalidDocument, UnreadableFile
from factordb.importers.confinement import Begun, Record
from factordb.importers.wire import Received
from factordb.model.canonical import raw_digest, text_of
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection, Tally
from factordb.model.source import Cell
from factordb.quality.checks import limits
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Finding
from factordb.store import blanks, documents, rejections, releases
from factordb.store.factors import Named
from factordb.store.tables import ReleaseRow

_IN = {"factors": "in_factors", "properties": "in_properties"}
"""Where the tally counts the numbers of what it counts."""


class Draft:
    """One release that takes the records of one file."""

    def __init__(
        self, db: Session, dataset: str, release: str, read: bytes, mapping: bytes | None
    ) -> None:
        self._db, self._dataset, self._release = db, dataset, release
        self._read, self._mapping = read, mapping
        self.layout = self.importer = ""
        self.cautions: list[str] = []
        self.rejections: list[Rejection] = []
        self._blanks: list[Blank] = []
        self._counts = dict.fromkeys(Tally.model_fields, 0)
        self._manifest: Manifest | None = None
        self.access = "open"
        """The class of the dataset, once the manifest was read."""
        self._id = 0
        self._ordinal = 0
        self._places: dict[bytes, str] = {}
        self._into: Into | None = None
        self._waiting = Chunk()
        self._unsalted: list[Received] = []
        self._salting: Salting | None = None
        self._checking = Checking()

    def fill(self, records: Iterable[Record]) -> None:
        """Store every record; nothing of them is seen before the caller commits.

        Raises:
            ContradictoryRelease: two documents stand under one identity.
            UnreadableFile: the file gave no manifest, or no documents.
        """
        limits.look_up()  # while the child starts
        with Storing.begun() as storing:
            for record in records:
                if isinstance(record, Begun):
                    self.layout, self.importer = record
                elif record.kind:
                    self._receive(record, storing)
                else:
                    self._count(record)
            self._salt(storing)
            self._flush(storing)
            storing.wait()
        if self._manifest is None or not (self._counts["factors"] or self._counts["properties"]):
            why = "it holds no numbers"
            if self.rejections:
                first = self.rejections[0]
                why = f"{first.at}: {first.reason}"
            raise UnreadableFile(
                f"Nothing of the file became a factor or property: {why}.",
                rejections=len(self.rejections),
            )
        rejections.add(self._db, self._id, self.rejections, self.closed)
        blanks.add(self._db, self._id, self._blanks, self.closed)
        releases.account(self._db, self._id, self.tally().model_dump(), self.cautions)

    @property
    def closed(self) -> str | None:
        """The dataset, where its numbers need a grant."""
        return None if self.access == "open" else self._dataset

    @property
    def _hidden(self) -> str | None:
        """The dataset, where even its names need a grant."""
        return self._dataset if self.access == "private" else None

    def findings(self) -> tuple[Finding, ...]:
        """Return what the checks have to say of a filled draft; ask once."""
        found = self._checking.close()
        self._checking, self._places = Checking(), {}  # what a publication has room for then
        return found

    def tally(self) -> Tally:
        """Return what became of the numbers so far."""
        counts = dict(self._counts)
        counts["numbers"] = sum(
            counts[part] for part in ("in_factors", "in_properties", "rejected", "not_ours")
        )
        return Tally(**counts)

    def _count(self, received: Received) -> None:
        match received.item:
            case Rejection() as rejection:
                self.rejections.append(rejection)
                self._counts["rejected"] += rejection.numbers
            case NotOurs(count=count):
                self._counts["not_ours"] += count
            case Blank() as blank:
                self._blanks.append(blank)
                self._counts["blank"] += blank.count
            case Caution(text=text):
                self.cautions.append(text)

    def _begin(self, manifest: Manifest, body: bytes) -> None:
        if self._manifest is not None or manifest.dataset != self._dataset:
            raise InvalidDocument(
                f"The file is of the dataset {manifest.dataset!r}, not of {self._dataset!r}: "
                f"import it with --dataset {manifest.dataset}."
            )
        self._manifest = manifest
        self._checking = Checking(manifest.inferred_gwp())
        name = raw_digest(body)
        row = ReleaseRow(
            dataset=self._dataset,
            name=self._release,
            manifest=name,
            layout=self.layout,
            importer=self.importer,
            read=self._read,
            mapping=self._mapping,
            tally={},
            cautions=[],
        )
        self._id = releases.draft(self._db, row, manifest.access)
        self.access = manifest.access
        if self.closed is not None:
            self._salting = Salting(self._db, self._dataset)
        documents.add(self._db, [(name, "manifest", body)], self._hidden)
        self._into = Into(self._db, self._id, manifest)

    def _receive(self, received: Received, storing: Storing) -> None:
        """Keep a document; of a closed dataset many are salted at once."""
        if self._salting is None or received.kind == "manifest":
            self._keep(received, storing)
            return
        self._unsalted.append(received)
        if len(self._unsalted) >= storing_.CHUNK:
            self._salt(storing)

    def _salt(self, storing: Storing) -> None:
        if self._salting is not None:
            waiting, self._unsalted = self._unsalted, []
            storing.wait()  # the session is its own meanwhile
            for received in self._salting.salted(waiting):
                self._keep(received, storing)

    def _keep(self, received: Received, storing: Storing) -> None:
        item, body, kind = received
        if kind == "manifest":
            self._begin(cast("Manifest", item), body)
            return
        if self._manifest is None:
            raise InvalidDocument("The importer gave a document before the manifest.")
        if kind != "label" and len(self._waiting) >= storing_.CHUNK:
            self._flush(storing)
        self._ordinal += 1
        digest = raw_digest(body)
        if kind == "factor":
            factor = cast("Factor", item)
            named = Named.of(self._ordinal, digest, factor)
            self._enter("factors", named.identity, factor)
            self._checking.see(text_of(digest), factor)
            self._waiting.add_factor(named, factor, body)
        elif kind == "property":
            found = cast("Property", item)
            identity = hashlib.sha256(f"property {found.identity()}".encode()).digest()
            self._enter("properties", identity, found)
            self._checking.see_property(text_of(digest), found)
            self._waiting.add_property(self._ordinal, digest, found, body)
        else:
            self._name(cast("Label", item), digest, body)

    def _name(self, label: Label, digest: bytes, body: bytes) -> None:
        """Keep a label of a document of this file; it would be shown wherever that stands."""
        if not self._waiting.holds(label.about):
            raise InvalidDocument(
                f"A label is about {label.about}, which is no document that it follows in this "
                "file: nobody names what others published."
            )
        self._waiting.add_label(self._ordinal, digest, label, body)

    def _enter(self, kind: str, identity: bytes, document: Factor | Property) -> None:
        """Account for the cells of a document that has its identity for itself.

        Raises:
            InvalidDocument: it is of another dataset.
            ContradictoryRelease: another has the identity too.
        """
        if document.dataset != self._dataset:
            raise InvalidDocument(f"A document is of {document.dataset!r}, not {self._dataset!r}.")
        cells = document.source.cells
        here = _told(cells)
        before = self._places.setdefault(identity, here)
        if before is not here:
            raise ContradictoryRelease(
                f"{before} and {here} both stand under {document.key()}: tell them apart by a "
                "facet, or by the publisher's id as the facet publisher-id.",
                key=document.key(),
            )
        counts, numbers = self._counts, 0
        for cell in cells:
            numbers += 1 if isinstance(cell.at, str) else len(cell.at)
        counts[kind] += 1
        counts[_IN[kind]] += numbers

    def _flush(self, storing: Storing) -> None:
        if self._into is not None and len(self._waiting):
            storing.hand_over(self._waiting, self._into)
            self._waiting = Chunk()


def _told(cells: Sequence[Cell]) -> str:
    at = cells[0].at
    return f"{cells[0].printed} at {at if isinstance(at, str) else at[0]}"
