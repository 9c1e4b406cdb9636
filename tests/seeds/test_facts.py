"""Seeds against the tables of cited figures: every row is held once, and nothing else is."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.model.source import Cell
from tests.publishers import FACTS, needs_facts
from tests.seeds import shelf
from tests.seeds.shelf import Document

pytestmark = needs_facts
Row = dict[str, str]
Said = tuple[str, ...]


class Number(NamedTuple):
    """One number of a seed, with its document."""

    document: Document
    cell: Cell
    gas: str
    """Nothing for a property."""


def rows(name: str) -> list[Row]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(*references: str) -> Iterator[Number]:
    for reference in references:
        for document in shelf.documents(reference):
            if isinstance(document, Property):
                yield Number(document, document.source.cells[0], "")
            else:
                for amount in document.amounts:
                    yield Number(document, document.source.cells[amount.cell], amount.gas)


def held(references: tuple[str, ...], say: Callable[[Number], Said]) -> Counter[Said]:
    return Counter(say(number) for number in numbers(*references))


def cited(found: list[Row], say: Callable[[Row], Said]) -> Counter[Said]:
    return Counter(say(row) for row in found)


def period(document: Document) -> str:
    dates = document.dates
    assert dates is not None
    if dates.data is not None:
        first, last = dates.data.from_[:4], dates.data.to[:4]
    else:
        applies = dates.applies
        assert applies is not None
        first, last = (applies.from_ or "")[:4], (applies.to or "")[:4]
    return first if first == last else f"{first}-{last}"


def published(document: Document) -> str:
    assert document.dates is not None
    return document.dates.published or ""


def last_day(text: str) -> str:
    """Return the last day, or year, that a row names: issued on, where it also says signed on."""
    *_, last = re.finditer(r"\d{4}(-\d{2}-\d{2})?", text)
    return last[0]


def of_a_grid(number: Number) -> Said:
    document, source = number.document, number.document.source
    return (
        document.region,
        period(document),
        number.cell.printed,
        number.cell.unit or "",
        source.document or "",
        source.number or "",
        published(document),
    )


def of_a_grid_row(row: Row) -> Said:
    year = re.sub(r" (mean|\(reporting year\))", "", row["year_of_data"])
    return (
        row["region"],
        year,
        row["value"],
        row["unit"],
        row["document_title"],
        row["document_no"],
        last_day(row["published"]),
    )


@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
def test_the_ministrys_co2_factors(year: str) -> None:
    found = [
        row
        for row in rows("cn-electricity-co2")
        if row["topic"] == "electricity_co2_factor" and row["year_of_data"] == year
    ]
    assert len(found) == 40
    assert held((f"cn-mee-grid-co2@{year}",), of_a_grid) == cited(found, of_a_grid_row)


def test_the_carbon_markets_grid_factor() -> None:
    found = [r for r in rows("cn-electricity-co2") if r["topic"] == "electricity_co2_factor_ets"]

    assert held(("cn-mee-carbon-market@2022",), of_a_grid) == cited(found, of_a_grid_row)


def test_the_ministrys_footprints_of_electricity() -> None:
    references = ("cn-mee-electricity-footprint@2023", "cn-mee-electricity-footprint@2024")

    assert held(references, of_a_grid) == cited(rows("cn-electricity-footprint"), of_a_grid_row)


def test_the_operating_margins_and_their_means() -> None:
    found = rows("cn-electricity-baseline")

    assert held(("cn-ndrc-operating-margin@2016",), of_a_grid) == cited(found, of_a_grid_row)


def test_each_place_is_named_as_the_row_says() -> None:
    references = tuple(r for r in shelf.REFERENCES if r.startswith("cn-mee-grid-co2@"))
    found = [r for r in rows("cn-electricity-co2") if r["topic"] == "electricity_co2_factor"]
    where = {(row["region"], row["value"], row["year_of_data"]): row["locator"] for row in found}

    for document, cell, _ in numbers(*references):
        locator = where[document.region, cell.printed, period(document)]
        assert isinstance(cell.at, str)
        assert cell.at.startswith(f"{locator} ")


def test_shanghais_own_defaults() -> None:
    def of_ours(number: Number) -> Said:
        source = number.document.source
        replaced = "archived" if getattr(number.document, "status", None) else ""
        text = (source.document or "", source.number or "", published(number.document))
        return (number.cell.printed, number.cell.unit or "", replaced, *text)

    def of_row(row: Row) -> Said:
        replaced = "archived" if "旧" in row["name_zh"] else ""
        text = (row["document_title"], row["document_no"], row["published"])
        return (row["value"], row["unit"], replaced, *text)

    assert held(("shanghai-carbon-market@2022",), of_ours) == cited(rows("shanghai"), of_row)


def test_ipcc_fuels_with_all_their_numbers() -> None:
    def of_ours(number: Number) -> Said:
        assert isinstance(number.cell.at, str)
        _, _, tail = number.cell.at.partition("Table ")
        named = [part for part in tail.split(", ")[1:] if part != number.gas]
        return (", ".join(named), number.gas, number.cell.printed)

    def of_row(row: Row) -> Said:
        gas = row["gas"].partition(" ")[0]
        ends = r" (net calorific value|CO2 emission factor|(CH4|N2O) \(.*\))$"
        return (re.sub(ends, "", row["name_en"]), gas, row["value"])

    found = rows("ipcc-2006-fuels")
    assert len(found) == 144
    assert held(("ipcc-2006-fuels@2006",), of_ours) == cited(found, of_row)


def test_biogenic_co2_of_ipcc_fuels_is_said_to_be() -> None:
    said = Counter(
        amount.origin
        for factor in shelf.factors("ipcc-2006-fuels@2006")
        for amount in factor.amounts
        if amount.gas == "CO2"
    )
    rows_of_co2 = [r["gas"].partition(" ")[2] for r in rows("ipcc-2006-fuels") if "CO2" in r["gas"]]
    assert said == Counter(rows_of_co2)


def test_carbonates_of_which_one_is_a_range() -> None:
    found = rows("ipcc-2006-carbonates")
    printed = [n.cell.printed for n in numbers("ipcc-2006-carbonates@2006")]

    assert Counter("–".join(printed).split("–")) == Counter(row["value"] for row in found)


def test_standard_coal_and_the_ten_coefficients_of_the_compilation() -> None:
    def of_ours(number: Number) -> Said:
        return (number.document.name["zh"], number.cell.printed, number.cell.unit or "")

    def of_row(row: Row) -> Said:
        return (row["name_zh"], row["value"], row["unit"])

    found = rows("coal-equivalent")
    assert held(("cn-standard-coal@2011",), of_ours) == cited(found, of_row)
    assert sum(row["topic"] == "fuel_co2_compilation" for row in found) == 10
    assert sum(isinstance(d, Factor) for d in shelf.documents("cn-standard-coal@2011")) == 10


def test_gwp_values_with_method_and_origin() -> None:
    def of_ours(number: Number) -> Said:
        facets = number.document.facets or {}
        origin = {"biogenic": "non-fossil"}.get(facets.get("origin", ""), facets.get("origin", ""))
        assert isinstance(number.cell.at, str)
        gas = number.cell.at[number.cell.at.rindex(", ") + 2 :]
        gas = gas.removesuffix(f" {origin}") if origin else gas
        return (gas, origin, facets["method"], number.cell.printed, published(number.document))

    def of_row(row: Row) -> Said:
        method = row["name_en"].split()[-1]
        origin = next((o for o in ("non-fossil", "fossil") if row["gas"].endswith(f" {o}")), "")
        gas = row["gas"].removesuffix(f" {origin}") if origin else row["gas"]
        return (gas, origin, method, row["value"], row["published"])

    assert held(("ipcc-gwp100@1",), of_ours) == cited(rows("gwp100"), of_row)
