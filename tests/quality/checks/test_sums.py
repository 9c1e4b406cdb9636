"""Gases against their total, direct and indirect against the whole."""

from typing import Any

from factordb.quality.checks.finding import Severity
from tests.examples import a_factor
from tests.quality.checked import amounts, findings

CO2E = {"gas": "CO2e"}


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
