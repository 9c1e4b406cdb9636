"""Provenance of a factor or property as W3C PROV-JSON: from amount to cell, file and document."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from factordb.model.amount import Amount
from factordb.model.base import Model
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.source import Cell, Source

XSD = "http://www.w3.org/2001/XMLSchema#"
RELATIONS = ("hadMember", "wasDerivedFrom", "wasGeneratedBy", "used", "wasAttributedTo")


class Standing(NamedTuple):
    """One release that a document stands in, and how it came there."""

    reference: str
    edition: int
    published_at: str
    """ISO 8601, UTC."""
    layout: str
    importer: str
    """Version of the importer."""
    read: str
    """Digest of the file that was read."""
    mapping: str | None
    """Digest of the file that mapped its columns, where one did."""
    manifest: Manifest


class Held(Model):
    """What is known of a file that this server keeps."""

    name: str
    size: int


def prov_json(
    digest: str, document: Factor | Property, standings: list[Standing], held: dict[str, Held]
) -> dict[str, Any]:
    """Return PROV-JSON: entities, activities and agents behind ``document``.

    A factor is a collection of amounts, each derived from the cell it is printed in; a release
    is a collection that an import generated. ``held`` tells of the files this server keeps; one
    that is not among them is marked as not held.
    """
    telling = _Telling(digest, held)
    telling.document(document)
    for number, standing in enumerate(standings):
        telling.release(number, standing)
    return {kind: content for kind, content in telling.prov.items() if content}


class _Telling:
    """One PROV document being written."""

    def __init__(self, digest: str, held: dict[str, Held]) -> None:
        self._digest, self._short, self._held = digest, digest[7:19], held
        self.prov: dict[str, Any] = {
            "prefix": {"factordb": "urn:factordb:", "sha256": "urn:sha256:", "xsd": XSD},
            **{kind: {} for kind in ("entity", "activity", "agent")},
            **{relation: {} for relation in (*RELATIONS, "wasAssociatedWith")},
        }

    def document(self, found: Factor | Property) -> None:
        """Tell of the document, its numbers, their cells and where those are printed."""
        cells = self._cells(found.source)
        said = {"factordb:key": found.key(), "factordb:dataset": found.dataset}
        if isinstance(found, Factor):
            self._entity(self._digest, "factor", said, collection=True)
            for number, amount in enumerate(found.amounts):
                name = f"factordb:amount-{self._short}-{number}"
                self._entity(name, "amount", _of_amount(amount, found.unit))
                self._relate("hadMember", collection=self._digest, entity=name)
                self._derive(name, cells[amount.cell], found.source.cells[amount.cell])
        else:
            value = found.value or f"{found.low}/{found.high}"
            self._entity(
                self._digest, "property", said | {"factordb:value": f"{value} {found.unit}"}
            )
            for name, cell in zip(cells, found.source.cells, strict=True):
                self._derive(self._digest, name, cell)

    def release(self, number: int, standing: Standing) -> None:
        """Tell of one release the document stands in: its import, importer, file and licence."""
        said, reading = standing.manifest, f"factordb:import-{self._short}-{number}"
        release = f"factordb:release-{self._short}-{number}"
        self._entity(release, "release", _of_release(standing), collection=True)
        self._relate("hadMember", collection=release, entity=self._digest)
        self.prov["activity"][reading] = {
            "prov:type": _name("factordb:import"),
            "prov:label": standing.reference,
        }
        importer = f"factordb:importer-{standing.layout}-{standing.importer}"
        self.prov["agent"][importer] = {
            "prov:type": _name("prov:SoftwareAgent"),
            "prov:label": f"{standing.layout} {standing.importer}",
        }
        self._relate("wasAssociatedWith", activity=reading, agent=importer)
        for file in filter(None, (standing.read, standing.mapping)):
            self._file(file)
            self._relate("used", activity=reading, entity=file)
        self._relate("wasGeneratedBy", entity=release, activity=reading)
        if number == 0:  # a thing comes into being once; later releases hold it again
            self._relate("wasGeneratedBy", entity=self._digest, activity=reading)
        publisher = self._publisher(next(iter(said.publisher.values())))
        self._relate("wasAttributedTo", entity=release, agent=publisher)

    def _cells(self, source: Source) -> list[str]:
        """Tell of all cells, and return their names in order."""
        file = source.artifact and self._file(source.artifact)
        document = self._cited(source)
        if file and document:
            self._relate("wasDerivedFrom", generatedEntity=file, usedEntity=document)
        names = []
        for number, cell in enumerate(source.cells):
            names.append(f"factordb:cell-{self._short}-{number}")
            self._entity(names[-1], "cell", _of_cell(cell))
            if printed_in := file or document:
                self._relate("wasDerivedFrom", generatedEntity=names[-1], usedEntity=printed_in)
        return names

    def _derive(self, name: str, cell: str, printed: Cell) -> None:
        """Tell that a number is of a cell, by which steps, and of which other documents."""
        steps = {f"factordb:step-{n}": " ".join(s) for n, s in enumerate(printed.steps or ())}
        self._relate("wasDerivedFrom", steps, generatedEntity=name, usedEntity=cell)
        for _, operand, _ in printed.steps or ():
            if operand.startswith("sha256:"):
                self._entity(operand, "property", {})
                self._relate("wasDerivedFrom", generatedEntity=name, usedEntity=operand)

    def _file(self, digest: str) -> str:
        known = self._held.get(digest)
        said: dict[str, object] = {"factordb:held": known is not None}
        if known:
            said |= {"factordb:name": known.name, "factordb:size": known.size}
        self._entity(digest, "artifact", said)
        return digest

    def _cited(self, source: Source) -> str | None:
        words = {
            "prov:label": source.document,
            "factordb:number": source.number,
            "factordb:url": source.url,
            "factordb:notes": "\n".join(source.notes or ()),
        }
        said: dict[str, object] = {name: text for name, text in words.items() if text}
        if not said and not source.publisher:
            return None
        name = f"factordb:document-{self._short}"
        self._entity(name, "document", said)
        if source.publisher:
            self._relate("wasAttributedTo", entity=name, agent=self._publisher(source.publisher))
        return name

    def _publisher(self, called: str) -> str:
        agents = self.prov["agent"]
        known = (name for name, said in agents.items() if said["prov:label"] == called)
        name = next(known, f"factordb:publisher-{self._short}-{len(agents)}")
        agents[name] = {"prov:type": _name("prov:Organization"), "prov:label": called}
        return name

    def _entity(
        self, name: str, kind: str, said: Mapping[str, object], *, collection: bool = False
    ) -> None:
        type_: object = _name(f"factordb:{kind}")
        if collection:
            type_ = [type_, _name("prov:Collection")]
        self.prov["entity"].setdefault(name, {"prov:type": type_, **said})

    def _relate(self, relation: str, said: dict[str, str] | None = None, **ends: str) -> None:
        """Add one relation; the ends that PROV-JSON names, in its own spelling."""
        known = self.prov[relation]
        named = {f"prov:{end}": target for end, target in ends.items()}
        known[f"_:{relation}{len(known)}"] = named | (said or {})


def _name(text: str) -> dict[str, str]:
    """Return a qualified name as PROV-JSON writes it where a value stands."""
    return {"$": text, "type": "prov:QUALIFIED_NAME"}


def _of_amount(amount: Amount, unit: str) -> dict[str, object]:
    plain = {name: value for name, value in amount.plain().items() if name != "cell"}
    if amount.range is not None:
        plain["range"] = ", ".join(f"{k} {v}" for k, v in plain["range"].items())
    return {f"factordb:{name}": value for name, value in plain.items()} | {"factordb:per": unit}


def _of_cell(cell: Cell) -> dict[str, object]:
    at = cell.at if isinstance(cell.at, str) else list(cell.at)
    said: dict[str, object] = {"factordb:at": at, "factordb:printed": cell.printed}
    return said | ({"factordb:unit": cell.unit} if cell.unit else {})


def _of_release(standing: Standing) -> dict[str, object]:
    said, licence = standing.manifest, standing.manifest.licence
    words: dict[str, object] = {
        "prov:label": standing.reference,
        "factordb:edition": standing.edition,
        "factordb:published-at": {"$": standing.published_at, "type": "xsd:dateTime"},
        "factordb:licence": licence.name,
        "factordb:attribution": said.attribution,
        "factordb:manifest": said.digest(),
    }
    more = {"factordb:licence-id": licence.id, "factordb:licence-url": licence.url}
    return words | {name: text for name, text in more.items() if text}
