"""The labelled lines of match: sound labels, and the promise that is measured by them."""

from collections import Counter

import pytest

from bench.search import catalogue, fitting, lines, matched
from bench.search.lines import Line
from bench.search.matched import Tried
from factordb.search import confidence
from tests.search.catalogues import an_item

EVERY = lines.every()


def tried(half: str) -> list[Tried]:
    return [one for one in matched.every() if one.line.half == half]


def test_there_are_as_many_lines_as_are_promised() -> None:
    assert len(EVERY) >= 500
    assert sum(not line.findable for line in EVERY) >= 100
    assert len({line.id for line in EVERY}) == len(EVERY)
    said = Counter(tuple(line.given.get(k) for k in ("text", "region", "unit")) for line in EVERY)
    assert max(said.values()) <= 2


def test_both_halves_hold_what_can_be_found_and_what_cannot() -> None:
    halves = Counter((line.half, line.findable) for line in EVERY)

    assert min(halves.values()) > 150


@pytest.mark.parametrize("line", [one for one in EVERY if one.findable], ids=lambda one: one.id)
def test_what_is_labelled_findable_is_in_the_seeds(line: Line) -> None:
    assert any(line.fits(item) for item in catalogue.seeds())


def test_a_label_fits_by_activity_facet_boundary_and_region() -> None:
    item = an_item("x", activity="transport.air", region="GB", facets=(("haul", "long"),))

    def fits(pattern: str, *where: str) -> bool:
        return Line("x", {}, (pattern,), where).fits(item)

    assert fits("transport.air")
    assert fits("transport.*{haul=long}", "GB")
    assert fits("transport.air[combustion]")
    assert not fits("transport.air{haul=short}")
    assert not fits("transport.air{haul=}")
    assert not fits("transport.air{cabin=first}")
    assert not fits("transport.air", "US")
    assert not fits("transport.air[upstream]")


def test_what_is_only_upstream_or_of_another_mix_fits_only_where_it_is_named() -> None:
    upstream = an_item("x", boundary=("upstream",))
    residual = an_item("x", facets=(("mix", "residual"),))

    assert not Line("x", {}, ("fuel.diesel",), ()).fits(upstream)
    assert Line("x", {}, ("fuel.diesel[upstream]",), ()).fits(upstream)
    assert not Line("x", {}, ("fuel.diesel",), ()).fits(residual)
    assert Line("x", {}, ("fuel.diesel{mix=residual}",), ()).fits(residual)


def test_of_the_accepted_lines_of_the_reported_half_nearly_all_are_right() -> None:
    accepted = [one for one in tried("reported") if one.decision == "accept"]

    right = sum(one.right[0] and one.line.acceptable for one in accepted)
    assert right / len(accepted) >= 0.95


def test_of_the_findable_lines_of_the_reported_half_most_are_accepted() -> None:
    findable = [one for one in tried("reported") if one.line.acceptable]
    right = [one for one in findable if one.decision == "accept" and one.right[0]]

    assert len(right) / len(findable) >= 0.60


def test_of_the_lines_that_do_not_say_their_calorific_value_none_is_accepted() -> None:
    unsaid = [one for half in ("tuning", "reported") for one in tried(half)]
    unsaid = [one for one in unsaid if one.line.basis == "unsaid"]

    assert len(unsaid) >= 50
    assert [one.line.id for one in unsaid if one.decision == "accept"] == []


def test_a_label_with_a_calorific_value_fits_no_other() -> None:
    def fits(basis: str, unit: str) -> bool:
        return Line("x", {}, ("fuel.diesel",), (), basis).fits(an_item("x", unit=unit))

    assert fits("GCV", "kWh{GCV}")
    assert not fits("GCV", "kWh{NCV}")
    assert fits("unsaid", "kWh{NCV}")
    assert fits("GCV", "kg")


def test_the_model_is_the_one_that_the_tuning_half_gives() -> None:
    intercept, weights = fitting.fitted(tried("tuning"))
    model = confidence.model()

    # Not to the digit: a word more in the thesaurus moves them a little.
    assert intercept == pytest.approx(model.intercept, abs=0.3)
    assert weights == pytest.approx(model.weights, abs=0.3)
