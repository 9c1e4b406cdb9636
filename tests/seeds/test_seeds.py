"""What every seed keeps: order, licence, citation, labels, and a table in its canonical form."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest

from factordb import shipped
from factordb.model import gwp
from factordb.model.canonical import canonical_text
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, Rejection
from tests.publishers import DATA
from tests.seeds import shelf

ROOT = shipped.SEEDS.parent
every_seed = pytest.mark.parametrize("reference", shelf.REFERENCES)
CITED_BY_CHAPTER = re.compile(r"(Vol|Ch|Table|附件|正文|表|line \d|')")
"""How the place of a number may begin."""


def table_of(reference: str) -> Path:
    return Path(shipped.SEEDS, *reference.split("@"), "factors.csv")


def rows_of(reference: str) -> list[dict[str, str]]:
    with table_of(reference).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_order_names_every_seed_once() -> None:
    there = {f"{p.parent.name}@{p.name}" for p in shipped.SEEDS.glob("*/*") if p.is_dir()}

    assert len(set(shelf.REFERENCES)) == len(shelf.REFERENCES)
    assert set(shelf.REFERENCES) == there


@every_seed
def test_the_readme_tells_of_it_in_both_languages(reference: str) -> None:
    dataset, _, release = reference.partition("@")
    for name in ("README.md", "README.zh-CN.md"):
        lines = (shipped.SEEDS / name).read_text("utf-8").splitlines()
        (told,) = [line for line in lines if line.startswith(f"| `{dataset}` |")]

        assert re.search(rf"\b{re.escape(release)}\b", told.split("|")[2])


@every_seed
def test_a_seed_is_two_files(reference: str) -> None:
    names = {path.name for path in table_of(reference).parent.iterdir()}

    assert names == {"factors.csv", "release.toml"}


@every_seed
def test_the_release_has_the_name_of_its_folder(reference: str) -> None:
    from factordb.importers.table import mapping

    found = mapping.read(table_of(reference).with_name("release.toml"))

    assert found.release is not None
    assert f"{found.dataset()}@{found.release.name}" == reference


def test_the_corrected_manifest_of_egrid_has_the_documents_of_the_one_before() -> None:
    before, after = (f"us-epa-egrid-subregions@{name}" for name in ("2021", "2021.1"))

    assert [d.digest() for d in shelf.documents(before)] == [
        d.digest() for d in shelf.documents(after)
    ]
    assert shelf.manifest(before).subset_of is None
    assert shelf.manifest(after).subset_of == "us-epa-egrid"


def test_releases_of_a_dataset_follow_each_other() -> None:
    for dataset in {reference.partition("@")[0] for reference in shelf.REFERENCES}:
        names = [r for r in shelf.REFERENCES if r.partition("@")[0] == dataset]
        assert names == sorted(names)


@every_seed
def test_a_dataset_states_licence_attribution_and_both_languages(reference: str) -> None:
    said = shelf.manifest(reference)

    assert said.licence.name
    assert said.attribution
    assert said.description is not None
    for names in (said.title, said.publisher, said.description):
        assert set(names) >= {"zh", "en"}


@every_seed
def test_every_document_says_where_its_numbers_are_printed(reference: str) -> None:
    for document in shelf.documents(reference):
        assert document.source.document
        assert document.source.publisher
        assert document.dates is not None
        assert document.dates.published
        for cell in document.source.cells:
            places = (cell.at,) if isinstance(cell.at, str) else cell.at
            assert all(CITED_BY_CHAPTER.match(place) for place in places)
            assert cell.unit


@every_seed
def test_every_document_has_a_label_in_both_languages(reference: str) -> None:
    labels = shelf.labels(reference)

    for document in shelf.documents(reference):
        name = labels[document.digest()].name
        assert name is not None
        assert set(name) == {"zh", "en"}
        assert re.search(r"[一-鿿]", name["zh"])
        assert not re.search(r"[一-鿿]", name["en"])


@every_seed
def test_no_label_speaks_of_two_different_things(reference: str) -> None:
    """What differs in facets, gas or period under one key differs in its label too."""
    labels = shelf.labels(reference)
    seen: dict[tuple[str, ...], set[str]] = {}
    for document in shelf.documents(reference):
        name = labels[document.digest()].name or {}
        about = document.activity if isinstance(document, Factor) else document.subject
        said = (about, document.region, name["zh"])
        seen.setdefault(said, set()).add(canonical_text(document.facets or {}))

    assert [said for said, facets in seen.items() if len(facets) > 1] == []


@every_seed
def test_grid_electricity_is_found_by_the_words_people_type(reference: str) -> None:
    labels = shelf.labels(reference)
    for factor in shelf.factors(reference):
        if factor.activity == "electricity.grid":
            label = labels[factor.digest()]
            words = canonical_text([label.name or {}, label.synonyms or {}])
            assert "电网" in words


@every_seed
def test_nothing_is_rejected_and_nothing_is_odd(reference: str) -> None:
    odd = [i for i in shelf.items(reference) if isinstance(i, Rejection | Blank | Caution)]

    assert odd == []


@every_seed
def test_every_row_is_a_number_of_a_document(reference: str) -> None:
    documents = shelf.documents(reference)
    amounts = sum(len(d.amounts) if isinstance(d, Factor) else 1 for d in documents)

    assert amounts == len(rows_of(reference))


@every_seed
def test_no_two_documents_share_an_identity(reference: str) -> None:
    identities = [document.identity() for document in shelf.documents(reference)]

    assert len(set(identities)) == len(identities)


@every_seed
def test_the_table_is_written_in_one_way_only(reference: str) -> None:
    rows = rows_of(reference)
    out = io.StringIO(newline="")
    written = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    written.writeheader()
    written.writerows(rows)

    assert table_of(reference).read_bytes() == out.getvalue().encode()
    assert [column for column in rows[0] if not any(row[column] for row in rows)] == []
    assert len({tuple(row.values()) for row in rows}) == len(rows)


@every_seed
def test_lists_in_a_table_are_canonical(reference: str) -> None:
    lists = {text for row in rows_of(reference) for text in row.values() if text[:1] in "[{"}

    assert [text for text in lists - {""} if canonical_text(json.loads(text)) != text] == []


@every_seed
def test_no_number_is_written_with_an_exponent(reference: str) -> None:
    for document in shelf.documents(reference):
        amounts = document.amounts if isinstance(document, Factor) else ()
        values = [amount.kg or amount.kg_co2e or "0" for amount in amounts]
        assert not [value for value in values if "e" in value.lower()]


def test_no_file_of_a_publisher_is_in_the_tree() -> None:
    cited = {d.source.artifact for r in shelf.REFERENCES for d in shelf.documents(r)} - {None}
    at_hand = {_digest(path) for path in DATA.rglob("*") if path.is_file()}

    for folder in ("factordb", "migrations", "scripts", "seeds", "tests", "bench"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                assert _digest(path) not in cited | at_hand, path


def test_gwp_seeds_are_what_headlines_are_computed_with() -> None:
    compared = 0
    for item in shelf.documents("ipcc-gwp100@1"):
        if isinstance(item, Property) and "origin" not in (item.facets or {}):
            gas = item.subject.removeprefix("gas.").upper().replace("HFC-134A", "HFC-134a")
            gas = gas.replace("HFC-143A", "HFC-143a")
            used = gwp.weight((item.facets or {})["method"], gas)
            compared += used is not None
            assert used is None or str(used) == item.value
    assert compared >= 6


def test_slugs_are_one_namespace() -> None:
    """A fuel is called the same by whoever publishes it."""
    by_seed = {
        reference: {f.activity for f in shelf.factors(reference)} for reference in shelf.REFERENCES
    }
    shared = by_seed["uk-ghg-selected@2024"] & by_seed["us-epa-hub-selected@2024.1"]

    assert {"fuel.natural-gas", "fuel.diesel", "fuel.petrol", "electricity.grid"} <= shared
    assert {"fuel.natural-gas", "fuel.wood", "fuel.coal.anthracite"} <= (
        by_seed["ipcc-2006-fuels@2006"] & by_seed["us-epa-hub-selected@2024.1"]
    )


def _digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
