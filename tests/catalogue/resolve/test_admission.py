"""Which candidates may answer at all."""

from typing import Any

import pytest

from factordb.catalogue.resolve.rules import Rules
from tests.catalogue.resolve.shelf import Shelf, lost, value
from tests.examples import a_total, gases

NO_DEFAULTS: dict[str, Any] = {"defaults": None}


def serves(*uses: str) -> dict[str, Any]:
    """Return a manifest whose one series is for ``uses``."""
    return {"series": [{"name": "grid", "activities": ["*"], "purpose": uses}]}


def rule_set(**uses: Any) -> Rules:
    """Return invented rules of uses, and nothing else of note."""
    return Rules.model_validate(
        {
            "version": "0",
            "about": "invented",
            "uses": uses,
            "year": {"match": ["data"], "fallback": []},
            "fallback": {"order": ["year", "region"], "climbs": ["grid", "country"]},
            "status_only_when_asked": ["provisional"],
            "beside": [],
        }
    )


@pytest.mark.parametrize("standing", ["withdrawn", "superseded"])
def test_what_no_longer_stands_does_not_answer(standing: str) -> None:
    shelf = Shelf()
    withdrawn = shelf.put(standing=standing)

    by_activity, by_digest = shelf.ask(), shelf.ask(digest=withdrawn.digest)

    assert by_activity.status == by_digest.status == "none"
    assert f"it is {standing}" in str(by_digest.reason)


def test_what_was_withdrawn_answers_where_it_is_asked_for_and_nothing_else_does() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", release="1", edition=1)
    withdrawn = shelf.put(value="0.6", release="2", edition=2, standing="withdrawn")

    answer = shelf.ask(withdrawn=True)

    assert answer.hit is not None
    assert (answer.hit.digest, answer.hit.standing) == (withdrawn.digest, "withdrawn")


def test_a_document_withdrawn_in_one_release_stands_in_another() -> None:
    shelf = Shelf()
    shelf.put(release="1", edition=1, standing="withdrawn")
    there = shelf.put(release="2", edition=2)

    answer = shelf.ask(digest=there.digest)

    assert answer.hit is not None
    assert answer.hit.release == "2"


def test_what_is_archived_is_asked_for_by_its_status() -> None:
    shelf = Shelf()
    shelf.put(value="0.9", status="archived")

    strict = shelf.ask()

    assert strict.status == "none"
    assert "marks it archived: it answers where that status is asked for" in str(strict.reason)
    assert value(shelf.ask(status="archived")) == "0.9"


def test_asked_for_the_archived_nothing_else_answers() -> None:
    shelf = Shelf()
    shelf.put(value="0.9", status="archived")
    shelf.put(value="0.4")

    assert value(shelf.ask()) == "0.4"
    assert value(shelf.ask(status="archived")) == "0.9"


def test_a_digest_asks_for_what_is_archived() -> None:
    shelf = Shelf()
    archived = shelf.put(status="archived")

    assert shelf.ask(digest=archived.digest).status == "found"


def test_an_unstated_facet_takes_the_default_of_its_dataset() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", facets={"mix": "average"})
    shelf.put(value="0.6", facets={"mix": "residual"})

    answer = shelf.ask(explain=True)

    assert value(answer) == "0.5"
    assert lost(answer)["0.6"] == "its mix is residual, which was not asked for"
    assert [s.says for s in answer.steps] == ["mix average is the default of grid-office"]


def test_a_default_never_excludes_what_lacks_the_facet() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", facets=None)

    assert value(shelf.ask()) == "0.5"


def test_a_stated_value_excludes_what_lacks_the_facet() -> None:
    shelf = Shelf()
    shelf.put(facets=None)

    answer = shelf.ask(facets={"mix": "average"})

    assert answer.status == "none"
    assert "its mix is not stated, not average" in str(answer.reason)


def test_what_lacks_a_facet_and_what_has_its_default_are_equal_candidates() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", facets=None)
    shelf.put(value="0.6", facets={"mix": "average"})

    assert shelf.ask().status == "ambiguous"
    assert value(shelf.ask(facets={"mix": "average"})) == "0.6"


def test_an_unstated_facet_without_a_default_must_be_absent() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", facets={"mix": "average"}, manifest=NO_DEFAULTS)
    shelf.put(value="0.6", facets=None, manifest=NO_DEFAULTS)

    assert value(shelf.ask()) == "0.6"


def test_a_unit_is_a_dimension_and_its_annotation_must_be_there() -> None:
    shelf = Shelf()
    shelf.put(value="1", unit="GJ{NCV}")
    shelf.put(value="2", unit="t")

    assert value(shelf.ask(unit="kWh")) == "1"
    assert value(shelf.ask(unit="kg")) == "2"
    assert shelf.ask(unit="kWh{GCV}").status == "none"
    assert shelf.ask(unit="m3").status == "none"


def test_what_cannot_be_counted_in_the_unit_to_answer_in_does_not_answer() -> None:
    shelf = Shelf()
    shelf.put(value="1000", unit="MWh")
    shelf.put(value="2", unit="t")

    answer = shelf.ask(explain=True, **{"in": "kWh"})

    assert value(answer) == "1"
    assert lost(answer)["2"] == "it is per t, which cannot be counted in kWh"


def test_the_factor_names_its_use_else_its_series_does() -> None:
    shelf = Shelf()
    shelf.put(value="1", use=["product"], manifest=serves("organisation"))
    shelf.put(value="2", manifest=serves("organisation"))

    assert value(shelf.ask(use="product")) == "1"
    assert value(shelf.ask(use="organisation")) == "2"
    assert shelf.ask().status == "ambiguous"


def test_rules_say_what_is_admitted_where_no_use_is_named() -> None:
    ways = [{"purpose": "unstated", "boundary": ["life-cycle"], "facets": {"mix": ["average"]}}]
    shelf = Shelf(rule_set(product={"admits": ways}))
    shelf.put(value="1", boundary=["life-cycle"])
    shelf.put(value="2", boundary=["direct"])
    shelf.put(value="3", boundary=["life-cycle"], manifest=serves("organisation"))
    shelf.put(value="4", boundary=None)

    answer = shelf.ask(use="product", explain=True)

    assert value(answer) == "1"
    assert lost(answer)["2"] == "it names no use with boundary direct, not product"
    assert lost(answer)["3"] == "it serves organisation with boundary life-cycle, not product"
    assert lost(answer)["4"] == "it names no use with boundary unstated, not product"


def test_rules_admit_by_facets_and_conventions_that_are_stated() -> None:
    ways = [
        {
            "purpose": "unstated",
            "facets": {"instrument": ["location"]},
            "conventions": {"system-model": ["cut-off"]},
        }
    ]
    shelf = Shelf(rule_set(product={"admits": ways}))
    shelf.put(value="1", conventions={"system-model": "consequential"})
    shelf.put(value="2", conventions={"system-model": "cut-off"})
    shelf.put(
        value="3", facets={"instrument": "market"}, manifest={"defaults": {"instrument": "market"}}
    )

    assert value(shelf.ask(use="product")) == "2"


def test_a_use_without_a_rule_admits_nothing_and_says_so() -> None:
    shelf = Shelf(rule_set())
    shelf.put()

    assert "rule set 0 has no rule for the use cbam" in str(shelf.ask(use="cbam").reason)


def test_rules_say_which_status_must_be_asked_for() -> None:
    shelf = Shelf(rule_set())
    shelf.put(value="1", status="provisional")
    shelf.put(value="2", status="archived")

    assert value(shelf.ask()) == "2"


def test_some_boundaries_answer_a_use_only_where_they_are_asked_for() -> None:
    rule = {"admits": [{"purpose": "stated"}], "boundary_only_when_asked": ["upstream"]}
    shelf = Shelf(rule_set(product=rule))
    shelf.put(value="1", boundary=["upstream"], use=["product"])
    shelf.put(value="2", boundary=["combustion", "upstream"], use=["product"])

    assert value(shelf.ask(use="product")) == "2"
    assert value(shelf.ask(use="product", boundary=["upstream"])) == "1"
    assert shelf.ask().status == "ambiguous"


def test_without_a_headline_nothing_is_the_factor() -> None:
    shelf = Shelf()
    methane = shelf.put(**gases(CH4="0.01", N2O="0.02"))

    answer = shelf.ask()

    assert answer.status == "none"
    assert "it lacks CO2 and a total" in str(answer.reason)
    assert shelf.ask(digest=methane.digest).status == "found"


def test_a_total_under_another_method_than_asked_does_not_answer() -> None:
    shelf = Shelf()
    shelf.put(**a_total("0.5", gwp="AR4"))

    assert value(shelf.ask()) == "0.5"
    assert value(shelf.ask(gwp="AR4")) == "0.5"
    assert "it gives no total under AR6" in str(shelf.ask(gwp="AR6").reason)


def test_the_asked_method_decides_which_of_several_totals_is_the_number() -> None:
    shelf = Shelf()
    totals = [
        {"gas": "CO2e", "kg_co2e": "1.1", "gwp": "AR4", "cell": 0},
        {"gas": "CO2e", "kg_co2e": "1.3", "gwp": "AR6", "cell": 1},
    ]
    cells = [{"at": "B1", "printed": "1.1"}, {"at": "B2", "printed": "1.3"}]
    shelf.put(amounts=totals, source={"cells": cells})

    assert shelf.ask().status == "none"
    assert value(shelf.ask(gwp="AR6")) == "1.3"


def test_masses_are_weighed_under_the_asked_method() -> None:
    shelf = Shelf()
    shelf.put(**gases(CO2="1", CH4="0.1"))

    assert value(shelf.ask()) == "3.8"
    assert value(shelf.ask(gwp="AR4")) == "3.5"


def test_a_dataset_that_is_named_stands_alone() -> None:
    shelf = Shelf()
    shelf.put(value="1")
    shelf.put(value="2", dataset="other-office")

    assert shelf.ask().status == "ambiguous"
    assert value(shelf.ask(dataset="other-office")) == "2"
