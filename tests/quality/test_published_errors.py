"""Errors that were really published: each is a case of its own, with a sound twin beside it.

The manual lists them in both languages, and its lists are held against the cases here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.errors import UnreadableFile
from factordb.importers.cbam_defaults import CbamDefaults
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.quality.checks import rules
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Severity
from tests.catalogue.tables import Row, a_row, a_table, asked, take_in
from tests.examples import a_factor, a_property, a_total
from tests.importers import accounts, spending
from tests.importers.test_cbam_defaults import CLINKER, a_file
from tests.quality.checked import FUEL, amounts, printed

Documents = Iterable[Factor | Property]
PROVINCES = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-LN", "CN-JL")


def of(documents: Documents) -> set[str]:
    """Return the rules that a release of ``documents`` breaks."""
    checking = Checking()
    for one in documents:
        if isinstance(one, Factor):
            checking.see(one.digest(), one)
        else:
            checking.see_property(one.digest(), one)
    return {finding.rule for finding in checking.close()}


def grids(*values: str, unit: str = "kWh") -> list[Factor]:
    return [a_factor(value=v, region=r, unit=unit) for v, r in zip(values, PROVINCES, strict=False)]


def fuel(activity: str, value: str, unit: str, beside: str | None = None) -> Factor:
    fuel: dict[str, Any] = {"activity": f"fuel.{activity}", "unit": unit, **FUEL}
    return printed(value, beside, **fuel)


def lost(*values: str) -> list[Factor]:
    names = ("coal", "kerosene", "coke", "fuel-oil", "gas-oil")
    return [fuel(name, value, "TJ") for name, value in zip(names, values, strict=False)]


def vehicles(*methane: str) -> list[Factor]:
    kinds = ("car", "truck", "bus", "van", "motorbike")
    return [
        a_factor(
            activity=f"transport.passenger.{kind}",
            unit="vehicle-mile",
            **FUEL,
            **amounts({"gas": "CO2", "kg": "0.3"}, {"gas": "CH4", "kg": kg}),
        )
        for kind, kg in zip(kinds, methane, strict=True)
    ]


def split(total: str) -> list[Factor]:
    """Return three grids with methane of a gram: its share tells the GWP method."""
    gases = amounts(
        {"gas": "CO2e", "kg_co2e": total, "gwp": "AR5"},
        {"gas": "CO2", "kg": "0.5000000"},
        {"gas": "CH4", "kg": "0.0010000"},
        {"gas": "N2O", "kg": "0.0000000"},
    )
    return [a_factor(region=region, **gases) for region in PROVINCES[:3]]


def released(value: str, unit: str = "kg", activity: str = "refrigerant.hfc-134a") -> list[Factor]:
    total = a_total(value, gwp="AR5")
    return [a_factor(activity=activity, unit=unit, facets=None, boundary=["direct"], **total)]


def one_id(second: str) -> list[Factor]:
    activities = zip(("electricity.grid", "electricity.supplied"), ("0.5", second), strict=True)
    return [a_factor(value=value, activity=activity, ids=["7"]) for activity, value in activities]


def flights(with_forcing: str) -> list[Factor]:
    return [
        a_factor(
            value=value,
            activity="transport.passenger.air",
            unit="pkm",
            boundary=["combustion"],
            facets={"radiative-forcing": forcing},
        )
        for forcing, value in (("without", "0.11"), ("with", with_forcing))
    ]


def total_beside(unit: str) -> list[Factor]:
    cell = {"at": "B2", "printed": "0.5", "unit": unit}
    return [a_factor(**(a_total("0.5") | {"source": {"cells": [cell]}}))]


def heat_values(net: str, gross: str) -> list[Property]:
    both = (("net-calorific-value", net), ("gross-calorific-value", gross))
    return [
        a_property(
            property=name,
            value=value,
            unit="MJ/kg",
            source={"cells": [{"at": name, "printed": value}]},
        )
        for name, value in both
    ]


def a_property_of(value: str, unit: str, **more: Any) -> list[Property]:
    cells = {"cells": [{"at": "B2", "printed": value}]}
    return [a_property(value=value, unit=unit, source=cells, **more)]


class Case(NamedTuple):
    """An error, what it is caught by, and the same numbers without it."""

    rule: str
    severity: Severity
    wrong: Documents
    sound: Documents


HOLD, WARN, REFUSE = Severity.HOLD, Severity.WARN, Severity.REFUSE
CASES = {
    "kg/MWh printed as kg/kWh": Case("beyond-band", HOLD, grids("581"), grids("0.581")),
    "kg/kWh among kg/MWh in one row": Case(
        "far-from-its-peers",
        HOLD,
        grids("558", "673", "725", "709", "0.547", unit="MWh"),
        grids("558", "673", "725", "709", "547", unit="MWh"),
    ),
    "g for kg": Case("beyond-band", HOLD, grids("550"), grids("0.550")),
    "g for kg, where the unit is printed": Case(
        "not-the-printed-unit",
        HOLD,
        [printed("0.55", "gCO2/kWh")],
        [printed("0.55", "kgCO2/kWh")],
    ),
    "MWh for GJ, where the unit is printed": Case(
        "not-the-printed-unit",
        HOLD,
        [printed("110", "kg CO2/GJ", activity="heat.purchased", unit="MWh", facets=None)],
        [printed("110", "kg CO2/GJ", activity="heat.purchased", unit="GJ", facets=None)],
    ),
    "kgC printed as kgCO2": Case(
        "beyond-band", HOLD, [fuel("coal", "653", "t")], [fuel("coal", "2395", "t")]
    ),
    "kgC printed as kgCO2, where the unit says carbon": Case(
        "carbon-as-co2",
        HOLD,
        [fuel("anthracite", "26.8", "TJ", "kgC/TJ")],
        [fuel("anthracite", "98300", "TJ", "kg CO2/TJ")],
    ),
    "lost decimal points": Case(
        "release-beyond-bands",
        HOLD,
        lost("24618182", "195723000000000", "27359800000000", "215851000000000", "204375000000000"),
        lost("94600", "71900", "107000", "77400", "74100"),
    ),
    "a motorcycle at zero": Case(
        "zero-among-numbers",
        WARN,
        vehicles("0.009", "0.012", "0.02", "0.01", "0.000"),
        vehicles("0.009", "0.012", "0.02", "0.01", "0.090"),
    ),
    "AR4 numbers in an AR5 column": Case(
        "release-gases-miss-their-totals", HOLD, split("0.5250000"), split("0.5280000")
    ),
    "an AR4 GWP in an AR5 column": Case(
        "gwp-of-another-method",
        HOLD,
        released("25", activity="gas.ch4"),
        released("28", activity="gas.ch4"),
    ),
    "CO2 alone labelled CO2e": Case(
        "gases-miss-their-total", HOLD, split("0.5000000"), split("0.5280000")
    ),
    "CO2 alone labelled CO2e, where the unit says CO2": Case(
        "co2-as-co2e",
        WARN,
        total_beside("kgCO2/kWh"),
        total_beside("kgCO2e/kWh"),
    ),
    "one ID with two values": Case("one-id-two-numbers", HOLD, one_id("0.6"), one_id("0.5")),
    "a wrong sign": Case("negative-where-nothing-is-taken-up", HOLD, grids("-0.55"), grids("0.55")),
    "HFC in the wrong unit": Case(
        "gas-far-from-its-gwp", HOLD, released("1300", "t"), released("1300")
    ),
    "short tons for tonnes, where the unit is printed": Case(
        "not-the-printed-unit",
        HOLD,
        [fuel("coal", "2395", "t", "kg CO2/short ton")],
        [fuel("coal", "2395", "short ton", "kg CO2/short ton")],
    ),
    "gross for net calorific values": Case(
        "net-above-gross", HOLD, heat_values("45.5", "42.6"), heat_values("42.6", "45.5")
    ),
    "CO2 of flights times 1.7": Case(
        "co2-grows-with-radiative-forcing", HOLD, flights("0.187"), flights("0.11")
    ),
    "kJ for MJ in a calorific value": Case(
        "beyond-band", HOLD, a_property_of("20908", "MJ/kg"), a_property_of("20908", "kJ/kg")
    ),
    "per cent for a share": Case(
        "beyond-band",
        HOLD,
        a_property_of("98", "1", property="oxidation"),
        a_property_of("98", "%", property="oxidation"),
    ),
}


@pytest.mark.parametrize("error", CASES)
def test_an_error_that_was_published_is_caught_and_its_sound_twin_is_not(error: str) -> None:
    case = CASES[error]

    assert case.rule in of(case.wrong)
    assert case.rule not in of(case.sound)
    assert _severity(case.rule) is case.severity


# Through the importer of the file that had it.


def test_a_cbam_row_whose_values_stand_in_the_columns_of_years_is_told(tmp_path: Path) -> None:
    """Direct, indirect and total under 2026, 2027 and 2028."""
    years = tuple(f"{year} Default Value (Including mark-up)" for year in (2026, 2027, 2028))
    header = (*CBAM[:7], *years, CBAM[-1])
    shifted = (*CLINKER, "", "", "", "1.23", "0.14", "1.37", "")
    sound = (*CLINKER[:2], "25232100", "White cement", "1.23", "0.14", "1.37", "1.5", "1.6", "1.8",
             "")  # fmt: skip
    items = accounts.read(CbamDefaults(), a_file(tmp_path, shifted, sound, header=header))

    assert "shifted-by-columns" in of(accounts.factors(items))
    assert any("as if shifted" in text for text in accounts.cautions(items))
    assert "shifted-by-columns" not in of(
        accounts.factors(accounts.read(CbamDefaults(), a_file(tmp_path, sound, header=header)))
    )


CBAM = (
    *("Country", "Sector", "Product CN Code", "Description"),
    "Default Value (direct emissions)",
    "Default Value (Indirect emissions)",
    "Default Value (total emissions)",
    "Underlying production route determining CBAM BM",
)


def test_mark_ups_that_are_compounded_in_five_rows_are_told(tmp_path: Path) -> None:
    years = tuple(f"{year} Default Value (Including mark-up)" for year in (2026, 2027))
    header = (*CBAM[:7], *years, CBAM[-1])

    def rows(country: str, *marked: str) -> list[tuple[str, ...]]:
        about = ((country, "Cement", f"2523210{n}", f"Cement {n}") for n in range(5))
        return [(*one, "10.00", "0.00", "10.00", *marked, "") for one in about]

    good = [*rows("Albania", "11.00", "12.00"), *rows("Algeria", "11.00", "12.00")]
    wrong = [*good, *rows("Angola", "11.00", "12.10")]
    found = [
        accounts.read(CbamDefaults(), a_file(tmp_path, *lines, header=header))
        for lines in (wrong, good)
    ]

    checking = Checking()
    for factor in accounts.factors(found[0]):
        checking.see(factor.digest(), factor)
    (told,) = (f for f in checking.close() if f.rule == "mark-up-compounded")
    assert (told.count, told.severity) == (5, WARN)
    assert "mark-up-compounded" not in of(accounts.factors(found[1]))


# Where only the last release gives it away.


def step(db: Session, folder: Path, old: list[Row], new: list[Row]) -> dict[str, Severity]:
    """Return what the import of a release says that follows another."""
    take_in(db, folder / "2023", old, "2023")
    done = intake.take_in(db, a_table(folder / "2024", new, "2024"), asked("2024", publish=False))
    return {finding.rule: finding.severity for finding in done.findings}


def rows(times: float, **more: str) -> list[Row]:
    values = (0.42, 0.55, 0.47, 0.61, 0.58, 0.50)
    return [a_row(r, f"{v * times:.6f}", **more) for r, v in zip(PROVINCES, values, strict=True)]


@pytest.mark.parametrize(
    ("error", "times"),
    [
        ("MWh for GJ", 1 / 3.6),
        ("kgC printed as kgCO2 in a whole column", 12 / 44),
        ("short tons for tonnes", 1 / 1.1023113109),
        ("gross for net calorific values in a whole column", 1 / 1.1),
    ],
)
def test_a_mistake_that_all_numbers_share_shows_beside_the_last_release(
    db: Session, tmp_path: Path, error: str, times: float
) -> None:
    assert error in AGAINST_THE_LAST
    assert step(db, tmp_path, rows(1), rows(times))["changed-all-alike"] is HOLD


def test_numbers_that_really_changed_are_not_held_for_it(db: Session, tmp_path: Path) -> None:
    new = [*rows(0.95)[:3], *rows(1.04)[3:]]

    assert step(db, tmp_path, rows(1), new) == {}


def test_a_number_a_thousand_times_the_last_is_held(db: Session, tmp_path: Path) -> None:
    new = [*rows(1)[:5], *rows(1000)[5:]]

    assert step(db, tmp_path, rows(1), new)["changed-out-of-proportion"] is HOLD


def test_a_car_at_half_its_value_is_told(db: Session, tmp_path: Path) -> None:
    old, new = (
        [a_row("US", kg, activity="transport.passenger.car", unit="vehicle-mile",
               cell__unit="kg CO2/vehicle-mile", boundary="combustion", facets__mix="")]
        for kg in ("0.306", "0.153")
    )  # fmt: skip

    assert step(db, tmp_path, old, new)["changed-by-much"] is WARN


def test_a_motorcycle_that_became_zero_is_told(db: Session, tmp_path: Path) -> None:
    assert step(db, tmp_path, rows(1), [*rows(1)[:5], *rows(0)[5:]])["zero-now"] is WARN


def test_another_price_year_is_not_comparable(db: Session, tmp_path: Path) -> None:
    for release, file in spending.two_releases(tmp_path).items():
        wanted = intake.Asked(dataset=spending.DATASET, release=release, publish=True)
        done = intake.take_in(db, file, wanted)

    assert [(f.rule, f.severity) for f in done.findings] == [("not-comparable", WARN)]
    assert done.findings[0].places[0].at == spending.WHY


def test_one_identity_with_two_values_is_refused_and_nothing_is_stored(
    db: Session, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row(printed="0.55"), a_row(printed="0.56")])

    with pytest.raises(UnreadableFile, match="gives CO2 twice"):
        intake.take_in(db, file, asked())
    assert _severity("one-identity-two-numbers") is REFUSE


# The manual.

AGAINST_THE_LAST = {
    "MWh for GJ": ("changed-all-alike", HOLD),
    "kgC printed as kgCO2 in a whole column": ("changed-all-alike", HOLD),
    "short tons for tonnes": ("changed-all-alike", HOLD),
    "gross for net calorific values in a whole column": ("changed-all-alike", HOLD),
    "a number a thousand times the last": ("changed-out-of-proportion", HOLD),
    "a car at half its value": ("changed-by-much", WARN),
    "a motorcycle that became zero": ("zero-now", WARN),
    "a currency year changed": ("not-comparable", WARN),
    "a shifted CBAM row": ("shifted-by-columns", WARN),
    "five compounded mark-ups": ("mark-up-compounded", WARN),
    "one identity with two values": ("one-identity-two-numbers", REFUSE),
}


@pytest.mark.parametrize("language", ["curating.md", "curating.zh-CN.md"])
def test_every_error_is_in_the_manual_with_what_catches_it(language: str) -> None:
    manual = (Path(__file__).parents[2] / "docs" / language).read_text("utf-8")
    listed = [line for line in manual.splitlines() if line.startswith("| ")]
    told = {error: (case.rule, case.severity) for error, case in CASES.items()} | AGAINST_THE_LAST

    for error, (rule, severity) in told.items():
        lines = [line for line in listed if f" | `{rule}` | {severity} |" in line]
        assert any(error in line for line in lines), error


def _severity(rule: str) -> Severity:
    (found,) = (one for one in rules.RULES if one.id == rule)
    return found.severity
