from decimal import Decimal
from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.us_epa_supply_chain import UsEpaSupplyChain
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, numbers_in, read
from tests.publishers import DATA, needs_publishers_files

HEADER = (
    *("NAICS Code 2017", "NAICS Title 2017", "GHG", "Unit"),
    "Supply Chain Emission Factors without Margins",
    "Margins of Supply Chain Emission Factors",
    "Supply Chain Emission Factors with Margins",
    "Reference USEEIO Code",
)
UNIT = "kg CO2e/2019 EUR, purchaser price"
LINE = ("011", "Growing of reeds", "All GHGs", UNIT, "1.20", "0.05", "1.25", "11A0")
FOLDER = DATA / "us-epa-supply-chain"


def a_file(folder: Path, *lines: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    return a_csv(folder / "spend.csv", [header, *lines])


def test_one_line_is_a_factor_with_margins_and_one_without(tmp_path: Path) -> None:
    with_, without = factors(read(UsEpaSupplyChain(), a_file(tmp_path, LINE)))
    assert [(f.facets, f.boundary) for f in (with_, without)] == [
        ({"margins": "with"}, ("cradle-to-shelf",)),
        ({"margins": "without"}, ("cradle-to-gate",)),
    ]
    assert [(a.kg_co2e, a.part) for a in with_.amounts] == [("1.25", None), ("0.05", "margins")]
    assert [(a.kg_co2e, a.gwp) for a in without.amounts] == [("1.20", "AR4")]
    assert with_.source.cells[1].at == "line 2 Margins of Supply Chain Emission Factors"


def test_the_price_year_and_the_basis_are_part_of_the_unit(tmp_path: Path) -> None:
    found = factors(read(UsEpaSupplyChain(), a_file(tmp_path, LINE)))
    assert {factor.unit for factor in found} == {"EUR{2019,purchaser}"}


def of_total(folder: Path, gas: str, unit: str) -> tuple[str | None, list[str]]:
    """Return the GWP method of the totals, and what the curator is told."""
    items = read(UsEpaSupplyChain(), a_file(folder, (*LINE[:2], gas, unit, *LINE[4:])))
    assert accounts.the_manifest(items).dataset == "us-epa-supply-chain"
    return factors(items)[0].amounts[0].gwp, accounts.cautions(items)


def test_the_gwp_method_of_totals_is_known_up_to_dollars_of_2021_and_never_guessed(
    tmp_path: Path,
) -> None:
    assert of_total(tmp_path, "All GHGs", "kg CO2e/2021 USD, purchaser price") == ("AR4", [])
    method, told = of_total(tmp_path, "All GHGs", "kg CO2e/2022 USD, purchaser price")
    assert method is None
    assert "2022 USD" in told[0]


@pytest.mark.parametrize("printed", ["All GHGs (AR5)", "All GHGs, AR5", "All GHGs AR5"])
def test_a_gwp_method_that_is_printed_is_kept(tmp_path: Path, printed: str) -> None:
    assert of_total(tmp_path, printed, "kg CO2e/2022 USD, purchaser price") == ("AR5", [])


def test_a_code_keeps_its_zeros_since_it_is_text(tmp_path: Path) -> None:
    (factor, _) = factors(read(UsEpaSupplyChain(), a_file(tmp_path, LINE)))
    assert factor.classification == {"naics-2017": ("011",), "useeio": ("11A0",)}


def test_the_gases_of_one_code_are_amounts_of_one_factor(tmp_path: Path) -> None:
    gases = ("Carbon dioxide", "Methane", "Carbon tetrafluoride")
    unit = "kg/2019 EUR, purchaser price"
    lines = [(*LINE[:2], gas, unit, "1e-3", "2e-04", "1.2e-3", "11A0") for gas in gases]
    items = read(UsEpaSupplyChain(), a_file(tmp_path, *lines))
    with_, without = factors(items)
    assert [(a.gas, a.kg, a.part) for a in with_.amounts[:2]] == [
        ("CO2", "0.0012", None),
        ("CO2", "0.0002", "margins"),
    ]
    assert {a.gas for a in without.amounts} == {"CO2", "CH4", "PFC-14"}
    assert accounts.the_manifest(items).dataset == "us-epa-supply-chain-by-gas"
    assert accounts.the_manifest(items).subset_of == "us-epa-supply-chain"


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        (3, "kg CO2e/USD", "names no price year"),
        (4, "1,20", "is no number"),
        (2, "Laughing gas", "is no gas"),
        (3, "kg CO2e/2019 XXX, purchaser price", "XXX"),
    ],
)
def test_what_cannot_be_meant_is_rejected_with_its_cell(
    tmp_path: Path, place: int, text: str, reason: str
) -> None:
    line = (*LINE[:place], text, *LINE[place + 1 :])
    items = read(UsEpaSupplyChain(), a_file(tmp_path, line))
    found = accounts.rejections(items)
    assert reason in found[-1].reason
    assert found[-1].at.startswith("line 2 Supply Chain Emission Factors without")
    assert accounted(items) == 1 + 3


def test_an_empty_cell_is_absent_and_never_zero(tmp_path: Path) -> None:
    items = read(UsEpaSupplyChain(), a_file(tmp_path, (*LINE[:4], "", "", "1.25", "11A0")))
    (factor,) = factors(items)
    assert [a.kg_co2e for a in factor.amounts] == ["1.25"]
    assert accounts.blanks(items) == 2


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    turned = a_file(tmp_path, LINE[::-1], header=HEADER[::-1])
    (factor, _) = factors(read(UsEpaSupplyChain(), turned))
    assert factor.amounts[0].kg_co2e == "1.25"


def test_a_further_column_of_numbers_is_counted_and_not_ours(tmp_path: Path) -> None:
    file = a_file(tmp_path, (*LINE, "7.5"), header=(*HEADER, "Water"))
    items = read(UsEpaSupplyChain(), file)
    assert accounts.not_ours(items)["Water: no column of this layout"] == 1
    assert accounted(items) == numbers_in(file)


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    file = a_file(tmp_path, LINE, header=(*HEADER[:4], "Without", *HEADER[5:]))
    assert not UsEpaSupplyChain().recognises(file)
    with pytest.raises(UnreadableFile, match=r"line 1 has no column 'Supply.*without Margins'"):
        read(UsEpaSupplyChain(), file)


def test_a_line_cut_short_is_named(tmp_path: Path) -> None:
    file = a_file(tmp_path, LINE, LINE[:5])
    with pytest.raises(UnreadableFile, match="line 3 has 5 fields, fewer than the 8"):
        read(UsEpaSupplyChain(), file)


@needs_publishers_files
@pytest.mark.parametrize(
    ("name", "gases"),
    [
        ("SupplyChainGHGEmissionFactors_v1.2_NAICS_CO2e_USD2021.csv", 1),
        ("SupplyChainGHGEmissionFactors_v1.2_NAICS_byGHG_USD2021.csv", 16),
    ],
)
def test_every_number_of_the_published_files_is_accounted_for(name: str, gases: int) -> None:
    items = read(UsEpaSupplyChain(), FOLDER / name)
    found = factors(items)
    assert accounted(items) == numbers_in(FOLDER / name)
    assert accounts.rejections(items) == []
    assert len(found) == 2 * 1016
    assert len({factor.identity() for factor in found}) == len(found)
    assert {len(factor.amounts) for factor in found} == {gases, 2 * gases}
    assert {factor.unit for factor in found} == {"USD{2021,purchaser}"}


@needs_publishers_files
def test_the_published_margins_add_up_and_the_headline_is_with_them() -> None:
    file = FOLDER / "SupplyChainGHGEmissionFactors_v1.2_NAICS_CO2e_USD2021.csv"
    soybeans, without = factors(read(UsEpaSupplyChain(), file))[:2]
    whole, margins = (Decimal(str(a.value())) for a in soybeans.amounts)
    told = headline(soybeans)
    assert told is not None
    assert (told.value, told.gwp, soybeans.unit) == ("1.326", "AR4", "USD{2021,purchaser}")
    assert whole - margins == Decimal(str(without.amounts[0].value()))
