from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue.importing import storing
from factordb.catalogue.importing.draft import Draft
from factordb.catalogue.looking import fetching
from factordb.catalogue.publishing import publishing
from factordb.errors import ContradictoryRelease, InvalidDocument, UnreadableFile
from factordb.importers import wire
from factordb.importers.confinement import Begun, Record
from factordb.importers.protocol import Item
from factordb.model.factor import Factor
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from tests.catalogue.tables import a_row, take_in
from tests.examples import a_factor, a_label, a_manifest, a_property, gases


def records(*items: Item) -> Iterator[Record]:
    """Return what a child says of a file that holds ``items``."""
    yield Begun("table", "1")
    for item in items:
        yield wire.decoded(wire.encoded(item).rstrip(b"\n"))


@pytest.fixture
def draft(db: Session) -> Draft:
    return Draft(db, "grid-office", "2023", b"0" * 32, None)


def count(db: Session, table: str) -> int:
    return int(db.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_every_number_is_in_one_of_five_places(draft: Draft) -> None:
    draft.fill(
        records(
            a_manifest(),
            a_factor(**gases(CO2="1", CH4="2", N2O="3")),
            a_property(),
            Rejection(at="B9", printed="x; y", reason="no numbers", numbers=2),
            NotOurs(reason="years", count=4),
            Blank(count=5),
        )
    )

    t = draft.tally()
    assert (t.in_factors, t.in_properties, t.rejected, t.not_ours, t.blank) == (3, 1, 2, 4, 5)
    assert t.numbers == 3 + 1 + 2 + 4
    assert (t.factors, t.properties) == (1, 1)


def test_one_number_printed_in_two_cells_is_two_numbers_of_the_file(draft: Draft) -> None:
    cell = {"at": ["B1", "C1"], "printed": "0.5500"}
    draft.fill(records(a_manifest(), a_factor(source={"cells": [cell]})))

    assert draft.tally().in_factors == 2


def test_two_numbers_under_one_identity_contradict_each_other_with_both_their_cells(
    draft: Draft,
) -> None:
    other = a_factor(value="0.6", name={"en": "another"})

    with pytest.raises(ContradictoryRelease, match=r"0\.5500 at table 3.* and 0\.6 at table 3"):
        draft.fill(records(a_manifest(), a_factor(), other))


def test_the_same_document_twice_contradicts_itself_too(draft: Draft) -> None:
    with pytest.raises(ContradictoryRelease):
        draft.fill(records(a_manifest(), a_factor(), a_factor()))


def test_two_properties_under_one_identity_contradict_each_other(draft: Draft) -> None:
    with pytest.raises(ContradictoryRelease):
        draft.fill(records(a_manifest(), a_property(), a_property(value="44")))


def test_two_years_of_one_key_are_two_identities(draft: Draft, db: Session) -> None:
    later = a_factor(dates={"data": {"from": "2024-01-01", "to": "2024-12-31"}})

    draft.fill(records(a_manifest(), a_factor(), later))

    assert count(db, "factor") == 2


def test_documents_before_the_manifest_are_refused(draft: Draft) -> None:
    with pytest.raises(InvalidDocument, match="before the manifest"):
        draft.fill(records(a_factor(), a_manifest()))


def test_a_second_manifest_is_refused(draft: Draft) -> None:
    with pytest.raises(InvalidDocument):
        draft.fill(records(a_manifest(), a_manifest(), a_factor()))


def test_a_document_of_another_dataset_is_refused(draft: Draft) -> None:
    with pytest.raises(InvalidDocument, match="other-office"):
        draft.fill(records(a_manifest(), a_factor(dataset="other-office")))


def test_a_file_without_numbers_is_refused_with_the_first_reason(draft: Draft) -> None:
    with pytest.raises(UnreadableFile, match="it holds no numbers"):
        draft.fill(records(a_manifest()))
    with pytest.raises(UnreadableFile, match="no year"):
        draft.fill(records(Rejection(at="B1", printed="1", reason="no year")))


def test_documents_beyond_one_chunk_are_all_kept_in_the_files_order(
    db: Session, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "CHUNK", 2)
    regions = ["CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-NM"]

    draft.fill(records(a_manifest(), *(a_factor(region=code) for code in regions)))
    publishing.publish(db, "grid-office@2023")

    page = fetching.listing(db, "grid-office@2023")
    assert [Factor.of(body).region for body in page.items] == regions


def test_nobody_names_what_others_published(draft: Draft) -> None:
    """A label follows the document it is about: it would be shown wherever that one stands."""
    foreign = a_factor(region="CN-TJ").digest()

    with pytest.raises(InvalidDocument, match="nobody names what others published"):
        draft.fill(records(a_manifest(), a_factor(), a_label(foreign)))


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_label_is_found_by_its_words_wherever_a_chunk_ends(
    db: Session, draft: Draft, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(storing, "CHUNK", chunk)
    first, second = a_factor(), a_factor(region="CN-BJ")
    labels = [a_label(f.digest(), synonyms={"en": ["socket power"]}) for f in (first, second)]

    draft.fill(records(a_manifest(), first, labels[0], second, labels[1]))

    words = db.connection().execute(text("SELECT words FROM factor")).scalars()
    assert ["socket power" in found for found in words] == [True, True]
    assert count(db, "label") == 2


def test_what_a_curator_should_know_is_kept_with_the_release(db: Session, draft: Draft) -> None:
    draft.fill(records(a_manifest(), a_factor(), Caution(text="named .xlsx, is an .xls")))

    found = db.connection().execute(text("SELECT cautions, importer, layout FROM release"))
    assert found.one() == (["named .xlsx, is an .xls"], "1", "table")


def test_one_document_in_two_releases_is_kept_once(db: Session, tmp_path: Path) -> None:
    rows = [a_row(dates__published="2024")]

    take_in(db, tmp_path, rows, "2023")
    take_in(db, tmp_path, rows, "2023.1")

    bodies = db.connection().execute(text("SELECT kind FROM document ORDER BY kind")).scalars()
    assert list(bodies) == ["factor", "manifest"]
    assert count(db, "factor") == 2
