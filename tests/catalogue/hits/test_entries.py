"""From flat rows to entries."""

import pytest
from sqlalchemy import event
from sqlmodel import Session

from factordb.catalogue.hits.entries import entries, loader, manifest, manifests
from factordb.catalogue.hits.entry import Entry
from factordb.errors import DigestNotFound
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.store import documents, editions, factors
from tests.catalogue.releases import published
from tests.catalogue.resolve.shelf import an_entry
from tests.examples import a_factor, a_manifest


def of_shanghai(db: Session, edition: int | None = None) -> list[Entry]:
    meant = editions.meant(db, edition)
    rows = factors.candidates(
        db, meant, [("electricity.grid", "CN-SH"), ("fuel.natural-gas", "US")]
    )
    return entries(db, meant, rows)


def test_flat_columns_say_what_the_document_says(seeds: Session) -> None:
    for entry in of_shanghai(seeds):
        factor = Factor.of(documents.body(seeds, entry.digest))
        derived = an_entry(factor, entry.manifest, entry.release, entry.edition)
        assert entry._replace(name={}) == derived._replace(name={})


def test_an_entry_has_our_names_beside_those_that_were_printed(seeds: Session) -> None:
    (entry,) = (e for e in of_shanghai(seeds) if e.reference == "cn-mee-grid-co2@2023")

    assert entry.name["en"].startswith("Shanghai")
    assert entry.name["zh"] == "2023年省级电力平均二氧化碳排放因子 上海"


def test_an_older_edition_has_only_what_stood_then(seeds: Session) -> None:
    assert {entry.reference for entry in of_shanghai(seeds, 1)} == {"cn-mee-grid-co2@2021"}


def test_manifests_are_read_together(seeds: Session) -> None:
    found = manifests(seeds, [])

    assert found == {}


def test_a_document_that_is_not_there_is_said_to_be_missing(seeds: Session) -> None:
    with pytest.raises(DigestNotFound):
        loader(seeds)("sha256:" + "0" * 64)


def test_a_manifest_is_fetched_once(db: Session) -> None:
    said = a_manifest(attribution="asked for twice")
    published(db, "1", a_factor(), manifest=said)
    first = manifest(db, raw(said.digest()))
    asked: list[str] = []
    event.listen(db.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    assert manifest(db, raw(said.digest())) == first == said
    assert asked == []
