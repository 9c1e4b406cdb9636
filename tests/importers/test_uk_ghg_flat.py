"""The flat file as a file: recognised, refused, its manifest, and numbers that contradict."""

import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factordb.errors import UnreadableFile
from factordb.importers import wire
from factordb.importers.containers import shortest
from factordb.importers.uk_ghg_flat import UkGhgFlat, front
from factordb.importers.uk_ghg_flat.activities import Levels, meaning, normal, slug, tidy
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.property import Property
from tests.importers import flat_files
from tests.importers.flat_files import SHAPES, Shape, Value, a_fuel, row, write
from tests.importers.flat_read import (
    accounted,
    cautions,
    factors,
    numbers_in,
    properties,
    read,
    read_rows,
    rejections,
    the_factor,
    the_manifest,
)


def test_all_rows_of_one_activity_and_unit_are_one_factor(tmp_path: Path) -> None:
    factor = the_factor(read_rows(tmp_path, *a_fuel()))
    assert (factor.activity, factor.unit, factor.region) == ("fuel.butane", "L", "GB")
    assert factor.boundary == ("combustion",)
    assert [(a.gas, a.kg_co2e, a.kg, a.gwp) for a in factor.amounts] == [
        ("CO2e", "3.5", None, None),
        ("CO2", "3.25", None, None),
        ("CH4", "0.125", None, None),
        ("N2O", "0.125", None, None),
    ]
    assert factor.name == {"en": "Fuels: Gaseous fuels, Butane"}


def test_the_row_ids_are_kept_on_the_amounts_and_all_of_them_find_the_factor(
    tmp_path: Path,
) -> None:
    factor = the_factor(read_rows(tmp_path, *a_fuel()))
    ids = ("1_2_3_1", "1_2_3_2", "1_2_3_3", "1_2_3_4")
    assert factor.ids == ids
    assert tuple(a.id for a in factor.amounts) == ids


def test_each_number_names_its_cell_what_is_printed_and_its_unit(tmp_path: Path) -> None:
    cell = the_factor(read_rows(tmp_path, *a_fuel())).source.cells[1]
    assert cell.at == "'Factors by Category'!J8"
    assert (cell.printed, cell.unit) == ("3.25", "kg CO2e of CO2/litres")


@pytest.mark.parametrize("year", SHAPES)
def test_every_years_layout_is_recognised_and_read(tmp_path: Path, year: str) -> None:
    shape = SHAPES[year]
    file = write(tmp_path, a_fuel(), shape)
    items = read(file)
    factor = the_factor(items)
    assert UkGhgFlat().recognises(file)
    assert factor.dates is not None
    assert factor.dates.plain() == {"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}}
    assert headline(factor) is not None
    assert (factor.ids is not None) == shape.ids
    assert accounted(items) == numbers_in(file)
    column = "J" if shape.ids else "I"
    assert factor.source.cells[0].at == f"'Factors by Category'!{column}{shape.header_row + 1}"


def test_the_layout_is_recognised_from_content_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    old = write(tmp_path, a_fuel(), SHAPES["2022"])
    file = tmp_path / "renamed.xlsx"
    shutil.copy(old, file)
    assert UkGhgFlat().recognises(file)
    assert cautions(read(file))[0].startswith("renamed.xlsx is an .xls workbook by its content")
    assert factors(read(file)) == factors(read(old))


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    text = tmp_path / "flat.csv"
    text.write_text(",".join(flat_files.HEADER))
    no_header = write(tmp_path, a_fuel(), Shape(factor="Number"))
    whole = no_header.read_bytes()
    truncated = tmp_path / "truncated.xlsx"
    truncated.write_bytes(whole[: len(whole) // 2])
    assert not any(UkGhgFlat().recognises(file) for file in (text, no_header, truncated))


def test_reading_another_layout_says_what_to_fetch(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="fetch the flat file"):
        read(write(tmp_path, a_fuel(), Shape(factor="Number")))


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="the column 'factor' twice"):
        read(write(tmp_path, a_fuel(), Shape(more=("GHG Conversion Factor 2023",))))


def test_a_file_that_names_no_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="names its year neither"):
        read(write(tmp_path, a_fuel(), Shape(factor="GHG Conversion Factor", front=())))


def test_the_front_page_gives_year_publication_version_and_department(tmp_path: Path) -> None:
    page = (
        ("Updated:", "2024-10-18"),
        ("Year:", 2024),
        ("Version:", 1.5),
        ("Produced by Somebody for the Department for Testing (DT)",),
    )
    items = read_rows(tmp_path, *a_fuel(), shape=Shape(factor="GHG Conversion Factor", front=page))
    factor = the_factor(items)
    assert factor.dates is not None
    assert factor.dates.published == "2024-10-18"
    assert factor.source.publisher == "Department for Testing"
    assert factor.source.document == f"{front.TITLE} 2024, flat file, version 1.5"
    assert the_manifest(items).publisher == {"en": "Department for Testing"}


def test_a_year_that_differs_between_header_and_front_page_is_told(tmp_path: Path) -> None:
    said = cautions(read_rows(tmp_path, *a_fuel(), shape=Shape(front=(("Year:", 2023),))))
    assert said == ["The factors are headed 2024, the front page says 2023."]


def test_the_manifest_repeats_the_licence_and_names_what_is_plain(tmp_path: Path) -> None:
    manifest = the_manifest(read_rows(tmp_path, *a_fuel()))
    assert manifest.dataset == "uk-ghg-conversion-factors"
    assert manifest.licence.id == "OGL-UK-3.0"
    assert manifest.series[0].purpose == ("organisation",)
    assert manifest.defaults == {"at": "busbar", "mix": "average", "radiative-forcing": "with"}
    assert manifest.inferred is None


def test_the_dataset_asked_for_is_the_one_that_is_written(tmp_path: Path) -> None:
    items = read(write(tmp_path, a_fuel()), "my-copy")
    assert {the_manifest(items).dataset, the_factor(items).dataset} == {"my-copy"}


@pytest.mark.parametrize(("ch4", "n2o", "method"), [(25, 298, "AR4"), (28, 265, "AR5")])
def test_the_gwp_method_is_inferred_from_the_rows_of_released_gases(
    tmp_path: Path, ch4: float, n2o: float, method: str
) -> None:
    about = "Scope 1|Refrigerant & other|Kyoto protocol products"
    items = read_rows(
        tmp_path,
        row(f"{about}|Methane||Emissions including only Kyoto products", "kg", "kg CO2e", ch4),
        row(
            f"{about}|Nitrous oxide||Emissions including only Kyoto products", "kg", "kg CO2e", n2o
        ),
    )
    inferred = the_manifest(items).inferred
    assert inferred is not None
    assert inferred.gwp == method
    assert f"'Factors by Category'!J7 gives {ch4} kg CO2e per kg of methane" in inferred.evidence


@pytest.mark.parametrize(("ch4", "n2o"), [(25, 265), (99, 298)])
def test_where_the_rows_fit_no_method_none_is_inferred(
    tmp_path: Path, ch4: float, n2o: float
) -> None:
    about = "Scope 1|Refrigerant & other|Kyoto protocol products"
    items = read_rows(
        tmp_path,
        row(f"{about}|Methane", "kg", "kg CO2e", ch4),
        row(f"{about}|Nitrous oxide", "kg", "kg CO2e", n2o),
    )
    assert the_manifest(items).inferred is None


def test_the_same_number_printed_twice_is_one_cell_with_two_places(tmp_path: Path) -> None:
    words = "Scope 3|Water supply|Water supply|Water supply"
    items = read_rows(
        tmp_path,
        row(words, "cubic metres", "kg CO2e", 0.5, "1_1"),
        row(words, "cubic metres", "kg CO2e", 0.5, "2_1"),
    )
    factor = the_factor(items)
    assert factor.source.cells[0].at == ("'Factors by Category'!J7", "'Factors by Category'!J8")
    assert factor.ids == ("1_1", "2_1")


def test_two_numbers_for_one_thing_are_told_apart_by_the_publishers_id(tmp_path: Path) -> None:
    words = "Scope 3|Water supply|Water supply|Water supply"
    one, other = factors(
        read_rows(
            tmp_path,
            row(words, "cubic metres", "kg CO2e", 0.5, "17_500_1_1"),
            row(words, "cubic metres", "kg CO2e", 0.75, "17_501_1_1"),
        )
    )
    assert one.facets == {"publisher-id": "17_500_1"}
    assert other.facets == {"publisher-id": "17_501_1"}


def test_two_numbers_for_one_thing_without_ids_are_both_rejected(tmp_path: Path) -> None:
    words = "Scope 3|Water supply|Water supply|Water supply"
    file = write(
        tmp_path,
        [row(words, "cubic metres", "kg CO2e", value) for value in (0.5, 0.75)],
        Shape(ids=False),
    )
    items = read(file)
    assert factors(items) == []
    assert [r.at for r in rejections(items)] == [
        "'Factors by Category'!I7",
        "'Factors by Category'!I8",
    ]
    assert accounted(items) == numbers_in(file)


BAD_ROWS = {
    "about nothing": row("", "litres", "kg CO2e", 1),
    "not a known unit": row("Scope 1|Fuels||Butane", "10**10**10", "kg CO2e", 1),
    "no gas": row("Scope 1|Fuels||Butane", "litres", "kg of soot", 1),
    "no number": row("Scope 1|Fuels||Butane", "litres", "kg CO2e", "1,5"),
    "is no region": row("Scope 3|Hotel stay||Atlantis", "Room per night", "kg CO2e", 1),
    "never measured": row("Scope 1|Fuels||Lubricants", "litres", "kg CO2e", 1e-300),
    "is no name": row("Scope 1|Fuels||" + "x" * 5000, "litres", "kg CO2e", 1),
    "is no property": row("Scope 1|SECR kWh pass & delivery vehs|Vans", "km", "kWh", "< 1"),
    "radiative-forcing": row(
        "Scope 3|Freighting goods|Freight flights|Domestic||Half RF", "tonne.km", "kg CO2e", 1
    ),
}


@pytest.mark.parametrize("reason", BAD_ROWS)
def test_a_number_that_cannot_be_meant_is_rejected_by_its_cell(tmp_path: Path, reason: str) -> None:
    file = write(tmp_path, [*a_fuel(), BAD_ROWS[reason]])
    items = read(file)
    (rejection,) = rejections(items)
    assert rejection.at == "'Factors by Category'!J11"
    assert reason in rejection.reason
    assert len(factors(items)) == 1
    assert accounted(items) == numbers_in(file)


def test_gases_whose_label_does_not_say_weighted_must_add_up_to_their_total(
    tmp_path: Path,
) -> None:
    def rows(methane: float) -> list[list[Value]]:
        values = {"kg CO2e": 3.5, "kg CO2": 3.25, "kg CH4": methane, "kg N2O": 0.125}
        return [row("Scope 1|Fuels||Butane", "litres", g, v) for g, v in values.items()]

    weighted = the_factor(read_rows(tmp_path, *rows(0.125)))
    assert [a.kg_co2e for a in weighted.amounts] == ["3.5", "3.25", "0.125", "0.125"]
    unclear = rejections(read_rows(tmp_path, *rows(0.0045)))
    assert len(unclear) == 4
    assert "does not say whether it is weighted" in unclear[0].reason


def test_words_nobody_listed_are_filed_apart_and_told(tmp_path: Path) -> None:
    items = read_rows(
        tmp_path,
        row("Scope 3|WTT- Space travel|Rockets|Moon", "km", "kg CO2e", 5),
        row("Scope 1|Passenger vehicles|Hovercraft|Small", "km", "kg CO2e", 6),
    )
    rocket, hovercraft = factors(items)
    assert (rocket.activity, rocket.boundary) == ("other.space-travel.rockets.moon", ("upstream",))
    assert hovercraft.activity == "other.hovercraft"
    assert len(cautions(items)) == 2


def test_numbers_where_no_factor_stands_are_counted(tmp_path: Path) -> None:
    rows = [row("Scope 2|UK electricity||Electricity: UK", "kWh", "kg CO2e", 0.5)]
    rows[0][5] = 2020.0
    rows += [[None, "END"], row("Scope 1|Fuels||Butane", "litres", "kg CO2e", 7)]
    file = write(tmp_path, rows)
    items = read(file)
    assert len(factors(items)) == 1
    assert "1 numbers stand below the row END, and were not read." in cautions(items)
    assert accounted(items) == numbers_in(file)


def test_every_item_travels_between_processes_unchanged(tmp_path: Path) -> None:
    items = read_rows(tmp_path, *a_fuel(), *BAD_ROWS.values())
    assert [wire.decoded(wire.encoded(item)[:-1]).item for item in items] == items


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_a_workbooks_number_comes_back_and_has_no_exponent(number: float) -> None:
    text = shortest(number)
    assert float(text) == number
    assert "e" not in text.casefold()


@given(st.text(max_size=80))
def test_any_words_have_a_meaning_or_a_named_error(words: str) -> None:
    assert slug(words) == slug(slug(words))
    assert normal(words) == normal(normal(words))
    assert tidy(words) == tidy(tidy(words))
    found = meaning(Levels("", words, words, "", "", words))
    assert found.activity


WORDS = {
    "level1": ["Fuels", "WTT- fuels", "Outside of scopes", "Business travel- land", "Ω", ""],
    "level2": ["Bus", "Cars (by size)", "Managed vans", "WTT- rail", "-", ""],
    "level3": ["Butane", "Average car", "Electricity: Nowhere", "UK", ":: - ", ""],
    "text": ["Diesel", "Battery Electric Vehicle", "With RF", "x" * 130, ""],
    "unit": ["km", "km", "tonnes", "kWh (Net CV)", "parsec", ""],
    "ghg": ["kg CO2e", "kg CO2e of CH4", "kg CO2", "kWh (Net CV)", "kWh (foo)", "soot"],
    "id": ["", "1_2_3", "1_2_4", "4_5_3", "_"],
}
VALUES: list[Value] = [0, 0.1 + 0.2, -5, 1e-9, 1e22, "1.50", "< 1", "abc", "NA", "", "1e5", "٣"]


@st.composite
def any_row(draw: st.DrawFn) -> list[Value]:
    word = {name: draw(st.sampled_from(words)) for name, words in WORDS.items()}
    levels = f"Scope 1|{word['level1']}|{word['level2']}|{word['level3']}||{word['text']}"
    value = draw(st.sampled_from(VALUES))
    return row(levels, word["unit"], word["ghg"], value, word["id"])


@settings(max_examples=40, deadline=None)
@given(st.lists(any_row(), min_size=1, max_size=12), st.sampled_from(list(SHAPES.values())))
def test_whatever_the_rows_say_every_number_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]], shape: Shape
) -> None:
    file = write(tmp_path_factory.mktemp("any"), rows, shape)
    items = read(file)
    assert accounted(items) == numbers_in(file)
    documents: list[Factor | Property] = [*factors(items), *properties(items)]
    identities = [document.identity() for document in documents]
    assert len(set(identities)) == len(identities)


def test_a_number_that_is_none_is_rejected_by_its_cell(tmp_path: Path) -> None:
    sound, file = write(tmp_path, a_fuel()), tmp_path / "nan.xlsx"
    with zipfile.ZipFile(sound) as whole, zipfile.ZipFile(file, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, whole.read(name).replace(b"<v>3.5</v>", b"<v>NaN</v>"))
    items = read(file)
    assert [r.at for r in rejections(items)] == ["'Factors by Category'!J7"]
    assert accounted(items) == numbers_in(file)


def test_a_workbook_gives_the_same_documents_every_time(tmp_path: Path) -> None:
    file = write(tmp_path, a_fuel())
    assert read(file) == read(file)
