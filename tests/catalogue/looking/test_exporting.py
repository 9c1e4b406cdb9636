import csv
import errno
import io
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb import shipped
from factordb.catalogue import seeding
from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Asked
from factordb.catalogue.looking import exporting, fetching, looking
from factordb.errors import FactordbError, ReleaseNotFound
from factordb.model.canonical import digest
from factordb.store import documents, releases
from factordb.store.engine import transaction
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.publishers import DATA, needs_publishers_files

KINDS = ("factor", "property", "label")


def test_where_the_disk_is_full_the_file_is_named_and_no_half_of_it_stays(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield b"one\n"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match=r"No space left on device: .*grid\.csv"):
        exporting._written(  # noqa: SLF001  # a disk cannot be filled in a test
            tmp_path / "grid.csv", lines()
        )

    assert list(tmp_path.iterdir()) == []


def contents(db: Session, reference: str) -> dict[str, list[bytes]]:
    """Return digests of all documents of a release by kind, in order, and of its manifest."""
    _, row = looking.standing(db, reference, None)
    found = {k: documents.of_release(db, k, releases.id_of(row), 0, 10**6) for k in KINDS}
    listed = {kind: [name for _, name, _ in rows] for kind, rows in found.items()}
    return listed | {"manifest": [bytes(row.manifest)]}


def again(db: Session, reference: str, to: Path) -> dict[str, list[bytes]]:
    """Export a release as a table, import that as another, and return what it holds."""
    dataset, _, release = reference.partition("@")
    table, _ = exporting.export(db, reference, "table", to)
    asked = Asked(dataset=dataset, release=f"{release}.again", publish=True)
    assert intake.take_in(db, table, asked).rejections == ()
    return contents(db, f"{reference}.again")


@pytest.mark.parametrize("reference", seeding.references(shipped.SEEDS))
def test_every_seed_comes_back_from_its_table_with_equal_digests(
    seeds: Session, tmp_path: Path, reference: str
) -> None:
    before = contents(seeds, reference)

    assert again(seeds, reference, tmp_path) == before
    assert before["label"], "labels travel too"


@needs_publishers_files
@pytest.mark.parametrize("pattern", ["*2023.xlsx", "*original.xlsx"])
def test_the_epa_hub_comes_back_from_its_table_with_equal_digests(
    db: Session, tmp_path: Path, pattern: str
) -> None:
    (file,) = (DATA / "us-epa-hub").glob(pattern)
    intake.take_in(db, file, Asked(dataset="us-epa-ghg-hub", release="1", publish=True))

    assert again(db, "us-epa-ghg-hub@1", tmp_path) == contents(db, "us-epa-ghg-hub@1")


@pytest.fixture
def two(db: Session, tmp_path: Path) -> Session:
    """Return a session on one release with two factors, a label and a property."""
    rows = [a_row(label__en="Shanghai"), a_row("CN-BJ", "0.60"), a_property_row()]
    take_in(db, tmp_path / "files", rows)
    return db


def test_labels_and_printed_zeros_survive_the_table(two: Session, tmp_path: Path) -> None:
    before = contents(two, "grid-office@2023")

    assert again(two, "grid-office@2023", tmp_path) == before
    assert len(before["label"]) == 1
    assert '"0.5500"' in fetching.listing(two, "grid-office@2023.again").items[0].decode()


def test_ndjson_is_one_canonical_document_a_line(two: Session, tmp_path: Path) -> None:
    (file,) = exporting.export(two, "grid-office@2023", "ndjson", tmp_path)
    lines = file.read_bytes().splitlines()

    assert file.name == "grid-office@2023.ndjson"
    assert [orjson.loads(line)["schema"] for line in lines] == [
        *("factordb/factor/1", "factordb/factor/1", "factordb/property/1")
    ]
    assert fetching.document(two, digest(lines[0])) == lines[0]


def test_csv_is_a_flat_line_a_factor_with_its_headline(two: Session, tmp_path: Path) -> None:
    file, of_properties = exporting.export(two, "grid-office@2023", "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))

    assert [(r["region"], r["value"], r["gas"]) for r in rows] == [
        ("CN-SH", "0.5500", "CO2"),
        ("CN-BJ", "0.60", "CO2"),
    ]
    assert rows[0]["facets"] == "mix=average"
    assert fetching.document(two, rows[0]["digest"])
    assert of_properties.name == "grid-office@2023.properties.csv"
    assert "net-calorific-value" in of_properties.read_text("utf-8")


def test_an_edition_exports_only_what_stood_in_it(db: Session, tmp_path: Path) -> None:
    for year in ("2022", "2023"):
        take_in(db, tmp_path / "files", [a_row()], year)

    assert exporting.export(db, "grid-office@2022", "csv", tmp_path, 1)
    with pytest.raises(ReleaseNotFound, match="edition 1"):
        exporting.export(db, "grid-office@2023", "csv", tmp_path, 1)


@pytest.mark.parametrize(
    "reference", ["../../etc@2023", "grid-office@../x", "grid-office@a/b", "/x@1", "..@..", "x"]
)
def test_a_name_that_is_a_path_is_refused_before_any_folder_is_made(
    two: Session, tmp_path: Path, reference: str
) -> None:
    to = tmp_path / "made"

    with pytest.raises(FactordbError):
        exporting.export(two, reference, "ndjson", to)

    assert not to.exists()


def test_a_draft_is_not_exported(engine: Engine, tmp_path: Path) -> None:
    from tests.catalogue.tables import a_table, asked

    with transaction(engine) as db:
        intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=False))
        with pytest.raises(ReleaseNotFound):
            exporting.export(db, "grid-office@2023", "table", tmp_path / "made")
    assert not (tmp_path / "made").exists()
