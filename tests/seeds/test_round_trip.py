"""A seed that is exported as a table reads back as the same documents, labels and manifest."""

import hashlib
from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue.looking.exporting import export
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table
from factordb.model.base import Document
from tests.seeds import shelf


def digests(items: tuple[Item, ...]) -> list[str]:
    return sorted(item.digest() for item in items if isinstance(item, Document))


@pytest.mark.parametrize("reference", shelf.REFERENCES)
def test_what_is_exported_reads_back_to_the_same_digests(
    seeds: Session, reference: str, tmp_path: Path
) -> None:
    table, toml = export(seeds, reference, "table", tmp_path)
    read = f"sha256:{hashlib.sha256(table.read_bytes()).hexdigest()}"

    back = tuple(Table().read(Intake(table, read, reference.partition("@")[0], toml)))

    assert digests(back) == digests(shelf.items(reference))
