from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.cbam_defaults import CbamDefaults
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, numbers_in, read
from tests.publishers import DATA, needs_publishers_files

FILE = DATA / "cbam" / "cbam_defaults_from_DVs_as_adopted_v20260204.csv"
HEADER = (
    *("Country", "Sector", "Product CN Code", "Description"),
    "Default Value (direct emissions)",
    "Default Value (Indirect emissions)",
    "Default Value (total emissions)",
    "2031 Default Value (Including mark-up)",
    "2032 Default Value (Including mark-up)",
    "Underlying production route determining CBAM BM",
)
CLINKER = ("Türkiye", "Cement", "25231000", "Grey clinker")
LINE = (*CLINKER, "0.80", "0.05", "0.85", "0.935", "1.02", "(A)")
STEEL = ("Türkiye", "Iron and steel", "7218", "Ingots", "2.00", "", "2.00", "2.2", "2.4", "(C)")


def a_file(folder: Path, *lines: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    return a_csv(folder / "defaults.csv", [header, *lines], "cp1252", ";")


def test_direct_indirect_and_total_are_amounts_of_one_factor(tmp_path: Path) -> None:
    factor = factors(read(CbamDefaults(), a_file(tmp_path, LINE)))[0]
    assert (factor.activity, factor.region, factor.unit) == (
        "material.cement.cn-25231000",
        "TR",
        "t",
    )
    assert factor.facets == {"route": "A"}
    assert factor.boundary == ("direct", "indirect")
    assert [(a.part, a.kg_co2e) for a in factor.amounts] == [
        (None, "850.00"),
        ("direct", "800.00"),
        ("indirect", "50.00"),
    ]
    told = headline(factor)
    assert told is not None
    assert (told.value, told.gwp) == ("850.00", None)


def test_a_year_with_mark_up_is_a_document_of_its_own(tmp_path: Path) -> None:
    _, first, second = factors(read(CbamDefaults(), a_file(tmp_path, LINE)))
    assert first.facets == {"mark-up": "included", "route": "A"}
    assert [f.amounts[0].kg_co2e for f in (first, second)] == ["935.000", "1020.00"]
    assert first.dates is not None
    assert first.dates.plain() == {"applies": {"from": "2031-01-01", "to": "2031-12-31"}}
    assert first.key() == second.key()


def test_goods_without_indirect_emissions_have_a_direct_boundary(tmp_path: Path) -> None:
    items = read(CbamDefaults(), a_file(tmp_path, STEEL))
    assert {f.boundary for f in factors(items)} == {("direct",)}
    assert accounts.blanks(items) == 1


def test_the_production_route_is_part_of_the_key(tmp_path: Path) -> None:
    other = (*LINE[:4], "0.70", "0.05", "0.75", "0.825", "0.90", "(B)")
    found = factors(read(CbamDefaults(), a_file(tmp_path, LINE, other)))
    assert len({factor.key() for factor in found}) == 4
    assert len(found) == 6


def test_other_countries_are_those_that_the_file_does_not_name(tmp_path: Path) -> None:
    lines = [(c, *LINE[1:]) for c in ("_Other Countries and Territorie", "India", "Myanmar_Burma")]
    items = read(CbamDefaults(), a_file(tmp_path, *lines))
    assert accounts.the_manifest(items).complements == {"RoW": ("IN", "MM")}
    assert factors(items)[0].region == "RoW"


def test_lines_without_values_are_headings_and_make_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path, (*CLINKER, *[""] * 5, "(A)"), LINE)
    items = read(CbamDefaults(), file)
    assert len(factors(items)) == 3
    assert "1 lines have no values: headings, or no default." in accounts.cautions(items)
    assert accounted(items) == numbers_in(file, "cp1252", ";")


def test_shifted_values_are_kept_as_printed_and_told(tmp_path: Path) -> None:
    shifted = (*CLINKER, "", "", "", "1.23", "0.14", "")
    items = read(CbamDefaults(), a_file(tmp_path, shifted))
    assert [f.amounts[0].kg_co2e for f in factors(items)] == ["1230.00", "140.00"]
    assert any("Lines 2 have values in the years" in text for text in accounts.cautions(items))


def test_mark_ups_unlike_those_of_the_sector_are_told(tmp_path: Path) -> None:
    compounded = ("Angola", *LINE[1:8], "1.0285", "(A)")
    lines = [(country, *LINE[1:]) for country in ("India", "China")]
    items = read(CbamDefaults(), a_file(tmp_path, *lines, compounded))
    assert any(text.startswith("Lines 4 have other mark-ups") for text in accounts.cautions(items))


def test_a_country_that_nobody_knows_is_rejected(tmp_path: Path) -> None:
    items = read(CbamDefaults(), a_file(tmp_path, ("Atlantis", *LINE[1:])))
    assert [r.reason for r in accounts.rejections(items)] == [
        "Country: 'Atlantis' is no country that is known"
    ] * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read_and_stated(tmp_path: Path, encoding: str) -> None:
    file = a_csv(tmp_path / "defaults.csv", [HEADER, LINE], encoding, ";")
    items = read(CbamDefaults(), file)
    assert CbamDefaults().recognises(file)
    assert factors(items)[0].region == "TR"
    stated = any("was read as" in text for text in accounts.cautions(items))
    assert stated == (encoding in ("cp1252", "utf-16"))


def test_commas_for_semicolons_are_another_layout(tmp_path: Path) -> None:
    file = a_csv(tmp_path / "defaults.csv", [HEADER, LINE])
    assert not CbamDefaults().recognises(file)
    with pytest.raises(UnreadableFile, match="line 1 has no column 'Country'"):
        read(CbamDefaults(), file)


@needs_publishers_files
def test_every_number_of_the_published_file_is_accounted_for() -> None:
    items = read(CbamDefaults(), FILE)
    found = factors(items)
    assert CbamDefaults().recognises(FILE)
    assert accounted(items) == numbers_in(FILE, "cp1252", ";")
    assert accounts.rejections(items) == []
    assert len({f.identity() for f in found}) == len(found) == 43727
    complements = accounts.the_manifest(items).complements
    assert complements is not None
    assert len(complements["RoW"]) == 119
    cautions = "\n".join(accounts.cautions(items))
    assert "Lines 5 have values in the years of mark-up only" in cautions
    assert "Lines 325, 327, 329, 338, 340 have other mark-ups" in cautions
    assert "1599 lines have no values" in cautions
