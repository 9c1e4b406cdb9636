"""What gives way to what."""

from typing import Any

from tests.catalogue.resolve.shelf import Shelf, lost, steps, value, values, years_of
from tests.examples import a_total

COMPILATION: dict[str, Any] = {"tier": 2}
PART: dict[str, Any] = {"subset_of": "grid-office"}


def test_a_compilation_gives_way_to_the_regions_own_authority() -> None:
    shelf = Shelf()
    shelf.put(value="0.5")
    shelf.put(value="0.6", dataset="world-office", manifest=COMPILATION)

    answer = shelf.ask(explain=True)

    assert value(answer) == "0.5"
    assert steps(answer, "tier") == ["world-office gives way: the region's own authority answers"]
    assert "international compilation" in str(lost(answer)["0.6"])


def test_a_compilation_answers_where_no_authority_does_and_says_so() -> None:
    shelf = Shelf()
    shelf.put(value="0.6", dataset="world-office", manifest=COMPILATION)
    shelf.put(value="0.5", dates=years_of(2021))

    answer = shelf.ask(year=2023)

    assert value(answer) == "0.6"
    (said,) = steps(answer, "tier")
    assert "world-office is an international compilation" in said
    assert "grid-office has one for other years only" in said


def test_a_compilation_that_is_named_is_no_substitute() -> None:
    shelf = Shelf()
    shelf.put(value="0.5")
    shelf.put(value="0.6", dataset="world-office", manifest=COMPILATION)

    answer = shelf.ask(dataset="world-office")

    assert value(answer) == "0.6"
    assert not steps(answer, "tier")


def test_tiers_are_weighed_at_one_region_only() -> None:
    shelf = Shelf()
    shelf.put(value="0.6", region="CN-SH", dataset="world-office", manifest=COMPILATION)
    shelf.put(value="0.5", region="CN")

    assert value(shelf.ask(fallback=["region"])) == "0.6"


def test_equal_numbers_of_two_datasets_are_two_candidates_that_are_named() -> None:
    shelf = Shelf()
    shelf.put(value="0.5500")
    shelf.put(value="0.5500", dataset="other-office")

    answer = shelf.ask()

    assert answer.status == "ambiguous"
    assert answer.hit is None
    assert [hit.dataset for hit in answer.candidates] == ["grid-office", "other-office"]
    assert "they differ in dataset: name what you mean" in str(answer.reason)


def test_neither_the_highest_nor_the_newest_of_equals_is_taken() -> None:
    shelf = Shelf()
    shelf.put(value="0.9", dataset="a-office", dates=years_of(2023) | {"published": "2026"})
    shelf.put(value="0.1", dataset="b-office", edition=9)

    assert values(shelf.ask(year=2023)) == ["0.9", "0.1"]


def test_of_one_period_the_newest_release_stands() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", release="2024", edition=1)
    shelf.put(value="0.6", release="2024-erratum", edition=2)

    answer = shelf.ask(year=2023)

    assert value(answer) == "0.6"
    assert steps(answer, "release") == ["grid-office@2024 was followed by grid-office@2024-erratum"]


def test_a_release_is_said_to_follow_those_of_its_own_dataset_only() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", release="1", edition=1)
    shelf.put(value="0.6", release="2", edition=2)
    shelf.put(value="0.7", dataset="other-office", release="3", edition=3)

    assert steps(shelf.ask(), "release") == ["grid-office@1 was followed by grid-office@2"]


def test_an_older_release_that_arrives_later_stays_the_older() -> None:
    shelf = Shelf()
    shelf.put(value="0.6", release="2024", edition=1, dates={"published": "2024-06-05"})
    shelf.put(value="0.5", release="2023", edition=2, dates={"published": "2023"})

    assert value(shelf.ask()) == "0.6"


def test_publications_are_compared_at_the_precision_that_both_have() -> None:
    shelf = Shelf()
    shelf.put(value="0.6", release="2024", edition=1, dates={"published": "2024-06-05"})
    shelf.put(value="0.5", release="2024.1", edition=2, dates={"published": "2024"})

    assert value(shelf.ask()) == "0.5"


def test_what_a_newer_release_does_not_repeat_still_stands() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", region="CN-BJ", release="1", edition=1)
    shelf.put(value="0.6", region="CN-SH", release="2", edition=2)

    assert value(shelf.ask(region="CN-BJ", activity="electricity.grid")) == "0.5"


def test_a_part_yields_to_the_whole() -> None:
    shelf = Shelf()
    shelf.put(value="0.5")
    shelf.put(value="0.55", dataset="grid-selected", manifest=PART, edition=2)

    answer = shelf.ask(explain=True)

    assert value(answer) == "0.5"
    assert lost(answer)["0.55"] == "grid-office@1 says the same"
    assert len(steps(answer, "subset")) == 1


def test_a_part_answers_where_the_whole_does_not() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", dates=years_of(2022))
    shelf.put(value="0.6", dataset="grid-selected", manifest=PART)

    assert value(shelf.ask(year=2023)) == "0.6"
    assert value(shelf.ask(year="latest")) == "0.6"


def test_a_part_does_not_take_other_numbers_of_the_whole_with_it() -> None:
    shelf = Shelf()
    shelf.put(value="0.5")
    shelf.put(value="0.6", dataset="grid-selected", manifest=PART, boundary=["upstream"])

    assert shelf.ask().status == "ambiguous"


def test_a_part_of_a_correction_does_not_yield_to_what_was_corrected() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", dates={"published": "2024-06-05"})
    shelf.put(
        value="0.6", dataset="grid-selected", manifest=PART, dates={"published": "2024-09-01"}
    )

    assert value(shelf.ask()) == "0.6"


def test_of_one_release_the_very_unit_asked_for_is_taken() -> None:
    shelf = Shelf()
    shelf.put(value="0.17", unit="km", activity="transport.car")
    shelf.put(value="0.27", unit="mile", activity="transport.car")

    def ask(**more: str) -> Any:
        return shelf.ask(activity="transport.car", region="CN-SH", **more)

    assert ask().status == "ambiguous"
    assert value(ask(unit="km")) == "0.17"
    assert value(ask(**{"in": "mile"})) == "0.27"
    assert steps(ask(unit="km"), "unit") == ["per km, not per mile"]
    assert ask(unit="m").status == "ambiguous"


def test_the_unit_asked_for_does_not_choose_between_datasets() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", unit="kWh")
    shelf.put(value="600", unit="MWh", dataset="other-office")

    assert shelf.ask(unit="kWh").status == "ambiguous"


def test_a_calorific_basis_is_not_ours_to_choose() -> None:
    shelf = Shelf()
    shelf.put(value="0.20", unit="kWh{NCV}")
    shelf.put(value="0.18", unit="kWh{GCV}")

    answer = shelf.ask(unit="kWh")

    assert answer.status == "ambiguous"
    assert "unit" in str(answer.reason)
    assert value(shelf.ask(unit="kWh{GCV}")) == "0.18"


def test_equals_that_differ_in_convention_or_method_say_so() -> None:
    shelf = Shelf()
    shelf.put(**a_total("0.5", gwp="AR4"), conventions={"biogenic-co2": "zero"})
    shelf.put(
        **a_total("0.5", gwp="AR5"), dataset="other-office", conventions={"biogenic-co2": "net"}
    )

    reason = shelf.ask().reason

    assert "they differ in dataset, GWP method, conventions" in str(reason)


def test_the_unit_asked_for_does_not_choose_between_releases() -> None:
    shelf = Shelf()
    shelf.put(value="0.17", unit="km", release="1", edition=1)
    shelf.put(value="0.27", unit="mile", release="2", edition=2)

    assert shelf.ask(unit="km").status == "ambiguous"
