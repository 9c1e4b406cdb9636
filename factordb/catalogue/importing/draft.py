"""A draft being filled: documents in bulk, and the account of every number of the file."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from factordb.catalogue.hits import wording
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
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Finding
from factordb.store import blanks, documents, factors, properties, rejections, releases
from factordb.store.tables import ReleaseRow

CHUNK = 20_000
"""Documents that are put at once."""


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
        self._id = 0
        self._ordinal = 0
        self._places: dict[str, str] = {}
        self._waiting: list[tuple[int, bytes, Received]] = []
        self._labels: dict[str, Label] = {}
        self._checking = Checking()

    def fill(self, records: Iterable[Record]) -> None:
        """Store every record; nothing of them is seen before the caller commits.

        Raises:
            ContradictoryRelease: two documents stand under one identity.
            UnreadableFile: the file gave no manifest, or no documents.
        """
        for record in records:
            if isinstance(record, Begun):
                self.layout, self.importer = record
            else:
                self._take(record)
        self._flush()
        if self._manifest is None or not (self._counts["factors"] or self._counts["properties"]):
            why = "it holds no numbers"
            if self.rejections:
                first = self.rejections[0]
                why = f"{first.at}: {first.reason}"
            raise UnreadableFile(
                f"Nothing of the file became a factor or property: {why}.",
                rejections=len(self.rejections),
            )
        rejections.add(self._db, self._id, self.rejections)
        blanks.add(self._db, self._id, self._blanks)
        releases.account(self._db, self._id, self.tally().model_dump(), self.cautions)

    def findings(self) -> tuple[Finding, ...]:
        """Return what the checks have to say of a filled draft; ask once."""
        return self._checking.close()

    def tally(self) -> Tally:
        """Return what became of the numbers so far."""
        counts = dict(self._counts)
        counts["numbers"] = sum(
            counts[part] for part in ("in_factors", "in_properties", "rejected", "not_ours")
        )
        return Tally(**counts)

    def _take(self, received: Received) -> None:
        match received.item:
            case Manifest() as manifest:
                self._begin(manifest, received.body)
            case Factor() | Property() | Label():
                self._keep(received)
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
        if manifest.access != "open":
            raise InvalidDocument(
                f"The manifest says access = {manifest.access!r}: only open datasets are kept so "
                "far, since nothing would keep others closed."
            )
        name = raw_digest(body)
        documents.add(self._db, [(name, "manifest", body)])
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

    def _keep(self, received: Received) -> None:
        if self._manifest is None:
            raise InvalidDocument("The importer gave a document before the manifest.")
        if not isinstance(received.item, Label):
            if len(self._waiting) >= CHUNK:
                self._flush()
            self._count(received)
        else:
            self._labels[received.item.about] = received.item
        self._ordinal += 1
        name = raw_digest(received.body)
        if isinstance(received.item, Factor):
            self._checking.see(text_of(name), received.item)
        self._waiting.append((self._ordinal, name, received))

    def _count(self, received: Received) -> None:
        document = received.item
        if not isinstance(document, Factor | Property):
            return
        if document.dataset != self._dataset:
            raise InvalidDocument(f"A document is of {document.dataset!r}, not {self._dataset!r}.")
        kind = "factors" if isinstance(document, Factor) else "properties"
        identity, cells = f"{kind} {document.identity()}", document.source.cells
        here = _told(cells)
        before = self._places.setdefault(identity, here)
        if self._counts[kind] and before is not here:
            raise ContradictoryRelease(
                f"{before} and {here} both stand under {document.key()}: tell them apart by a "
                "facet, or by the publisher's id as the facet publisher-id.",
                key=document.key(),
            )
        self._counts[kind] += 1
        self._counts[f"in_{kind}"] += sum(
            1 if isinstance(cell.at, str) else len(cell.at) for cell in cells
        )

    def _flush(self) -> None:
        kinds = {Factor: "factor", Property: "property", Label: "label"}
        documents.add(
            self._db,
            ((raw_, kinds[type(r.item)], r.body) for _, raw_, r in self._waiting),
        )
        if self._manifest is None:
            return
        manifest = self._manifest
        factors.add(
            self._db,
            (
                factors.line(self._id, n, d, r.item, manifest, self._words(d, r.item))
                for n, d, r in self._waiting
                if isinstance(r.item, Factor)
            ),
        )
        properties.add(
            self._db,
            (
                properties.line(self._id, n, d, r.item)
                for n, d, r in self._waiting
                if isinstance(r.item, Property)
            ),
        )
        properties.add_labels(
            self._db,
            (
                properties.label_line(self._id, n, d, r.item)
                for n, d, r in self._waiting
                if isinstance(r.item, Label)
            ),
        )
        self._waiting, self._labels = [], {}

    def _words(self, raw_digest: bytes, factor: Factor) -> str:
        return wording.words(factor, self._labels.get(f"sha256:{raw_digest.hex()}"))


def _told(cells: Sequence[Cell]) -> str:
    at = cells[0].at
    return f"{cells[0].printed} at {at if isinstance(at, str) else at[0]}"
