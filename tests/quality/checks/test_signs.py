"""Uptake where nothing takes up."""

from factordb.quality.checks.finding import Severity
from tests.examples import a_factor
from tests.quality.checked import findings


def test_a_wrong_sign_is_held_where_nothing_takes_up_and_told_elsewhere() -> None:
    assert "negative-where-nothing-is-taken-up" in findings(a_factor(value="-0.55"))
    trace = a_factor(amounts=[{"gas": "N2O", "kg": "-0.0000068", "cell": 0}])
    assert "negative-total" in findings(trace)
    wood = findings(a_factor(value="-1.2", activity="material.wood", unit="kg"))
    assert wood["negative-total"].severity is Severity.WARN
