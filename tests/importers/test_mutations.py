"""Good files changed at random: documents, rejections or one clear refusal, and no other number."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.errors import UnreadableFile
from factordb.importers import printed, registry, wire
from factordb.importers.containers import Workbook
from factordb.importers.printed import number, point
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import writer
from factordb.model.factor import Factor
from factordb.model.numbers import times
from factordb.model.source import Cell
from tests.examples import a_manifest
from tests.importers import (
    hubs,
    tables,
    test_agribalyse,
    test_base_carbone,
    test_cbam_defaults,
    test_egrid_summary,
    test_india_json,
    test_oefdb,
    test_owid_carbon_intensity,
    test_us_epa_supply_chain,
)
from tests.importers.accounts import ARTIFACT, documents
from tests.importers.flat_files import HEADER, SHEET, TITLE, a_fuel
from tests.importers.workbooks import an_xlsx

Grid = list[list[object]]


class Sample(NamedTuple):
    rows: Grid
    delimiter: str = ","
    """Nothing for a sheet of a workbook."""
    sheet: str = "Sheet1"
    toml: str = ""
    """What lies beside it, where the layout has a mapping."""


def _of(*lines: dict[str, str]) -> Grid:
    header = list(dict.fromkeys(name for line in lines for name in line))
    grid: Grid = [[*header]]
    grid += [[line.get(name, "") for name in header] for line in lines]
    return grid


def _grid(*rows: Sequence[object]) -> Grid:
    return [list(row) for row in rows]


_CH4 = {"amount__gas": "CH4", "cell__printed": "0.0010", "cell__unit": "kgCH4/kWh"}
PEAT, BURNT = test_base_carbone.PEAT, test_base_carbone.BURNT
SAMPLES = {
    "us-epa-supply-chain": Sample(
        [[*test_us_epa_supply_chain.HEADER], [*test_us_epa_supply_chain.LINE]]
    ),
    "owid-carbon-intensity": Sample(
        [list(test_owid_carbon_intensity.HEADER), ["Iceland", "ISL", "2019", "27.50"]]
    ),
    "cbam-defaults": Sample(
        [
            list(test_cbam_defaults.HEADER),
            list(test_cbam_defaults.LINE),
            list(test_cbam_defaults.STEEL),
        ],
        ";",
    ),
    "oefdb": Sample(_of(test_oefdb.BUS | test_oefdb.GASES, test_oefdb.GRID)),
    "agribalyse": Sample(_of(test_agribalyse.PLUM, test_agribalyse.DETAIL)),
    "egrid-summary": Sample(
        [
            list(row)
            for row in (*test_egrid_summary.HEADS, test_egrid_summary.CAMX, test_egrid_summary.US)
        ],
        "",
    ),
    "base-carbone": Sample(
        [list(PEAT), *([line.get(name) for name in PEAT] for line in (PEAT, BURNT))], ""
    ),
    "table": Sample(
        _of(tables.a_row(), tables.a_row(**_CH4)), toml=writer.toml(a_manifest().plain(), "1")
    ),
    "uk-ghg-flat": Sample(
        _grid(
            *([TITLE], [SHEET], [""], [""], [""]),
            ["ID", *HEADER, "GHG/Unit", "GHG Conversion Factor 2024"],
            *a_fuel(),
            ["", "END"],
        ),
        "",
        SHEET,
    ),
    "us-epa-hub": Sample(
        _grid(*([None, *line] for line in hubs.lines())), "", "Emission Factors Hub"
    ),
}
OF_JSON = ("india-json",)
HOSTILE: list[object] = [
    *("", " ", "NA", "-", "not-supplied", "0", "-1.5", "1e5", "1e99", "1,5", "1.2.3", "<1", "٣"),
    *("Infinity", "nan", "\x07", "\ufeff", "é", "电力", "=1+1", "'", '"""', "x" * 5000, "a\nb"),
    *("<=x>", "{}", "0" * 200, "9" * 200, "kgCO2e/parsec", "World", "Archivé", "Poste", "2021"),
]
texts = some.one_of(
    some.sampled_from(HOSTILE), some.text(max_size=12), some.floats(allow_nan=False).map(str)
)
quick = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@some.composite
def changed(draw: some.DrawFn, rows: Grid) -> Grid:
    """Return ``rows`` with cells replaced, and lines and columns doubled, dropped or turned."""
    grid = [list(row) for row in rows]
    for _ in range(draw(some.integers(1, 3))):
        row = draw(some.integers(0, len(grid) - 1))
        column = draw(some.integers(0, max(0, len(grid[row]) - 1)))
        match draw(some.sampled_from(["cell", "cell", "cell", "line", "double", "cut", "turn"])):
            case "cell" if grid[row]:
                grid[row][column] = draw(texts)
            case "line" if len(grid) > 1:
                del grid[row]
            case "double":
                grid.insert(row, list(grid[row]))
            case "cut":
                grid[row] = grid[row][:column]
            case "turn":
                grid = [line[::-1] for line in grid]
    return grid


def written(folder: Path, sample: Sample, grid: Grid) -> Path:
    if not sample.delimiter:
        return an_xlsx(folder / "a.xlsx", {sample.sheet: _storable(grid)})
    if sample.toml:
        (folder / "a.toml").write_text(sample.toml, "utf-8")
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sample.delimiter).writerows(grid)
    file = folder / "a.csv"
    file.write_bytes(out.getvalue().encode(errors="replace"))
    return file


def _storable(grid: Grid) -> Grid:
    """A workbook holds no control characters, and short texts only."""
    return [
        [
            "".join(c for c in cell if c.isprintable())[:3000] if isinstance(cell, str) else cell
            for cell in row
        ]
        for row in grid
    ]


def printed_in(file: Path, delimiter: str) -> set[str]:
    if not delimiter:
        book = Workbook(file)
        there = {c for name in book.names for row in book.sheet(name).rows() for c in row.cells}
        return there | {cell.strip() for cell in there}
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    return {cell for line in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in line}


def held_to(items: Sequence[Item], there: set[str]) -> None:
    """Assert what any reading must keep, whatever was read."""
    found = documents(items)
    assert len({document.identity() for document in found}) == len(found)
    for item in items:
        assert wire.decoded(wire.encoded(item)[:-1]).item == item
    for document in found:
        assert {cell.printed for cell in document.source.cells} <= there
        if isinstance(document, Factor):
            for amount in document.amounts:
                _is_what_the_steps_make(amount.value(), document.source.cells[amount.cell])
        elif document.value is not None:
            _is_what_the_steps_make(document.value, document.source.cells[0])


def _is_what_the_steps_make(value: str | None, cell: Cell) -> None:
    if value is None:  # a range is printed as one
        assert printed.below(cell.printed) or "-" in cell.printed
        return
    made = number(cell.printed) or number(point(cell.printed)) or ""
    for _, operand, _ in cell.steps or ():
        made = times(made, operand)
    assert value == made


@pytest.mark.parametrize("layout", SAMPLES)
@quick
@given(data=some.data())
def test_a_good_file_changed_at_random_ends_well(
    layout: str, tmp_path: Path, data: some.DataObject
) -> None:
    sample = SAMPLES[layout]
    file = written(tmp_path, sample, data.draw(changed(sample.rows)))
    importer = registry.load(layout)
    knows = importer.recognises(file)
    items, refusal = outcome(layout, file)
    if refusal:
        assert file.name in refusal or repr(sample.sheet) in refusal or layout == "table"
    else:
        assert knows or layout in ("egrid-summary", "owid-carbon-intensity")
        held_to(items, printed_in(file, sample.delimiter))


def test_every_importer_that_is_installed_is_mutated() -> None:
    """A new one cannot be forgotten: it needs a sample here."""
    assert sorted([*SAMPLES, *OF_JSON]) == registry.layouts()


def outcome(layout: str, file: Path) -> tuple[list[Item], str]:
    """Return what is read, or why nothing is."""
    try:
        return list(registry.load(layout).read(Intake(file, ARTIFACT))), ""
    except UnreadableFile as error:
        return [], error.detail


@pytest.mark.parametrize("layout", [name for name, sample in SAMPLES.items() if sample.delimiter])
@quick
@given(data=some.data())
def test_bytes_changed_at_random_end_well(
    layout: str, tmp_path: Path, data: some.DataObject
) -> None:
    sample = SAMPLES[layout]
    content = bytearray(written(tmp_path, sample, sample.rows).read_bytes())
    start = data.draw(some.integers(0, len(content) - 1))
    stop = data.draw(some.integers(start, min(len(content), start + 20)))
    content[start:stop] = data.draw(some.binary(max_size=8))
    file = tmp_path / "b.csv"
    file.write_bytes(content)
    _ends_well(layout, file)


@quick
@given(data=some.data())
def test_json_changed_at_random_ends_well(tmp_path: Path, data: some.DataObject) -> None:
    values = some.recursive(
        some.none() | some.booleans() | some.integers() | some.text(max_size=20),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner),
        max_leaves=6,
    )
    entry = dict(data.draw(some.sampled_from([test_india_json.GRID, test_india_json.COAL])))
    for key in data.draw(some.lists(some.sampled_from(sorted(entry)), max_size=3)):
        entry[key] = data.draw(values)
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"emission_factors": [entry, data.draw(values)]}), "utf-8")
    _ends_well("india-json", file)


def _ends_well(layout: str, file: Path) -> None:
    registry.load(layout).recognises(file)
    items, refusal = outcome(layout, file)
    assert items or file.name in refusal
    for item in items:
        assert wire.decoded(wire.encoded(item)[:-1]).item == item
