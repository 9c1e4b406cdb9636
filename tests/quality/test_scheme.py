"""Schemes: every file says where it comes from, how sure it is, and what its scores mean."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from factordb.errors import Invalid, SchemeNotFound
from factordb.quality import scheme
from factordb.quality.scheme import Scheme

ALL = [scheme.named(reference) for reference in scheme.TODAY.references]
EXPECTED = {
    *("pedigree-v3-1", "pedigree-v2-1", "pedigree-ciroth-2016-1", "ef-dqr-1", "pef-dqr-pilot-1"),
    *("ilcd-dqr-1", "pact-v3-1", "ghg-protocol-product-1", "cn-six-grade-1", "base-carbone-1"),
    *("agribalyse-1", "glad-time-1"),
}


def test_the_schemes_that_are_promised_travel_with_factordb() -> None:
    assert set(scheme.TODAY.references) == EXPECTED


@pytest.mark.parametrize("known", ALL, ids=lambda s: s.reference)
def test_every_scheme_speaks_english_and_chinese(known: Scheme) -> None:
    texts = [known.title, *known.notes, *(limit.name for limit in known.grades)]
    for indicator in known.indicators.values():
        texts += [indicator.name, *indicator.levels.values()]
    assert all(set(text) == {"en", "zh"} for text in texts)


@pytest.mark.parametrize("known", ALL, ids=lambda s: s.reference)
def test_what_is_not_known_scores_the_worst_or_nothing(known: Scheme) -> None:
    said = {i.unknown for i in known.indicators.values()}
    assert said <= {known.worst, None}


@pytest.mark.parametrize("known", ALL, ids=lambda s: s.reference)
def test_best_and_worst_are_scores_of_every_indicator(known: Scheme) -> None:
    assert all({known.best, known.worst} <= set(i.levels) for i in known.indicators.values())


def test_a_file_is_named_by_scheme_and_version() -> None:
    assert [known.reference for known in ALL] == list(scheme.TODAY.references)


def test_a_scheme_is_found_by_its_name_in_its_newest_version() -> None:
    assert scheme.named("ef-dqr").reference == "ef-dqr-1"


def test_an_unknown_scheme_is_told_with_those_there_are() -> None:
    with pytest.raises(SchemeNotFound, match="pedigree-v3"):
        scheme.named("pedigree-v9")


def test_directions_differ_and_are_said() -> None:
    assert scheme.named("ef-dqr").low_is_best
    assert not scheme.named("cn-six-grade").low_is_best


def test_nought_of_base_carbone_is_no_score() -> None:
    known = scheme.named("base-carbone")
    assert known.indicators["ter"].not_scored == "0"
    with pytest.raises(Invalid, match="is scored 1, 2, 3, 4, 5, not 0"):
        known.checked("ter", "0")


def test_a_number_between_two_levels_is_a_score_only_where_the_scheme_says_so() -> None:
    assert scheme.named("agribalyse").checked("dqr", "2.14") == "2.14"
    with pytest.raises(Invalid, match=r"not 2\.5"):
        scheme.named("ef-dqr").checked("time", "2.5")


def test_an_indicator_of_another_scheme_is_refused() -> None:
    with pytest.raises(Invalid, match="has no indicator 'completeness'"):
        scheme.named("ef-dqr").checked("completeness", "2")


def test_the_two_blank_cells_of_the_second_pedigree_matrix_stay_blank_and_are_stated() -> None:
    known = scheme.named("pedigree-v2")
    blank = {
        (name, score)
        for name, indicator in known.indicators.items()
        for score in indicator.levels
        if score not in (indicator.factors or {})
    }
    assert blank == {("geography", "4"), ("technology", "2")}
    assert "blank" in known.notes[0]["en"]


def test_the_disputed_reading_is_stated() -> None:
    known = scheme.named("pedigree-ciroth-2016")
    assert known.combine.factors_are == "gsd"
    assert "disputed" in known.notes[0]["en"]


def test_limits_that_fall_are_refused() -> None:
    said = scheme.named("ef-dqr").plain()
    said["grades"] = [said["grades"][1], said["grades"][0], said["grades"][-1]]
    with pytest.raises(ValidationError, match="not in order"):
        Scheme.model_validate(said)


def test_a_matrix_without_its_numbers_is_refused() -> None:
    said = scheme.named("ef-dqr").plain() | {"combine": {"rule": "variances"}}
    with pytest.raises(ValidationError, match="has no variances"):
        Scheme.model_validate(said)


def test_digests_are_of_the_files() -> None:
    assert set(scheme.TODAY.references) == EXPECTED


def test_the_basic_variances_of_v3_are_those_of_v2s_factors_to_the_digits_it_prints() -> None:
    """σ² = (ln U / 2)², as the guideline of version 3 derives them: 0.0006 of 1.05, 0.3 of 3."""
    said, before = (scheme.named(name) for name in ("pedigree-v3", "pedigree-v2"))
    assert said.basic_variances is not None
    assert before.basic_factors is not None
    assert said.basic_variances.keys() == before.basic_factors.keys()
    for kind, variance in said.basic_variances.items():
        derived = (Decimal(before.basic_factors[kind]).ln() / 2) ** 2
        places = Decimal(variance).as_tuple().exponent
        assert round(derived, -int(places)) == Decimal(variance), kind
