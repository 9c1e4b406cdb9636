"""Scores to numbers and letters: the field's own vectors, and nothing where nothing follows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.quality import grading, scheme
from factordb.quality.scheme import Scheme

EF, PILOT, ILCD = (scheme.named(name) for name in ("ef-dqr", "pef-dqr-pilot", "ilcd-dqr"))
PEDIGREE = scheme.named("pedigree-v3")


def _all(known: Scheme, *scores: str) -> dict[str, str]:
    return dict(zip(known.indicators, scores, strict=True))


def _ilcd(*scores: str) -> dict[str, str]:
    return _all(ILCD, *scores)


def test_the_pedigree_vector_to_the_digit() -> None:
    found = grading.spread(PEDIGREE, _all(PEDIGREE, "2", "3", "1", "3", "2"), "0.0006")
    assert found.variance == "0.0025"
    assert round(float(found.gsd), 4) == 1.0513
    assert round(float(found.gsd2), 4) == 1.1052


def test_the_pedigree_vector_shows_its_sum() -> None:
    found = grading.spread(PEDIGREE, _all(PEDIGREE, "2", "3", "1", "3", "2"), "0.0006")
    assert found.steps[0] == (
        "σ² = basic 0.0006 + reliability 0.0006 + completeness 0.0006 + time 0 + geography 0.0001"
        " + technology 0.0006 = 0.0025"
    )
    assert found.steps[1] == "GSD = e^√0.0025 = 1.0513; GSD² = 1.1052"


def test_ilcd_vectors() -> None:
    assert grading.grading(ILCD, _ilcd(*"222222")).combined == "2"
    assert grading.grading(ILCD, _ilcd(*"111114")).combined == "2.5"


def test_ilcd_shows_how_the_worst_counts() -> None:
    steps = grading.grading(ILCD, _ilcd(*"111114")).steps
    assert steps[0] == "(1 + 1 + 1 + 1 + 1 + 4 + 4 × 4) / (6 + 4) = 2.5"


@pytest.mark.parametrize(
    ("scores", "grade"),
    [("1111", "A"), ("1122", "A"), ("2222", "B"), ("3333", "C"), ("4444", "D"), ("5444", "E")],
)
def test_ef_limits_belong_to_the_better_grade(scores: str, grade: str) -> None:
    assert grading.grading(EF, _all(EF, *scores)).grade == grade


def test_the_limit_of_excellent_belongs_to_the_version_of_the_scheme() -> None:
    limits = [known.grades[0].up_to for known in (EF, PILOT)]
    assert limits == ["1.5", "1.6"]


def test_pact_vector_weighs_an_indicator_by_shares() -> None:
    pact = scheme.named("pact-v3")
    assert grading.weighted(pact, [("2", "0.25"), ("2", "0.30"), ("1", "0.45")]) == "1.55"


def test_shares_make_a_whole() -> None:
    pact = scheme.named("pact-v3")
    with pytest.raises(Invalid, match="together 1"):
        grading.weighted(pact, [("2", "0.25"), ("2", "0.30")])
    with pytest.raises(Invalid, match="weighs nothing by shares"):
        grading.weighted(EF, [("2", "1")])


@pytest.mark.parametrize("name", ["pact-v3", "ghg-protocol-product", "pedigree-v3", "cn-six-grade"])
def test_a_scheme_without_published_limits_gives_no_letter(name: str) -> None:
    known = scheme.named(name)
    scores = dict.fromkeys(known.indicators, known.best)
    assert grading.grading(known, scores).grade is None


def test_what_is_not_given_is_scored_as_the_scheme_says() -> None:
    assert grading.grading(EF, {"technology": "1"}).combined == "4"


def test_what_the_publisher_alone_can_score_is_asked_for() -> None:
    with pytest.raises(Invalid, match="needs a score of ter"):
        grading.grading(scheme.named("base-carbone"), {})


def test_six_is_best_and_is_not_turned_round() -> None:
    found = grading.grading(scheme.named("cn-six-grade"), {"source": "6"})
    assert (found.combined, found.grade) == ("6", None)


def test_a_blank_cell_has_no_uncertainty() -> None:
    known = scheme.named("pedigree-v2")
    with pytest.raises(Invalid, match="blank cell"):
        grading.spread(known, _all(known, "1", "1", "1", "4", "1"), "0.0006")


def test_factors_are_read_as_the_scheme_says() -> None:
    second, ciroth = scheme.named("pedigree-v2"), scheme.named("pedigree-ciroth-2016")
    one = grading.spread(second, _all(second, *"12111"), "0")
    other = grading.spread(ciroth, _all(ciroth, *"12111"), "0")
    assert one.gsd2 == "1.020000"
    assert other.gsd == "1.030000"


def test_no_uncertainty_follows_from_a_rating() -> None:
    with pytest.raises(Invalid, match="no uncertainty"):
        grading.spread(EF, _all(EF, *"2222"), "0.0006")


def test_basic_uncertainty_is_the_schemes_own() -> None:
    assert grading.basic_variance(PEDIGREE, "CO2") == "0.0006"
    assert grading.basic_variance(PEDIGREE, "noise") is None
    second = grading.basic_variance(scheme.named("pedigree-v2"), "CO2")
    assert Decimal(str(second)).quantize(Decimal("0.0001")) == Decimal("0.0006")


def test_what_has_no_grade_is_not_good_enough() -> None:
    assert grading.at_least("A", "B")
    assert grading.at_least("B", "B")
    assert not grading.at_least("C", "B")
    assert not grading.at_least(None, "E")


_SCORES = some.lists(some.sampled_from("12345"), min_size=4, max_size=4)


@given(_SCORES, some.integers(0, 3))
def test_a_worse_score_never_gives_a_better_grade(scores: list[str], place: int) -> None:
    worse = [*scores[:place], "5", *scores[place + 1 :]]
    one, other = (grading.grading(EF, _all(EF, *s)) for s in (scores, worse))
    assert str(one.grade) <= str(other.grade)
