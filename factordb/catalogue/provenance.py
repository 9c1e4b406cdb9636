"""Provenance of a factor or property as W3C PROV-JSON: from amount to cell, file and document."""

from typing import Any, NamedTuple

from factordb.model.base import Model
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.source import Cell, Source


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
    read_name: str
    manifest: Manifest


class Held(Model):
    """What is known of the cited file."""

    name: str
    size: int


def prov_json(
    digest: str, document: Factor | Property, standings: list[Standing], held: dict[str, Held]
) -> dict[str, Any]:
    """Return PROV-JSON: entities, activities and agents behind ``document``.

    ``held`` tells of the artifacts this server keeps; a cited file that is not among them is
    marked ``not held``.
    """
    prov: dict[str, Any] = {
        "prefix": {"factordb": "urn:factordb:", "sha256": "urn:sha256:", "xsd": XSD},
        "entity": {digest: _document_entity(document)},
        "activity": {},
        "agent": {},
        "wasDerivedFrom": {},
        "wasGeneratedBy": {},
        "used": {},
        "wasAttributedTo": {},
        "wasAssociatedWith": {},
    }
    file = _cited_file(prov, document.source, held)
    document_id = _cited_document(prov, document.source)
    for index, cell in enumerate(document.source.cells):
        _cell(prov, digest, f"factordb:cell-{digest[7:19]}-{index}", cell, file or document_id)
    if file and document_id:
        _relate(prov, "wasDerivedFrom", generatedEntity=file, usedEntity=document_id)
    for number, standing in enumerate(standings):
        _release(prov, digest, f"{digest[7:19]}-{number}", standing, held)
    return {kind: content for kind, content in prov.items() if content}


XSD = "http://www.w3.org/2001/XMLSchema#"


def _document_entity(document: Factor | Property) -> dict[str, Any]:
    said = {"prov:type": "factordb:factor" if isinstance(document, Factor) else "factordb:property"}
    said["factordb:key"] = document.key()
    said["factordb:dataset"] = document.dataset
    if isinstance(document, Factor):
        for index, amount in enumerate(document.amounts):
            said[f"factordb:amount-{index}"] = (
                f"{amount.gas} {amount.value() or amount.range} per {document.unit}, "
                f"cell {amount.cell}"
            )
    else:
        said["factordb:value"] = f"{document.value or (document.low, document.high)}"
    return said


def _cited_file(prov: dict[str, Any], source: Source, held: dict[str, Held]) -> str | None:
    if source.artifact is None:
        return None
    known = held.get(source.artifact)
    prov["entity"][source.artifact] = {
        "prov:type": "factordb:artifact",
        "factordb:held": known is not None,
        **({"factordb:name": known.name, "factordb:size": known.size} if known else {}),
    }
    return source.artifact


def _cited_document(prov: dict[str, Any], source: Source) -> str | None:
    words = {
        "prov:label": source.document,
        "factordb:number": source.number,
        "factordb:url": source.url,
        "factordb:publisher": source.publisher,
    }
    said = {name: text for name, text in words.items() if text}
    if not said:
        return None
    name = "factordb:cited-document"
    prov["entity"][name] = {"prov:type": "factordb:document", **said}
    if source.publisher:
        prov["agent"]["factordb:publisher"] = {
            "prov:type": "prov:Organization",
            "prov:label": source.publisher,
        }
        _relate(prov, "wasAttributedTo", entity=name, agent="factordb:publisher")
    return name


def _cell(prov: dict[str, Any], digest: str, name: str, cell: Cell, printed_in: str | None) -> None:
    prov["entity"][name] = {
        "prov:type": "factordb:cell",
        "factordb:at": cell.at if isinstance(cell.at, str) else "; ".join(cell.at),
        "factordb:printed": cell.printed,
        **({"factordb:unit": cell.unit} if cell.unit else {}),
        **({f"factordb:step-{i}": " ".join(s) for i, s in enumerate(cell.steps or ())}),
    }
    _relate(prov, "wasDerivedFrom", generatedEntity=digest, usedEntity=name)
    if printed_in:
        _relate(prov, "wasDerivedFrom", generatedEntity=name, usedEntity=printed_in)


def _release(
    prov: dict[str, Any], digest: str, suffix: str, standing: Standing, held: dict[str, Held]
) -> None:
    licence = standing.manifest.licence
    release, reading = f"factordb:release-{suffix}", f"factordb:import-{suffix}"
    importer = f"factordb:importer-{standing.layout}-{standing.importer}"
    prov["entity"][release] = {
        "prov:type": "factordb:release",
        "prov:label": standing.reference,
        "factordb:edition": standing.edition,
        "factordb:published-at": standing.published_at,
        "factordb:licence": licence.name,
        "factordb:attribution": standing.manifest.attribution,
        "factordb:manifest": standing.manifest.digest(),
    }
    prov["entity"].setdefault(
        standing.read,
        {
            "prov:type": "factordb:artifact",
            "factordb:name": standing.read_name,
            "factordb:held": standing.read in held,
        },
    )
    prov["activity"][reading] = {"prov:type": "factordb:import", "prov:label": standing.reference}
    prov["agent"][importer] = {
        "prov:type": "prov:SoftwareAgent",
        "prov:label": f"{standing.layout} {standing.importer}",
    }
    _relate(prov, "used", activity=reading, entity=standing.read)
    _relate(prov, "wasGeneratedBy", entity=digest, activity=reading)
    _relate(prov, "wasGeneratedBy", entity=release, activity=reading)
    _relate(prov, "wasAssociatedWith", activity=reading, agent=importer)


def _relate(prov: dict[str, Any], relation: str, **ends: str) -> None:
    """Add one relation; the ends that PROV-JSON names, in its own spelling."""
    name = f"_:{relation}{len(prov[relation])}"
    prov[relation][name] = {f"prov:{end}": target for end, target in ends.items()}
