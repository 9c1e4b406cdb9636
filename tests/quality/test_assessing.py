"""A rule set applied: every score has its sentence, and a worse fit never scores better."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.quality import assessing, rules, scheme
from factordb.quality.known import Known, Use

RULES = rules.current()
SCHEMES = [scheme.named(name) for name in sorted(RULES.scores)]
GRID = Known(
    1,
    "electricity.grid",
    (("at", "consumer"), ("mix", "average")),
    "CN-SH",
    ("2023-01-01", "2023-12-31"),
    None,
    "2025-12-31",
)


def _scored(known: Known, name: str, use: Use = assessing.ANYWHERE) -> dict[str, str]:
    found = assessing.scores(assessing.evidence(known, RULES), scheme.named(name), RULES, use)
    return {score.indicator: score.score for score in found}


def _why(known: Known, name: str, indicator: str, use: Use, language: str = "en") -> str:
    found = assessing.scores(assessing.evidence(known, RULES), scheme.named(name), RULES, use)
    return next(s.why[language] for s in found if s.indicator == indicator)


def test_a_provincial_factor_at_publication() -> None:
    assert _scored(GRID, "pedigree-v3") == {
        "reliability": "2",
        "completeness": "2",
        "time": "1",
        "geography": "1",
        "technology": "3",
    }
    assert _scored(GRID, "cn-six-grade") == {"source": "3"}


def test_the_same_factor_for_another_place_and_year() -> None:
    here = Use("CN-SH", 2024)
    away = Use("CN-BJ", 2030)
    assert _scored(GRID, "ef-dqr", here)["geography"] == "1"
    assert _scored(GRID, "ef-dqr", away)["geography"] == "4"
    assert (_scored(GRID, "ef-dqr", here)["time"], _scored(GRID, "ef-dqr", away)["time"]) == (
        "2",
        "5",
    )


@pytest.mark.parametrize(
    ("region", "score"), [("CN-SH", "1"), ("CN", "2"), ("M49-142", "3"), ("GLO", "4"), ("FR", "5")]
)
def test_pact_goes_by_the_level_of_what_includes_the_place(region: str, score: str) -> None:
    assert _scored(GRID._replace(region=region), "pact-v3", Use("CN-SH"))["geography"] == score


def test_three_is_the_best_that_pact_gives_a_secondary_factor() -> None:
    coal = GRID._replace(activity="electricity.coal", facets=(("technology", "coal"),))
    assert _scored(coal, "pact-v3", Use(technology="coal"))["technology"] == "3"


def test_sentences_name_place_and_year_in_two_languages() -> None:
    use = Use("CN-SH", 2024)
    national = GRID._replace(region="CN")
    assert _why(national, "ef-dqr", "geography", use) == (
        "of CN (country), which CN-SH lies in, 2 steps up"
    )
    assert _why(national, "ef-dqr", "geography", use, "zh") == (
        "CN（国家）的数值，CN-SH 位于其中，向上 2 级"
    )
    assert _why(GRID, "pedigree-v3", "time", use) == (
        "1 calendar years between the data of 2023 and 2024"
    )


def test_without_a_year_of_use_its_own_is_taken_and_said() -> None:
    assert _why(GRID, "pedigree-v3", "time", assessing.ANYWHERE).endswith(
        "2025 is when it was published or begins to apply"
    )


def test_a_technology_is_held_against_what_is_stated() -> None:
    coal = GRID._replace(facets=(("technology", "coal"),))
    assert _scored(coal, "ef-dqr", Use(technology="Coal"))["technology"] == "1"
    assert _scored(coal, "ef-dqr", Use(technology="wind"))["technology"] == "5"
    assert _why(coal, "ef-dqr", "technology", Use(technology="wind")) == (
        "it states coal, not wind"
    )
    assert _scored(GRID, "ef-dqr", Use(technology="wind"))["technology"] == "2"


def test_braces_of_a_caller_are_only_words() -> None:
    coal = GRID._replace(facets=(("technology", "coal"),))
    assert "{0.__class__}" in _why(coal, "ef-dqr", "technology", Use(technology="{0.__class__}"))


def test_years_that_the_publisher_names_count_where_validity_does() -> None:
    known = GRID._replace(data=("2020-01-01", "2020-12-31"), applies=("2024-01-01", "2024-12-31"))
    assert _scored(known, "ef-dqr", Use(year=2024))["time"] == "1"
    assert _scored(known, "pedigree-v3", Use(year=2024))["time"] == "2"


def test_nothing_known_scores_as_the_scheme_says_and_says_so() -> None:
    bare = Known(1, "material.steel", (), "CN")
    found = assessing.scores(
        assessing.evidence(bare, RULES), scheme.named("pedigree-v3"), RULES, Use()
    )
    unknown = {s.indicator: s for s in found if not s.known}
    assert set(unknown) == {"completeness", "time", "technology"}
    assert all(s.score == "5" for s in unknown.values())
    assert "is not known" in unknown["completeness"].why["en"]


def test_a_scheme_of_publishers_alone_is_not_scored_by_rules() -> None:
    with pytest.raises(Invalid, match="does not score under base-carbone-1"):
        _scored(GRID, "base-carbone")


def test_scores_alone_are_the_scores() -> None:
    use = Use("CN-SH", 2024)
    found = assessing.plain_scores(assessing.evidence(GRID, RULES), SCHEMES[0], RULES, use)
    assert found == _scored(GRID, SCHEMES[0].reference, use)


@pytest.mark.parametrize("known", SCHEMES, ids=lambda s: s.reference)
@settings(deadline=None, max_examples=40)  # tables are read once
@given(
    some.sampled_from(["CN-SH", "CN", "GLO", "RoW", "FR", "X-EMBER-G20", "US-EGRID-CAMX"]),
    some.sampled_from(["electricity.grid", "fuel.diesel", "transport.road", "spend.steel", "x"]),
    some.sampled_from([(), (("technology", "coal"),), (("mix", "average"),), (("fuel", "cng"),)]),
    some.sampled_from([1, 2]),
    some.builds(
        Use,
        some.sampled_from([None, "CN-SH", "US", "M49-150"]),
        some.one_of(some.none(), some.integers(1900, 2200)),
        some.sampled_from([None, "coal", "wind"]),
    ),
)
def test_anything_gets_a_score_of_the_scheme_and_a_sentence(
    known: scheme.Scheme,
    region: str,
    activity: str,
    facets: tuple[tuple[str, str], ...],
    tier: int,
    use: Use,
) -> None:
    factor = GRID._replace(region=region, activity=activity, facets=facets, tier=tier)
    for score in assessing.scores(assessing.evidence(factor, RULES), known, RULES, use):
        assert known.checked(score.indicator, score.score)
        assert score.why["en"]
        assert score.why["zh"]


@settings(deadline=None, max_examples=40)
@given(some.integers(0, 40))
def test_a_year_further_away_never_scores_better(apart: int) -> None:
    for reference in ("pedigree-v3", "ef-dqr", "pact-v3", "ghg-protocol-product"):
        near, far = (
            _scored(GRID, reference, Use(year=2023 + years))["time"] for years in (apart, apart + 1)
        )
        assert near <= far
