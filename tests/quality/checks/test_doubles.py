"""One thing twice, one id with two numbers, one mass with and without radiative forcing."""

from factordb.model.factor import Factor
from factordb.quality.checks.finding import Severity
from tests.examples import a_factor
from tests.quality.checked import amounts, findings


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
