"""From a question and its candidates to one answer, or the reason there is none."""

from typing import Any

from factordb.catalogue.resolve import rules
from tests.catalogue.resolve.shelf import Shelf, lost, steps, value, values, years_of
from tests.examples import a_total, gases


def in_order(*order: str) -> rules.Rules:
    current = rules.current()
    fallback = current.fallback.model_copy(update={"order": order})
    return current.model_copy(update={"fallback": fallback})


def earlier_here_and_now_above(rule_set: rules.Rules) -> Shelf:
    shelf = Shelf(rule_set)
    shelf.put(value="0.1", region="CN-SH", dates=years_of(2022))
    shelf.put(value="0.2", region="CN", dates=years_of(2023))
    return shelf


def test_a_question_without_candidates_says_what_was_asked() -> None:
    answer = Shelf().ask(year=2023, use="organisation")

    assert answer.status == "none"
    assert answer.reason == (
        "No factor of electricity.grid at CN-SH for 2023 serves organisation. "
        "Nothing of it is published there or around: search finds what there is."
    )


def test_a_region_that_lacks_a_number_gets_none_unless_it_is_asked_to_climb() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", region="CN")

    strict, wide = shelf.ask(), shelf.ask(fallback=["region"])

    assert strict.status == "none"
    assert values(strict) == ["0.5"]
    assert "A fallback by region would give: CN 2023 0.5." in str(strict.reason)
    assert value(wide) == "0.5"
    assert steps(wide, "region") == [
        "nothing at CN-SH answers, so CN-GRID-EAST was tried",
        "nothing at CN-GRID-EAST answers, so CN was tried",
    ]
    assert [(s.from_, s.to) for s in wide.steps if s.kind == "region"] == [
        ("CN-SH", "CN-GRID-EAST"),
        ("CN-GRID-EAST", "CN"),
    ]


def test_what_a_fallback_would_give_is_told_for_every_place_and_need() -> None:
    shelf = Shelf()
    shelf.put(value="0.1", region="CN-SH", dates=years_of(2021))
    shelf.put(value="0.2", region="CN-GRID-EAST", dates=years_of(2022))
    shelf.put(value="0.3", region="CN", dates=years_of(2023))

    answer = shelf.ask(year=2023)

    assert values(answer) == ["0.1", "0.2", "0.3"]
    assert str(answer.reason).endswith(
        "A fallback by year would give: CN-SH 2021 0.1. "
        "A fallback by region and year would give: CN-GRID-EAST 2022 0.2. "
        "A fallback by region would give: CN 2023 0.3."
    )


def test_rules_say_whether_an_earlier_year_or_a_wider_region_is_tried_first() -> None:
    both: dict[str, Any] = {"year": 2023, "fallback": ["region", "year"]}

    assert value(earlier_here_and_now_above(in_order("year", "region")).ask(**both)) == "0.1"
    assert value(earlier_here_and_now_above(in_order("region", "year")).ask(**both)) == "0.2"


def test_the_order_in_which_fallbacks_are_named_changes_nothing() -> None:
    shelf = earlier_here_and_now_above(rules.current())

    one = shelf.ask(year=2023, fallback=["region", "year"])
    other = shelf.ask(year=2023, fallback=["year", "region"])

    assert one == other


def test_each_fallback_is_asked_for_by_itself() -> None:
    shelf = earlier_here_and_now_above(rules.current())

    assert value(shelf.ask(year=2023, fallback=["region"])) == "0.2"
    assert value(shelf.ask(year=2023, fallback=["year"])) == "0.1"


def test_a_fallback_stops_at_the_first_place_that_has_candidates_be_they_equal() -> None:
    shelf = Shelf()
    shelf.put(value="0.1", region="CN-GRID-EAST")
    shelf.put(value="0.2", region="CN-GRID-EAST", dataset="other-office")
    shelf.put(value="0.3", region="CN")

    answer = shelf.ask(fallback=["region"])

    assert answer.status == "ambiguous"
    assert values(answer) == ["0.1", "0.2"]
    assert steps(answer, "region")


def test_explained_every_candidate_is_there_with_why_it_lost() -> None:
    shelf = Shelf()
    shelf.put(value="0.1", dates=years_of(2023))
    shelf.put(value="0.2", dates=years_of(2022))
    shelf.put(value="0.3", region="CN")
    shelf.put(value="0.4", facets={"mix": "fossil"})

    answer = shelf.ask(year=2023, explain=True)

    assert value(answer) == "0.1"
    assert lost(answer) == {
        "0.1": None,
        "0.2": "it is of another time: 2022; 2023 was asked for",
        "0.3": "it is of CN, and CN-SH answers",
        "0.4": "its mix is fossil, which was not asked for",
    }


def test_explained_an_answer_by_fallback_names_no_reason_against_itself() -> None:
    shelf = Shelf()
    shelf.put(value="0.1", dates=years_of(2022))
    shelf.put(value="0.2", dates=years_of(2021))

    answer = shelf.ask(year=2023, fallback=["year"], explain=True)

    assert lost(answer)["0.1"] is None
    assert lost(answer)["0.2"] == "it is of another time: 2021; 2023 was asked for"


def test_explained_none_says_what_would_have_to_be_asked() -> None:
    shelf = Shelf()
    shelf.put(value="0.3", region="CN")

    assert lost(shelf.ask(explain=True)) == {
        "0.3": "it is of CN: a fallback by region would have to be asked for"
    }


def test_unless_asked_nothing_is_explained() -> None:
    shelf = Shelf()
    shelf.put()

    assert shelf.ask().considered is None


def test_a_digest_is_its_own_answer() -> None:
    shelf = Shelf()
    residual = shelf.put(value="0.7", facets={"mix": "residual"}, boundary=["upstream"])

    answer = shelf.ask(digest=residual.digest)

    assert value(answer) == "0.7"
    assert not steps(answer, "default")


def test_a_digest_does_not_answer_for_another_region_year_or_use() -> None:
    shelf = Shelf()
    pinned = shelf.put(region="CN", use=["organisation"])

    for other in ({"region": "CN-SH"}, {"region": "FR"}, {"year": 2020}, {"use": "product"}):
        answer = shelf.ask(digest=pinned.digest, **other)
        assert answer.status == "none", other
        assert "Considered" in str(answer.reason) or answer.candidates


def test_a_digest_in_several_releases_names_the_newest() -> None:
    shelf = Shelf()
    shelf.put(release="1", edition=1)
    there = shelf.put(release="2", edition=2)

    answer = shelf.ask(digest=there.digest)

    assert answer.hit is not None
    assert answer.hit.release == "2"


def test_beside_an_answer_stands_what_is_outside_of_its_scopes() -> None:
    shelf = Shelf()
    shelf.put(value="1", unit="kWh{NCV}")
    shelf.put(
        unit="kWh",
        facets={"at": "consumer", "mix": "average", "coverage": "outside-of-scopes"},
        amounts=[{"gas": "CO2", "kg": "0.3", "origin": "biogenic", "outside": True, "cell": 0}],
        boundary=["combustion"],
    )

    answer = shelf.ask()

    assert value(answer) == "1"
    (beside,) = answer.beside
    assert beside.facets["coverage"] == "outside-of-scopes"
    assert (beside.value, beside.gas, beside.unit) == ("0.3", "CO2", "kWh")
    assert beside.pick is not None
    assert [hit.unit for hit in shelf.ask(**{"in": "MWh"}).beside] == ["MWh"]
    assert [hit.unit for hit in shelf.ask(**{"in": "MWh{NCV}"}).beside] == ["kWh"]


def test_what_is_withdrawn_or_of_another_year_or_release_does_not_stand_beside() -> None:
    outside: dict[str, Any] = {
        "facets": {"mix": "average", "coverage": "outside-of-scopes"},
        "amounts": [{"gas": "CO2", "kg": "0.5500", "outside": True, "cell": 0}],
    }
    shelf = Shelf()
    shelf.put(value="1")
    shelf.put(**outside, standing="withdrawn")
    shelf.put(**outside, dates=years_of(2020))
    shelf.put(**outside, release="2")
    shelf.put(**outside, dataset="other-office")

    answer = shelf.ask(year=2023)

    assert value(answer) == "1"
    assert answer.beside == ()


def test_what_is_outside_of_scopes_stands_beside_the_stage_it_is_emitted_in() -> None:
    shelf = Shelf()
    shelf.put(value="1", boundary=["upstream"])
    shelf.put(
        facets={"mix": "average", "coverage": "outside-of-scopes"},
        amounts=[{"gas": "CO2", "kg": "0.5500", "outside": True, "cell": 0}],
        boundary=["combustion"],
    )

    assert shelf.ask().beside == ()


def test_a_newer_number_that_was_withdrawn_is_not_passed_over_in_silence() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", release="1", edition=1)
    shelf.put(value="0.6", release="2", edition=2, standing="withdrawn")

    answer = shelf.ask()

    assert value(answer) == "0.5"
    assert steps(answer, "release") == ["grid-office@2 says it anew, but is withdrawn"]


def test_a_computed_number_says_what_it_was_summed_from() -> None:
    shelf = Shelf()
    shelf.put(**gases(CO2="1", CH4="0.1"))

    answer = shelf.ask()

    assert answer.hit is not None
    assert answer.hit.computed
    assert steps(answer, "gwp") == ["summed under AR5: CO2 1 × 1 + CH4 0.1 × 28"]


def test_what_is_kept_apart_from_a_number_is_said() -> None:
    amounts = [
        {"gas": "CO2", "kg": "2.0", "origin": "fossil", "cell": 0},
        {"gas": "CO2", "kg": "0.3", "origin": "biogenic", "cell": 1},
    ]
    cells = [{"at": "B1", "printed": "2.0"}, {"at": "B2", "printed": "0.3"}]
    shelf = Shelf()
    shelf.put(amounts=amounts, source={"cells": cells})

    answer = shelf.ask()

    assert value(answer) == "2.0"
    assert steps(answer, "gwp") == ["kept apart, and not in it: CO2 biogenic"]


def test_an_inferred_method_is_said_with_its_evidence() -> None:
    inferred = {"inferred": {"gwp": "AR4", "evidence": "methane rows are 25 times the mass"}}
    shelf = Shelf()
    shelf.put(**a_total("0.5"), manifest=inferred)

    answer = shelf.ask()

    assert answer.hit is not None
    assert answer.hit.gwp == "AR4"
    assert "methane rows are 25 times" in steps(answer, "gwp")[0]
    assert value(shelf.ask(gwp="AR4")) == "0.5"
    assert shelf.ask(gwp="AR5").status == "none"
