"""A release against the last of its dataset."""

import pytest

from factordb.quality.checks import succession
from factordb.quality.checks.finding import Severity
from factordb.quality.checks.succession import Coverage, Moved, Succession

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
