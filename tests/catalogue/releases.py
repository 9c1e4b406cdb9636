"""Releases made of documents, without a file: a test names only what it is about."""

import hashlib

from sqlmodel import Session

from factordb.catalogue.importing.draft import Draft
from factordb.catalogue.publishing import publishing
from factordb.importers.confinement import Begun, Record
from factordb.importers.wire import decoded, encoded
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from tests.examples import a_manifest


def published(
    db: Session,
    release: str,
    *documents: Factor | Property | Label,
    dataset: str = "grid-office",
    manifest: Manifest | None = None,
    publish: bool = True,
) -> None:
    """Publish a release of ``documents``, or leave it a draft."""
    read = hashlib.sha256(f"{dataset}@{release}".encode()).digest()
    items = (manifest or a_manifest(dataset=dataset), *documents)
    records: list[Record] = [Begun("table", "1")]
    records += (decoded(encoded(item)[:-1]) for item in items)
    Draft(db, dataset, release, read, None).fill(records)
    if publish:
        publishing.publish(db, f"{dataset}@{release}")
