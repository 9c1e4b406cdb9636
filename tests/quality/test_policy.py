"""Policies: each rule kept or broken by itself, and nothing unknown keeps one."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.quality import policy
from factordb.quality.policy import Facts, Graded, Policy

FACTS = Facts(
    dataset="cn-mee-electricity-footprint",
    activity="electricity.grid",
    region="CN-SH",
    data=("2023-01-01", "2023-12-31"),
    boundary=("life-cycle",),
    standing=None,
    gas="CO2e",
    gwp="AR5",
    grade=lambda scheme: Graded("ef-dqr-1", "B") if scheme == "ef-dqr" else Graded(scheme, None),
    weighs=lambda method: False,
)


def _policy(**rules: object) -> Policy:
    return policy.of({"name": "p", "title": {"en": "P"}} | rules)


def _broken(facts: Facts, **rules: object) -> dict[str, str]:
    found = policy.findings(_policy(**rules), facts)
    return {finding.rule: finding.says for finding in found if not finding.kept}


def test_a_policy_without_rules_asks_nothing() -> None:
    assert policy.findings(_policy(), FACTS) == ()


SERIES = [{"activities": ["electricity.*"], "datasets": ["cn-mee-electricity-footprint"]}]


@pytest.mark.parametrize(
    ("rules", "changes", "said"),
    [
        ({"oldest_data_year": 2023}, {"data": ("2021-01-01", "2022-12-31")}, "end in 2022"),
        ({"oldest_data_year": 2023}, {"data": None}, "not stated"),
        ({"regions": ["CN"]}, {"region": "FR"}, "lies in none of CN"),
        ({"regions": ["CN", "GLO"]}, {"region": "FR"}, "lies in none"),
        ({"series": SERIES}, {"dataset": "cn-mee-grid-co2"}, "only cn-mee-electricity-footprint"),
        ({"forbidden_datasets": ["bad"]}, {"dataset": "bad"}, "forbids"),
        ({"boundary": ["life-cycle"]}, {"boundary": ("direct",)}, "life-cycle is asked for"),
        ({"boundary": ["life-cycle"]}, {"boundary": ()}, "not stated"),
        ({"gwp": ["AR6", "AR5"]}, {"gwp": "AR4"}, "no masses to weigh under AR6 or AR5"),
        ({"gwp": ["AR5"]}, {"gwp": None}, "no stated method"),
        (
            {"min_grade": ["ef-dqr:B"]},
            {"grade": lambda scheme: Graded("ef-dqr-1", "C")},
            "C under ef-dqr-1",
        ),
        (
            {"min_grade": ["ef-dqr:B"]},
            {"grade": lambda scheme: Graded(scheme, None)},
            "no grade under",
        ),
        ({}, {"standing": "withdrawn"}, "it is withdrawn"),
    ],
)
def test_each_rule_is_kept_by_one_and_broken_by_another(
    rules: dict[str, object],
    changes: dict[str, Any],
    said: str,  # fields of facts
) -> None:
    assert _broken(FACTS, **rules) == {}
    (told,) = _broken(FACTS._replace(**changes), **rules).values()
    assert said in told


def test_one_of_several_schemes_is_enough() -> None:
    rules = {"min_grade": ["ilcd-dqr:A", "ef-dqr:B"]}
    assert _broken(FACTS, **rules) == {}
    other: Callable[[str], Graded] = lambda scheme: Graded(scheme, "CB"[scheme != "ef-dqr"])  # noqa: E731
    assert "; " in _broken(FACTS._replace(grade=other), **rules)["min_grade"]


def test_masses_can_be_weighed_and_co2_alone_needs_no_method() -> None:
    masses = FACTS._replace(gwp="AR4", weighs=lambda method: method == "AR6")
    assert _broken(masses, gwp=["AR5", "AR6"]) == {}
    assert _broken(FACTS._replace(gas="CO2", gwp=None), gwp=["AR6"]) == {}


def test_a_method_that_is_not_stated_serves_only_where_that_is_admitted() -> None:
    unsaid = FACTS._replace(gwp=None)
    assert _broken(unsaid, gwp=["AR5"], gwp_may_be_unstated=True) == {}
    assert _broken(FACTS._replace(gwp="AR4"), gwp=["AR5"], gwp_may_be_unstated=True)


def test_series_of_other_activities_ask_nothing() -> None:
    assert policy.findings(_policy(series=SERIES), FACTS._replace(activity="fuel.coal")) == ()
    exact = [{"activities": ["electricity"], "datasets": ["x"]}]
    assert policy.findings(_policy(series=exact), FACTS) == ()
    heat = FACTS._replace(activity="electricityx", dataset="other")
    assert policy.findings(_policy(series=SERIES), heat) == ()


def test_the_share_of_primary_data_is_of_all_factors_together() -> None:
    asked = _policy(primary_share="0.5")
    enough = policy.primary(asked, [("0.6", True), ("0.4", False)])
    short = policy.primary(asked, [("0.4", True), ("0.6", False)])
    unsaid = policy.primary(asked, [("0.4", True), (None, None)])
    nought = policy.primary(asked, [("0", True)])
    assert [f is not None and f.kept for f in (enough, short, unsaid, nought)] == [
        True,
        False,
        False,
        False,
    ]
    assert policy.primary(_policy(), [(None, None)]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "no TOML"),
        ('name = "p"', "title"),
        ('name = "p"\ntitle = {en = "P"}\nbeauty = 1', "beauty"),
        ('name = "p"\ntitle = {en = "P"}\nmin_grade = ["pact-v3:B"]', "publishes limits"),
        ('name = "p"\ntitle = {en = "P"}\nmin_grade = ["none:B"]', "There is no scheme"),
        ('name = "p"\ntitle = {en = "P"}\nregions = ["XX-1"]', "is no region"),
        ('name = "p"\ntitle = {en = "P"}\ngwp = ["AR9"]', "AR9"),
        ('name = "p"\ntitle = {en = "P"}\nprimary_share = "1.5"', "no share"),
        ("#" * 70_000, "at most 65536"),
        ("a = " + "[" * 60_000, "nested deeper"),
    ],
)
def test_what_is_no_policy_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        policy.read(text)


@given(some.text(max_size=200))
def test_any_text_is_a_policy_or_a_sentence(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert policy.read(text).name
