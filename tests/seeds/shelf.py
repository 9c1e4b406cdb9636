"""The seeds as they lie in the folder, read by the table importer, without a database."""

from functools import cache

from factordb import shipped
from factordb.catalogue.seeding import files_of, references
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property

Document = Factor | Property
REFERENCES = tuple(references(shipped.SEEDS))


@cache
def items(reference: str) -> tuple[Item, ...]:
    files = files_of(shipped.SEEDS, reference)
    read = f"sha256:{files.sha256.hex()}"
    dataset = reference.partition("@")[0]
    return tuple(Table().read(Intake(files.file, read, dataset, files.mapping)))


def documents(reference: str) -> list[Document]:
    return [item for item in items(reference) if isinstance(item, Document)]


def factors(reference: str) -> list[Factor]:
    return [item for item in items(reference) if isinstance(item, Factor)]


def labels(reference: str) -> dict[str, Label]:
    return {item.about: item for item in items(reference) if isinstance(item, Label)}


def manifest(reference: str) -> Manifest:
    (found,) = (item for item in items(reference) if isinstance(item, Manifest))
    return found
