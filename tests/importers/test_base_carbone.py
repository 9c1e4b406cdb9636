from collections.abc import Sequence
from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.base_carbone import BaseCarbone, places
from factordb.importers.base_carbone.columns import VALUES
from factordb.importers.containers import Workbook
from factordb.importers.protocol import Item
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.label import Label
from factordb.model.property import Property
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, properties, read
from tests.importers.workbooks import an_xlsx
from tests.publishers import DATA, needs_publishers_files

FILE = DATA / "base-carbone" / "Base_Carbone_V23.6-v2.xlsx"
Cells = dict[str, object]
PEAT: Cells = {
    "Type Ligne": "Elément",
    "Identifiant de l'élément": 901,
    "Type de l'élément": "Facteur d'émission",
    "Statut de l'élément": "Valide générique",
    "Nom base français": "Tourbe",
    "Nom base anglais": "Peat",
    "Nom attribut français": "sèche",
    "Code de la catégorie": "Combustibles > Fossiles > Solides",
    "Unité français": "kgCO2e/kWh PCI",
    "Localisation géographique": "France continentale",
    "Sous-localisation géographique français": None,
    "Date de modification": "2031-04-24",
    "Période de validité": 2032,
    "Incertitude": 30,
    "Qualité": 2.5,
    "Qualité TeR": 4,
    "Qualité GR": 0,
    "Type poste": None,
    "Nom poste français": None,
    "Total poste non décomposé": 0.5,
    "CO2f": 0.4,
    "CH4f": 0.06,
    "CH4b": 0,
    "N2O": 0.04,
    "Code gaz supplémentaire 1": None,
    "Valeur gaz supplémentaire 1": 0,
    "CO2b": 0.7,
}
HEADER = tuple(PEAT)
BURNT: Cells = PEAT | {
    "Type Ligne": "Poste",
    "Type poste": "Combustion",
    "Total poste non décomposé": 0.3,
    "CO2f": 0.25,
    "CH4f": 0.05,
    "N2O": 0,
    "CO2b": 0.7,
}
BEFORE = BURNT | {"Type poste": "Amont", "Nom poste français": "Extraction", "CO2b": 0}
NUMBERS = sum(isinstance(value, float | int) for value in PEAT.values())


def a_book(folder: Path, *lines: Cells, header: Sequence[str] = HEADER) -> Path:
    rows = [[line.get(name) for name in header] for line in lines]
    return an_xlsx(folder / "base.xlsx", {"Base": [list(header), *rows]})


def items_of(folder: Path, *lines: Cells) -> list[Item]:
    return read(BaseCarbone(), a_book(folder, *lines))


def the_factor(folder: Path, *lines: Cells) -> Factor:
    (factor,) = factors(items_of(folder, *lines))
    return factor


def the_property(folder: Path, line: Cells) -> Property:
    (found,) = properties(items_of(folder, line))
    return found


def numbers_in(file: Path) -> int:
    book = Workbook(file)
    return sum(sum(row.numeric) for name in book.names for row in book.sheet(name).rows())


def test_an_element_with_its_parts_is_one_factor(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, PEAT, BEFORE, BURNT)
    assert (factor.activity, factor.unit, factor.region) == ("fuel.tourbe", "kWh{NCV}", "FR")
    assert factor.facets == {"class": "sèche"}
    assert factor.boundary == ("combustion", "upstream")
    totals = [(a.part, a.kg_co2e) for a in factor.amounts if a.gas == "CO2e"]
    assert totals == [(None, "0.5"), ("upstream: Extraction", "0.3"), ("combustion", "0.3")]
    assert factor.ids == ("901",)


def test_gases_are_weighted_under_a_method_that_is_not_named(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, PEAT)
    assert [(a.gas, a.origin, a.kg_co2e) for a in factor.amounts] == [
        ("CO2e", None, "0.5"),
        ("CO2", "fossil", "0.4"),
        ("CH4", "fossil", "0.06"),
        ("CH4", "biogenic", "0"),
        ("N2O", None, "0.04"),
        ("CO2", "biogenic", "0.7"),
    ]
    assert {a.gwp for a in factor.amounts} == {None}
    assert {a.kg for a in factor.amounts} == {None}


def test_biogenic_co2_stands_outside_of_the_total(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, PEAT, BURNT)
    outside = [(a.part, a.kg_co2e) for a in factor.amounts if a.outside]
    assert outside == [(None, "0.7"), ("combustion", "0.7")]
    told = headline(factor)
    assert told is not None
    assert told.value == "0.5"


def test_contrails_are_a_part_whose_name_the_element_gives(tmp_path: Path) -> None:
    flight = PEAT | {
        "Code de la catégorie": "Transport de personnes > Aérien",
        "Unité français": "kgCO2e/passager.km",
        "Nom frontière français": "AVEC trainées",
        "Code gaz supplémentaire 1": "Divers",
        "Valeur gaz supplémentaire 1": 0.2,
    }
    part = flight | {
        "Type Ligne": "Poste",
        "Type poste": "Energie",
        "Code gaz supplémentaire 1": None,
    }
    header = (*HEADER, "Nom frontière français")
    (factor,) = factors(read(BaseCarbone(), a_book(tmp_path, flight, part, header=header)))
    parts = [(a.part, a.kg_co2e) for a in factor.amounts if a.part and "contrails" in a.part]
    assert parts == [("contrails", "0.2"), ("energy: contrails", "0.2")]
    assert factor.facets == {"class": "sèche", "radiative-forcing": "with"}
    assert factor.conventions == {"aviation": "with-radiative-forcing"}
    assert factor.unit == "pkm"


def test_a_further_gas_is_named_by_its_code(tmp_path: Path) -> None:
    line = {"Code gaz supplémentaire 1": "SF6", "Valeur gaz supplémentaire 1": 0.01}
    factor = the_factor(tmp_path, PEAT | line)
    assert [a.kg_co2e for a in factor.amounts if a.gas == "SF6"] == ["0.01"]


def test_a_further_gas_that_nobody_names_is_rejected_but_where_it_is_zero(tmp_path: Path) -> None:
    items = items_of(tmp_path, PEAT, PEAT | {"Valeur gaz supplémentaire 1": 0.01})
    assert [r.reason for r in accounts.rejections(items)] == [
        "Code gaz supplémentaire 1: names no gas"
    ]
    assert accounts.not_ours(items)["a further gas that nobody names, of 0"] == 1


def test_a_score_of_zero_means_not_scored(tmp_path: Path) -> None:
    factor = the_factor(tmp_path, PEAT)
    assert factor.quality is not None
    assert factor.quality.scores == {"quality": "2.5", "ter": "4"}
    assert factor.uncertainty is not None
    assert factor.uncertainty.parameters == {"half-range-percent": "30"}


def test_the_publishers_status_is_kept_and_what_is_archived_stands_back(tmp_path: Path) -> None:
    old = {"Identifiant de l'élément": 900, "Statut de l'élément": "Archivé", "CO2f": 0.41}
    now, then = factors(items_of(tmp_path, PEAT | old, PEAT))
    assert (now.status, now.facets) == (None, {"class": "sèche"})
    assert (then.status, then.facets) == ("archived", {"class": "sèche", "publisher-id": "900"})


def test_valid_elements_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    found = factors(items_of(tmp_path, PEAT, PEAT | {"Identifiant de l'élément": 7, "CO2f": 0.1}))
    assert [f.facets and f.facets["publisher-id"] for f in found] == ["901", "7"]


@pytest.mark.parametrize(
    ("category", "name", "unit", "told"),
    [
        (
            "Combustibles > Caractéristiques physiques > PCI - Pouvoir Calorifique Inférieur",
            "Tourbe",
            "GJ / tonne",
            ("fuel.tourbe", "net-calorific-value", "GJ/t"),
        ),
        (
            "PRG > PRG à 100 ans du 5ème rapport du GIEC > Principaux gaz",
            "HFC-23",
            None,
            ("gas.hfc-23", "gwp-100", "kg{CO2e}/kg"),
        ),
        (
            "Statistiques territoriales > Résidentiel",
            "Four",
            "kWh / (ménage.an)",
            ("statistics.four", "statistic", "kWh/household*year"),
        ),
    ],
)
def test_source_data_are_properties(
    tmp_path: Path, category: str, name: str, unit: str | None, told: tuple[str, ...]
) -> None:
    line = {
        **{column: None for column in VALUES if column in HEADER},
        "Total poste non décomposé": 12.5,
        "Type de l'élément": "Données source",
        "Code de la catégorie": category,
        "Nom base français": name,
        "Unité français": unit,
    }
    found = the_property(tmp_path, PEAT | line)
    assert (found.subject, found.property, found.unit) == told
    assert found.value == "12.5"


def test_gases_beside_source_data_are_rejected(tmp_path: Path) -> None:
    line = PEAT | {"Type de l'élément": "Données source", "Unité français": "GJ / tonne"}
    file = a_book(tmp_path, line)
    items = read(BaseCarbone(), file)
    assert len(accounts.rejections(items)) == 5
    assert accounted(items) == numbers_in(file) == NUMBERS


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("kgCO2e/kg de poids net", "kg{net weight}"),
        ("kgCO2e/keuro (2021) HT", "kEUR{2021,without VAT}"),
        ("kgCO2e/t.km", "tkm"),
        ("kgCO2e/GJ PCS", "GJ{GCV}"),
    ],
)
def test_the_basis_belongs_to_the_unit(tmp_path: Path, printed: str, unit: str) -> None:
    assert the_factor(tmp_path, PEAT | {"Unité français": printed}).unit == unit


@pytest.mark.parametrize("printed", ["kgCO2e/parsec", "GJ / tonne", None])
def test_a_unit_that_cannot_be_meant_rejects_all_numbers_of_the_element(
    tmp_path: Path, printed: str | None
) -> None:
    file = a_book(tmp_path, PEAT | {"Unité français": printed}, BURNT)
    items = read(BaseCarbone(), file)
    assert len(accounts.rejections(items)) == 12
    assert all(r.reason.startswith("Unité français") for r in accounts.rejections(items))
    assert accounted(items) == numbers_in(file)


def test_a_part_below_no_element_of_its_id_is_rejected(tmp_path: Path) -> None:
    file = a_book(tmp_path, PEAT, BURNT | {"Identifiant de l'élément": 5})
    items = read(BaseCarbone(), file)
    assert {r.at.split("!")[0] for r in accounts.rejections(items)} == {"'Base'"}
    assert accounted(items) == numbers_in(file)


@pytest.mark.parametrize(
    ("validity", "applies"),
    [
        (2032, {"to": "2032-12-31"}),
        ("2031-06-30", {"to": "2031-06-30"}),
        ("30/06/2031", {"to": "2031-06-30"}),
        (44196, {"to": "2020-12-31"}),
        ("Année 2016", {"from": "2016-01-01", "to": "2016-12-31"}),
        ("3 ans", None),
    ],
)
def test_the_validity_is_read_in_all_its_spellings(
    tmp_path: Path, validity: object, applies: dict[str, str] | None
) -> None:
    dates = the_factor(tmp_path, PEAT | {"Période de validité": validity}).dates
    assert dates is not None
    assert dates.plain().get("applies") == applies
    assert dates.published == "2031-04-24"


def test_average_grid_electricity_is_the_activity_of_other_datasets(tmp_path: Path) -> None:
    line = {
        "Nom base français": "Electricité",
        "Nom attribut français": "2019 - mix moyen",
        "Nom frontière français": "consommation",
        "Code de la catégorie": "Electricité > Mix réseau électrique > France continentale",
    }
    header = (*HEADER, "Nom frontière français")
    book = a_book(
        tmp_path,
        PEAT | line,
        PEAT | line | {"Nom attribut français": "2019 - usage : four"},
        header=header,
    )
    mix, use = factors(read(BaseCarbone(), book))
    assert (mix.activity, mix.facets) == ("electricity.grid", {"mix": "average", "at": "consumer"})
    assert use.facets == {"purpose": "usage : four", "at": "consumer"}
    assert mix.dates is not None
    assert mix.dates.data is not None
    assert mix.dates.data.from_ == "2019-01-01"


def test_avoided_emissions_are_outside_of_any_total(tmp_path: Path) -> None:
    line = {"Nom frontière français": "Recyclage - Emissions évitées"}
    header = (*HEADER, "Nom frontière français")
    (factor,) = factors(read(BaseCarbone(), a_book(tmp_path, PEAT | line, header=header)))
    assert {a.outside for a in factor.amounts} == {True}
    assert headline(factor) is None


def test_three_languages_and_tags_are_kept(tmp_path: Path) -> None:
    more = {
        "Nom base français": '""" Tourbe, noire""", sèche',
        "Nom base espagnol": "Turba",
        "Tags français": "sol, marais,",
        "Tags anglais": "soil",
        "Commentaire français": '"""Une remarque"""',
    }
    items = read(BaseCarbone(), a_book(tmp_path, PEAT | more, header=tuple(PEAT | more)))
    (factor,) = factors(items)
    assert factor.name["es"] == "Turba"
    assert factor.name["fr"] == "Tourbe, noire, sèche, sèche"
    assert factor.source.notes == ("Une remarque",)
    (label,) = (item for item in items if isinstance(item, Label))
    assert (label.about, label.synonyms) == (
        factor.digest(),
        {"fr": ("sol", "marais"), "en": ("soil",)},
    )


@pytest.mark.parametrize(
    ("place", "within", "code"),
    [
        ("France continentale", "", "FR"),
        ("France continentale", "Bretagne, Rennes", "FR-BRE"),
        ("France continentale", "Lorraine", "X-ADEME-FR-LORRAINE"),
        ("Autre pays du monde", "Corée du sud", "KR"),
        ("Autre pays du monde", "Atlantide", None),
        ("Outre-mer", "La Réunion", "RE"),
        ("Monde", "Moyenne Asie", "X-ADEME-ASIA"),
        ("Monde", "", "GLO"),
    ],
)
def test_a_place_is_a_region_of_the_table(place: str, within: str, code: str | None) -> None:
    cells = {
        "Localisation géographique": place,
        "Sous-localisation géographique français": within,
    }
    assert places.region(cells) == code


def test_the_publishers_csv_gives_the_same_numbers(tmp_path: Path) -> None:
    lines = [
        ["" if value is None else str(value).replace(".", ",") for value in line.values()]
        for line in (PEAT, BURNT)
    ]
    file = a_csv(tmp_path / "base.csv", [HEADER, *lines], "cp1252", ";")
    items = read(BaseCarbone(), file)
    (factor,) = factors(items)
    (from_book,) = factors(items_of(tmp_path, PEAT, BURNT))
    assert BaseCarbone().recognises(file)
    assert accounts.cautions(items) == ["base.csv is not UTF-8; it was read as cp1252."]
    assert factor.key() == from_book.key()
    assert factor.source.cells[0].printed == "0,5"
    kept = [[(a.gas, a.part, a.kg_co2e) for a in f.amounts] for f in (factor, from_book)]
    assert kept[0] == kept[1]


def test_a_workbook_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = a_book(tmp_path, PEAT, header=[name for name in HEADER if name != "CO2f"])
    assert not BaseCarbone().recognises(file)
    with pytest.raises(UnreadableFile, match="none of its sheets has the columns"):
        read(BaseCarbone(), file)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="has the column 'CO2f' twice"):
        read(BaseCarbone(), a_book(tmp_path, PEAT, header=(*HEADER, "CO2f")))


@needs_publishers_files
def test_every_number_of_the_published_workbook_is_accounted_for() -> None:
    items = read(BaseCarbone(), FILE)
    found = accounts.documents(items)
    assert accounted(items) == numbers_in(FILE)
    assert (len(factors(items)), len(properties(items))) == (10922, 1861)
    assert [r.reason for r in accounts.rejections(items)] == [
        "Localisation géographique: 'Autre pays du monde' is no place that is known"
    ]
    assert len({d.identity() for d in found}) == len(found)
    ids = {id_ for document in found for id_ in document.ids or ()}
    assert len(ids) == 12817 - 1
    assert sum(f.status == "archived" for f in factors(items)) > 4400
    contrails = [a for f in factors(items) for a in f.amounts if a.part == "contrails"]
    assert sum(float(a.kg_co2e or 0) > 0 for a in contrails) == 84
