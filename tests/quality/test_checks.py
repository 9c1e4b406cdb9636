"""Errors that were really published, each as a small release, and sound ones beside them."""

from pathlib import Path
from typing import Any

import pytest

from factordb.model.factor import Factor
from factordb.quality.checks import bands, checking, limits, rules, succession
from factordb.quality.checks.finding import EXAMPLES, Findings, Severity, worst
from factordb.quality.checks.succession import Coverage, Moved, Succession
from tests.examples import a_factor, a_total, year_of
from tests.quality.checked import FUEL, amounts, findings, printed

CO2E = {"gas": "CO2e"}


def grids(*values: str, **changes: object) -> list[Factor]:
    """Return grid factors of as many provinces as there are values."""
    codes = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-LN", "CN-JL", "CN-HL", "CN-SH", "CN-JS")
    regions = (code for code in codes)
    return [a_factor(value=value, region=next(regions), **changes) for value in values]


def test_a_sound_release_says_nothing() -> None:
    assert findings(*grids("0.5580", "0.6730", "0.7252", "0.7096", "0.5473")) == {}


# What was really printed once.


def test_kg_per_mwh_printed_as_per_kwh_is_held() -> None:
    found = findings(a_factor(value="581"))

    assert found["beyond-band"].severity is Severity.HOLD
    assert "581 kg CO2 per kWh, where 0 to 3 is possible" in found["beyond-band"].places[0].told


def test_one_row_in_another_unit_stands_out_among_its_peers() -> None:
    found = findings(*grids("558.0", "673.0", "725.2", "709.6", "0.5473", unit="MWh"))

    (place,) = found["far-from-its-peers"].places
    assert place.told.startswith("0.5473 kg CO2 per MWh is 0.000")
    assert "beyond-band" not in found


def test_a_thousandth_of_its_peers_is_told_as_the_known_mistake() -> None:
    found = findings(*grids("0.600", "0.600", "0.600", "0.600", "0.600", "0.0006"))

    assert "kg for g, or per MWh for per kWh, the other way?" in (
        found["far-from-its-peers"].places[0].told
    )


def test_grams_taken_for_kilograms_are_held() -> None:
    assert "beyond-band" in findings(a_factor(value="550"))
    assert "not-the-printed-unit" in findings(printed("0.55", "gCO2/kWh"))


def test_grams_that_were_multiplied_are_sound() -> None:
    step = [["*", "0.001", "g→kg, exact"]]

    assert findings(printed("550", "g CO2/kWh", "0.550", steps=step)) == {}


def test_a_unit_below_the_line_that_was_not_kept_is_held() -> None:
    found = findings(printed("0.55", "tCO2/MWh", "550.00", steps=[["*", "1000", "t→kg"]]))

    assert set(found) == {"beyond-band", "not-the-printed-unit"}
    assert "is printed per MWh" in found["not-the-printed-unit"].places[0].told


def test_megajoules_taken_for_kilowatt_hours_are_held() -> None:
    heat = printed("0.2", "kg CO2/MJ", activity="heat.purchased", facets=None)

    assert "3.6 times" in findings(heat)["not-the-printed-unit"].places[0].told


@pytest.mark.parametrize(
    ("activity", "unit", "co2", "carbon"),
    [
        ("fuel.coal", "t", "2395.29", "653.26"),
        ("fuel.diesel", "L", "2.66", "0.7255"),
        ("fuel.natural-gas", "kWh{NCV}", "0.2027", "0.05528"),
        ("fuel.petrol", "GJ", "69.3", "18.9"),
    ],
)
def test_carbon_printed_as_co2_is_held(activity: str, unit: str, co2: str, carbon: str) -> None:
    fuel: dict[str, Any] = {"activity": activity, "unit": unit, **FUEL}

    assert findings(printed(co2, None, **fuel)) == {}
    assert set(findings(printed(carbon, None, **fuel))) == {"beyond-band"}


def test_carbon_that_says_so_in_its_unit_is_held() -> None:
    fuel: dict[str, Any] = {"activity": "fuel.anthracite", "unit": "TJ", **FUEL}

    assert "carbon-as-co2" in findings(printed("26.8", "kgC/TJ", **fuel))
    made = printed(
        "26.8",
        "t C/TJ",
        "98266.6666666666666667",
        steps=[["*", "1000", "t→kg"], ["*", "3.66666666666666666667", "C→CO2, 44/12"]],
        **fuel,
    )
    assert findings(made) == {}


def test_a_file_that_lost_its_decimal_points_is_held_as_a_whole() -> None:
    """Coal at 24,618,182, burning oil at 195,723,000,000,000."""
    lost = [
        a_factor(value=value, activity=f"fuel.{fuel}", unit="TJ", **FUEL)
        for fuel, value in (
            ("coal", "24618182"),
            ("kerosene", "195723000000000"),
            ("coke", "27359800000000"),
            ("fuel-oil", "215851000000000"),
            ("gas-oil", "204375000000000"),
        )
    ]

    found = findings(*lost)

    assert found["beyond-band"].count == 5
    assert found["release-beyond-bands"].places[0].told == (
        "5 of 5 numbers that have a band are beyond it"
    )


def test_gases_without_co2_are_held_where_no_mass_could_be_given_off() -> None:
    def soil(kg: str) -> Factor:
        gases = {"amounts": [{"gas": "N2O", "kg": kg, "cell": 0}]}
        cells = {"cells": [{"at": f"G{len(kg)}", "printed": kg}]}
        changes = {"activity": "soil.nitrogen", "unit": "kt{N}", "boundary": ["direct"]}
        return a_factor(**gases, **changes, source=cells, facets=None)

    assert findings(soil("15700")) == {}
    found = findings(soil("117857000000000000000"))["beyond-band"]
    assert found.severity is Severity.HOLD
    assert found.places[0].told.startswith("1.17857e+14 kg N2O per kg, where 100 is possible")


def test_what_a_thing_took_to_make_may_weigh_more_than_it() -> None:
    gold = {"activity": "material.gold", "unit": "kg", "boundary": ["cradle-to-gate"]}
    gases = {"amounts": [{"gas": "CH4", "kg": "9000", "cell": 0}]}
    cells = {"cells": [{"at": "G1", "printed": "9000"}]}

    assert findings(a_factor(**gases, **gold, source=cells, facets=None)) == {}


def test_a_motorcycle_without_methane_is_told() -> None:
    vehicles = [
        a_factor(
            activity=f"transport.passenger.{name}",
            unit="vehicle-mile",
            **FUEL,
            **amounts({"gas": "CO2", "kg": "0.3"}, {"gas": "CH4", "kg": ch4}),
        )
        for name, ch4 in (("car", "0.009"), ("truck", "0.012"), ("bus", "0.02"), ("van", "0.01"))
    ]
    motorcycle = a_factor(
        activity="transport.passenger.motorbike",
        unit="vehicle-mile",
        **FUEL,
        **amounts(
            {"gas": "CO2", "kg": "0.37"}, {"gas": "CH4", "kg": "0.000"}, prints=("0.37", "0 ")
        ),
    )

    found = findings(*vehicles, motorcycle)

    (place,) = found["zero-among-numbers"].places
    assert place.told == "CH4 is 0 per vehicle-mile; 4 others are not"
    assert place.digest == motorcycle.digest()


def test_a_car_without_any_exhaust_is_not() -> None:
    cars = [
        a_factor(activity=f"transport.passenger.{n}", unit="km", **FUEL, **a_total(v))
        for n, v in (("a", "0.1"), ("b", "0.2"), ("c", "0.2"), ("d", "0.1"), ("electric", "0"))
    ]

    assert "zero-among-numbers" not in findings(*cars)


def test_a_row_whose_values_stand_a_few_columns_further_is_told() -> None:
    years = [
        a_factor(
            activity="material.cement.cn-25232100",
            unit="t",
            boundary=["direct"],
            facets={"mark-up": "included"},
            dates={"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}},
            **a_total(value),
        )
        for year, value in (("2026", "1.23"), ("2027", "0.14"), ("2028", "1.37"))
    ]

    assert findings(*years)["shifted-by-columns"].places[0].told == "1.23 + 0.14 = 1.37"


def marked_up(region: str, base: str, *values: str) -> list[Factor]:
    cement = {"activity": "material.cement", "unit": "t", "boundary": ["direct"], "region": region}
    first = a_factor(**cement, facets=None, dates=None, **a_total(base))
    return [
        first,
        *(
            a_factor(
                **cement,
                facets={"mark-up": "included"},
                dates={"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}},
                **a_total(value),
            )
            for year, value in enumerate(values, start=2026)
        ),
    ]


def test_mark_ups_that_are_compounded_are_told() -> None:
    added = [*marked_up("AL", "870", "957", "1044", "1131"), *marked_up("DZ", "90", "99", "108")]
    compounded = marked_up("AO", "1260", "1386", "1524.6", "1677.06")

    found = findings(*added, *compounded)

    assert found["mark-up-compounded"].places[0].told == "1.1, 1.21, 1.331 times 1260"
    assert "mark-up-compounded" not in findings(*added)


def test_co2_that_grows_with_radiative_forcing_is_held() -> None:
    flights = [
        a_factor(
            value=value,
            activity="transport.passenger.air",
            unit="pkm",
            boundary=["combustion"],
            facets={"haul": "long", "radiative-forcing": forcing},
        )
        for forcing, value in (("without", "0.11"), ("with", "0.187"))
    ]

    found = findings(*flights)["co2-grows-with-radiative-forcing"]

    assert (found.severity, found.count) == (Severity.HOLD, 1)
    assert found.places[0].told.endswith("1.7 times")


def test_what_is_weighed_may_grow_with_radiative_forcing() -> None:
    flights = [
        a_factor(
            activity="transport.passenger.air",
            unit="pkm",
            boundary=["combustion"],
            facets={"radiative-forcing": forcing},
            **amounts({"gas": "CO2", "kg_co2e": value}),
        )
        for forcing, value in (("without", "0.11"), ("with", "0.187"))
    ]

    assert findings(*flights) == {}


# Sums.


def test_gases_that_sum_to_their_total_within_their_rounding_are_sound() -> None:
    split = amounts(
        {**CO2E, "kg_co2e": "0.10764"},
        {"gas": "CO2", "kg_co2e": "0.10597"},
        {"gas": "CH4", "kg_co2e": "0.0000046368"},
        {"gas": "N2O", "kg_co2e": "0.00167"},
        at="'S'!J{}",
    )

    assert findings(a_factor(**split), inferred="AR5") == {}


def test_contrails_are_a_term_of_the_sum_beside_the_gases() -> None:
    def flight(contrails: str) -> dict[str, Any]:
        return amounts(
            {"gas": "CO2e", "kg_co2e": "3.47"},
            {"gas": "CO2", "kg_co2e": "1.86"},
            {"gas": "N2O", "kg_co2e": "0.04"},
            {"gas": "CO2e", "kg_co2e": contrails, "part": "contrails"},
        )

    assert "gases-miss-their-total" not in findings(a_factor(**flight("1.57")))
    assert "gases-miss-their-total" in findings(a_factor(**flight("0.57")))


def test_half_a_unit_in_the_last_digit_of_each_term_is_free_and_no_more() -> None:
    def of(total: str) -> dict[str, object]:
        return dict(
            findings(
                a_factor(
                    **amounts(
                        {**CO2E, "kg_co2e": total},
                        {"gas": "CO2", "kg_co2e": "0.50"},
                        {"gas": "CH4", "kg_co2e": "0.30"},
                    )
                )
            )
        )

    assert of("0.81") == {}
    assert set(of("0.83")) == {"gases-miss-their-total"}


def test_co2_alone_as_the_total_is_held() -> None:
    found = findings(
        a_factor(
            **amounts(
                {**CO2E, "kg_co2e": "0.50000", "gwp": "AR5"},
                {"gas": "CO2", "kg": "0.50000"},
                {"gas": "CH4", "kg": "0.00100"},
                {"gas": "N2O", "kg": "0.00010"},
            )
        )
    )

    assert "0.5545" in found["gases-miss-their-total"].places[0].told


def test_numbers_of_one_method_in_the_column_of_another_are_held_as_a_whole() -> None:
    """Methane 25 times instead of 28: a hundredth of the total at most, but in every row."""
    rows = [
        a_factor(
            region=region,
            **amounts(
                {**CO2E, "kg_co2e": "0.5250000", "gwp": "AR5"},
                {"gas": "CO2", "kg": "0.5000000"},
                {"gas": "CH4", "kg": "0.0010000"},
                {"gas": "N2O", "kg": "0.0000000"},
            ),
        )
        for region in ("CN-SH", "CN-BJ", "CN-TJ")
    ]

    found = findings(*rows)

    assert found["gases-nearly-their-total"].severity is Severity.WARN
    assert found["release-gases-miss-their-totals"].severity is Severity.HOLD


def test_direct_and_indirect_may_miss_the_whole_by_their_rounding() -> None:
    def of(whole: str) -> set[str]:
        return set(
            findings(
                a_factor(
                    activity="material.cement",
                    unit="t",
                    **amounts(
                        {**CO2E, "kg_co2e": whole},
                        {**CO2E, "kg_co2e": "0.22", "part": "direct"},
                        {**CO2E, "kg_co2e": "0.04", "part": "indirect"},
                    ),
                )
            )
        )

    assert of("0.25") == of("0.26") == set()
    assert of("0.40") == {"parts-miss-their-whole"}


# Units, signs, gases.


def test_an_activity_in_a_unit_of_another_kind_is_held() -> None:
    assert "dimension-of-another-kind" in findings(a_factor(unit="kg"))


def test_a_number_that_is_not_the_printed_one_is_held() -> None:
    assert "not-the-printed-number" in findings(printed("0.5500", None, "0.5600"))


def test_a_wrong_sign_is_held_where_nothing_takes_up_and_told_elsewhere() -> None:
    assert "negative-where-nothing-is-taken-up" in findings(a_factor(value="-0.55"))
    trace = a_factor(amounts=[{"gas": "N2O", "kg": "-0.0000068", "cell": 0}])
    assert "negative-total" in findings(trace)
    wood = findings(a_factor(value="-1.2", activity="material.wood", unit="kg"))
    assert wood["negative-total"].severity is Severity.WARN


def test_a_total_of_all_gases_beside_a_unit_of_co2_is_told() -> None:
    factor = a_factor(
        amounts=[{**CO2E, "kg_co2e": "0.5", "cell": 0}],
        source={"cells": [{"at": "B2", "printed": "0.5", "unit": "kgCO2/kWh"}]},
    )

    assert findings(factor)["co2-as-co2e"].severity is Severity.WARN


def test_co2e_that_is_taken_for_a_mass_of_co2_is_held() -> None:
    assert "co2e-as-co2" in findings(printed("0.55", "kgCO2e/kWh"))


# Doubles.


def test_one_id_with_two_numbers_is_held() -> None:
    pair = [
        a_factor(value=value, activity=activity, ids=["1_100"])
        for activity, value in (("electricity.grid", "0.5"), ("electricity.supplied", "0.6"))
    ]

    (place,) = findings(*pair)["one-id-two-numbers"].places
    assert place.told == "id 1_100: 0.5 at table 3, Shanghai, 0.6 here"


def test_periods_that_cut_into_each_other_are_told_and_one_within_another_is_not() -> None:
    def between(first: str, last: str, value: str) -> Factor:
        return a_factor(value=value, dates={"data": {"from": first, "to": last}})

    cut = findings(
        between("2020-01-01", "2021-12-31", "0.5"), between("2021-01-01", "2022-12-31", "0.6")
    )
    assert set(cut) == {"one-key-two-numbers"}
    assert (
        findings(
            between("2020-01-01", "2022-12-31", "0.5"), between("2021-01-01", "2021-12-31", "0.6")
        )
        == {}
    )


def test_the_same_thing_under_two_activities_is_told() -> None:
    twice = findings(a_factor(), a_factor(activity="electricity.supplied"))
    nearly = findings(a_factor(), a_factor(activity="electricity.supplied", value="0.5510"))

    assert set(twice) == {"same-thing-twice"}
    assert set(nearly) == {"nearly-the-same-twice"}


# What is told.


def test_of_one_rule_some_places_are_kept_and_all_are_counted() -> None:
    found = findings(*(a_factor(value="9", dates=year_of(1990 + n)) for n in range(30)))

    assert found["beyond-band"].count == 30
    assert len(found["beyond-band"].places) == EXAMPLES


def test_the_worst_comes_first_and_decides() -> None:
    found = Findings()
    found.add(bands.UNUSUAL, "B2", "a little")
    found.add(bands.BEYOND_BAND, "B3", "a lot")
    told = found.all()

    assert [f.severity for f in told] == [Severity.HOLD, Severity.WARN]
    assert worst(told) is Severity.HOLD
    assert worst(()) is None


def test_every_rule_has_an_id_of_its_own_a_sentence_and_a_citation() -> None:
    ids = [rule.id for rule in rules.RULES]

    assert len(set(ids)) == len(ids) > 25
    assert {rule.severity for rule in rules.RULES} == set(Severity)
    assert all(rule.sentence and rule.citation for rule in rules.RULES)


def test_the_limits_are_named_by_their_digest() -> None:
    assert checking.table() == {"bands-1": limits.digest()}


def test_known_mistakes_are_named_either_way() -> None:
    assert limits.mistake(3.6) == "per MWh for per GJ"
    assert limits.mistake(12 / 44) == "CO2 for carbon, 44/12, the other way"
    assert limits.mistake(2.9) is None


# Against the last release.

NOTHING = Coverage(frozenset(), frozenset(), frozenset())


def after(
    *moved: tuple[float, float],
    unchanged: int = 0,
    why: tuple[str, ...] = (),
    before: Coverage = NOTHING,
    now: Coverage = NOTHING,
) -> dict[str, Severity]:
    numbers = [Moved(f"number {n}", None, old, new) for n, (old, new) in enumerate(moved)]
    told = succession.against(Succession(numbers, unchanged, why, before, now))
    return {finding.rule: finding.severity for finding in told}


def test_a_small_change_says_nothing_a_large_one_is_told_and_a_leap_is_held() -> None:
    assert after((0.5, 0.45)) == {}
    assert after((0.313, 0.175)) == {"changed-by-much": Severity.WARN}
    assert after((0.5, 500.0)) == {"changed-out-of-proportion": Severity.HOLD}


def test_a_gas_beside_co2_may_be_revised_by_more() -> None:
    def of(new: float) -> set[str]:
        moved = [Moved("CH4 of a truck", None, 0.000003, new, is_trace=True)]
        told = succession.against(Succession(moved, 0, (), NOTHING, NOTHING))
        return {finding.rule for finding in told}

    assert of(0.000092) == {"changed-by-much"}
    assert of(0.003) == {"changed-out-of-proportion"}


@pytest.mark.parametrize("ratio", [3.6, 1 / 3.6, 12 / 44, 44 / 12, 1 / 1.1023113109])
def test_many_changes_by_the_ratio_of_a_known_mistake_are_held(ratio: float) -> None:
    moved = [(value, value * ratio) for value in (0.4, 0.5, 0.6, 0.7)]

    assert after(*moved, unchanged=5)["changed-all-alike"] is Severity.HOLD
    assert "changed-all-alike" not in after(*moved, unchanged=500)


def test_a_number_that_became_zero_is_told() -> None:
    assert after((0.0906, 0.0)) == {"zero-now": Severity.WARN}


def test_a_country_that_disappeared_is_told_and_half_a_release_is_held() -> None:
    keys = frozenset(f"key {n}" for n in range(20))
    full = Coverage(keys, frozenset(["AO", "AR"]), frozenset(["electricity.grid"]))
    one_gone = full._replace(regions=frozenset(["AR"]))
    most_gone = full._replace(keys=frozenset(["key 1"]))

    assert after(before=full, now=one_gone) == {"coverage-lost": Severity.WARN}
    assert after(before=full, now=most_gone) == {"much-coverage-lost": Severity.HOLD}


def test_what_cannot_be_compared_is_told_by_its_reason() -> None:
    assert after(why=("GWP method AR4 → AR5",) * 3) == {"not-comparable": Severity.WARN}


@pytest.mark.parametrize("language", ["curating.md", "curating.zh-CN.md"])
def test_every_rule_is_in_the_manual_with_its_severity(language: str) -> None:
    manual = (Path(__file__).parents[2] / "docs" / language).read_text("utf-8")

    for rule in rules.RULES:
        assert f"| `{rule.id}` | {rule.severity} |" in manual
