"""Mappings that travel with the package, each on a table of our own making and on the real one."""

from pathlib import Path

import pytest

from factordb.importers import registry
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table, mapping, shelf
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Severity
from tests.importers import accounts
from tests.importers.accounts import ARTIFACT, factors, properties, rejections
from tests.importers.workbooks import Rows, an_xlsx
from tests.publishers import DATA, needs_publishers_files

BENCHMARKS = "CN code;Column B\nCement;\n25231000;0,600 (A)\n73061100;1,200 (C)(2)\n28041000;5,1\n"
NAEI: Rows = [
    [
        "Pollutant",
        "Sector",
        "NFR Code",
        "Source",
        "Fuel Name",
        "Year",
        "Emission Factor",
        "Units",
        "Activity Units",
    ],
    [
        "Carbon Dioxide as Carbon",
        "Energy",
        "1A",
        "Kilns",
        "Peat",
        2031,
        0.02,
        "kilotonne",
        "TJ (net)",
    ],
    ["Methane", "Energy", "1A", "Kilns", "Peat", 2031, 0.001, "kilotonne", "TJ (net)"],
    ["Nitrous Oxide", "Energy", "1A", "Kilns", "Peat", 2031, 0.0005, "kilotonne", "TJ (net)"],
    ["Methane", "Agriculture", "3A", "Enteric", "Goats", 2031, 5, "kilotonne", "t head"],
]


def read(file: Path) -> list[Item]:
    return list(Table().read(Intake(file, ARTIFACT)))


@pytest.mark.parametrize("name", shelf.shipped())
def test_every_shipped_mapping_is_sound(name: str) -> None:
    found = mapping.read(shelf.shipped()[name])

    assert found.whole_manifest().dataset == found.dataset()
    assert found.headers()


def test_benchmarks_are_recognised_and_read_with_their_notes(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_bytes(b"\xef\xbb\xbf" + BENCHMARKS.encode())
    found = properties(read(file))

    assert registry.recognise(file) == "table"
    assert [(p.subject, p.facets, p.value) for p in found] == [
        ("material.cn-25231000", {"route": "A"}, "0.600"),
        ("material.cn-73061100", {"class": "2", "route": "C"}, "1.200"),
        ("material.cn-28041000", None, "5.1"),
    ]
    assert found[0].source.cells[0].printed == "0,600 (A)"


def test_the_naei_export_gives_carbon_as_property_and_gases_as_factors(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "n.xlsx", {"export": NAEI})
    items = read(file)
    (carbon,), (factor,) = properties(items), factors(items)

    assert registry.recognise(file) == "table"
    assert (carbon.subject, carbon.unit, carbon.value) == ("fuel.peat", "kt{C}/TJ{NCV}", "0.02")
    assert [(a.gas, a.kg) for a in factor.amounts] == [("CH4", "1000.000"), ("N2O", "500.0000")]
    assert factor.source.cells[0].at == "'export'!G3"
    assert [r.reason for r in rejections(items)] == [
        "unit: 't head' is not a known unit. Did you mean 'head'?"
    ]


def test_a_toml_beside_the_file_goes_before_a_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_text(BENCHMARKS, "utf-8")
    own = tmp_path / "b.toml"
    own.write_text("", "utf-8")

    assert shelf.mapping_of(file) == own


@pytest.mark.parametrize(
    "header", ["CN code;Column C", "CN code;Column B;More", "CN code,Column B"]
)
def test_a_header_that_is_not_the_mappings_own_does_not_fit(tmp_path: Path, header: str) -> None:
    file = tmp_path / "b.csv"
    file.write_text(header + "\n", "utf-8")

    assert shelf.fitting(file) is None


@needs_publishers_files
def test_every_benchmark_of_the_published_file_is_a_property() -> None:
    items = read(DATA / "cbam" / "cbam-benchmarks.csv")
    text = (DATA / "cbam" / "cbam-benchmarks.csv").read_text("utf-8-sig")
    lines = [line.split(";") for line in text.splitlines()[1:]]

    assert rejections(items) == []
    assert len(properties(items)) == sum(bool(value) for _, value in lines)
    assert accounts.blanks(items) == sum(bool(code) and not value for code, value in lines)


@needs_publishers_files
def test_every_number_of_the_published_export_is_in_a_document_or_rejected() -> None:
    items = read(DATA / "naei" / "naei_emission_factors_export.xlsx")
    taken = sum(len(accounts.places(d)) for d in accounts.documents(items))
    refused = sum(r.numbers for r in rejections(items))

    assert taken + refused == 14748
    assert {r.reason.split(":")[0] for r in rejections(items)} == {"unit", "facets"}


@needs_publishers_files
def test_the_published_export_is_held_as_a_whole() -> None:
    checking = Checking()
    for factor in factors(read(DATA / "naei" / "naei_emission_factors_export.xlsx")):
        checking.see(factor.digest(), factor)
    found = {finding.rule: finding for finding in checking.close()}

    assert found["release-beyond-bands"].severity is Severity.HOLD
