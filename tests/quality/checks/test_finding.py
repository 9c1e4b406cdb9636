"""What a check says, and how much of it is kept."""

from factordb.quality.checks import bands
from factordb.quality.checks.finding import EXAMPLES, Findings, Severity, worst
from tests.examples import a_factor, year_of
from tests.quality.checked import findings


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
