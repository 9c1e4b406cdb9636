"""What is exported reads back to the same digests."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.importers.protocol import Item
from factordb.importers.table import writer
from factordb.model import schema
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from tests.documents import factors, labels, properties
from tests.examples import a_factor, a_label, a_manifest, a_property
from tests.importers.tables import a_table, digests, lines_of, read
from tests.importers.workbooks import an_xlsx

Documents = list[Factor | Property]
some_documents: some.SearchStrategy[Documents] = some.lists(
    factors | properties, min_size=1, max_size=3, unique_by=lambda document: document.identity()
)
SAME_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=15,
)
"""One folder serves all examples: each overwrites the last."""
EXAMPLES = [
    schema.type_of(body).of(body)
    for name, body in schema.examples().items()
    if name.startswith(("factor", "property"))
]


def written(folder: Path, documents: Sequence[Factor | Property], ours: list[Label]) -> list[Item]:
    return read(a_table(folder, writer.table(documents, ours)))


@SAME_FOLDER
@given(some_documents, some.data())
def test_any_documents_read_back_to_the_same_digests(
    tmp_path: Path, documents: Documents, data: some.DataObject
) -> None:
    ours = [data.draw(labels(document.digest())) for document in documents]

    assert digests(written(tmp_path, documents, ours)) == digests([*documents, *ours])


@SAME_FOLDER
@given(some_documents)
def test_a_workbook_of_the_same_cells_reads_back_too(tmp_path: Path, documents: Documents) -> None:
    header, rows = writer.flat(documents, [])
    file = a_table(tmp_path, "")
    an_xlsx(file.with_suffix(".xlsx"), {"Factors": [header, *(map(_or_none, rows))]})

    assert digests(read(file.with_suffix(".xlsx"))) == digests(documents)


def _or_none(row: Sequence[str]) -> list[str | None]:
    return [cell or None for cell in row]


@pytest.mark.parametrize("document", EXAMPLES, ids=lambda document: document.digest()[7:15])
def test_every_worked_example_reads_back(tmp_path: Path, document: Factor) -> None:
    toml = writer.toml(a_manifest(dataset=document.dataset).plain(), "1")
    file = a_table(tmp_path, writer.table([document], []))
    file.with_suffix(".toml").write_text(toml, "utf-8")

    assert digests(read(file)) == [document.digest()]


def test_an_amount_is_a_row_and_a_label_stands_in_the_first() -> None:
    both = {
        "amounts": [{"gas": "CO2", "kg": "1", "cell": 0}, {"gas": "CH4", "kg": "2", "cell": 1}],
        "source": {"cells": [{"at": "B1", "printed": "1"}, {"at": "C1", "printed": "2"}]},
    }
    factor = a_factor(**both)

    header, first, second = lines_of(writer.table([factor], [a_label(factor.digest())]))

    assert first[header.index("label.en")] == "Shanghai grid"
    assert second[header.index("label.en")] == ""
    assert [row[header.index("amount.gas")] for row in (first, second)] == ["CO2", "CH4"]


def test_a_place_that_looks_like_a_list_stays_a_place(tmp_path: Path) -> None:
    cells = {"cells": [{"at": "[annex] table 3", "printed": "0.5500"}]}
    factor = a_factor(source=cells)

    assert digests(written(tmp_path, [factor], [])) == [factor.digest()]


def test_a_span_printed_in_two_cells_is_two_rows(tmp_path: Path) -> None:
    cells = {"cells": [{"at": "B1", "printed": "42"}, {"at": "C1", "printed": "44"}]}
    span = a_property(value=None, low="42", high="44", source=cells)

    assert len(lines_of(writer.table([span], []))) == 3
    assert digests(written(tmp_path, [span], [])) == [span.digest()]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-x", '=HYPERLINK("http://x","y")'])
def test_a_text_that_looks_like_a_formula_is_left_alone(tmp_path: Path, text: str) -> None:
    factor = a_factor(name={"en": text})

    assert digests(written(tmp_path, [factor], [])) == [factor.digest()]


@pytest.mark.parametrize(
    "manifest",
    [
        a_manifest(),
        a_manifest(title={"en": 'quoted "title"\\ and\ttab\nand line', "zh": "电网"}),
        a_manifest(
            inferred={"gwp": "AR5", "evidence": "it shows"},
            complements={"RoW": ["CN", "US"]},
            licence={"name": "x", "redistribute": True},
            tier=2,
            subset_of="other",
            series=[
                {"name": "a", "activities": ["fuel.*", "electricity.grid"], "purpose": ["cbam"]},
                {"name": "b", "activities": ["*"], "year": "carry-forward"},
            ],
        ),
    ],
    ids=["plain", "quoted", "full"],
)
def test_a_manifest_reads_back_from_its_toml(manifest: Manifest) -> None:
    content = tomllib.loads(writer.toml(manifest.plain(), "2024.1"))

    assert Manifest.model_validate(content["manifest"]).digest() == manifest.digest()
    assert content["release"] == {"name": "2024.1"}
