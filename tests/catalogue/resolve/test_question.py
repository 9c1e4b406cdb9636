"""What may be asked, and what is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.catalogue.resolve.question import Question, read
from factordb.errors import FactordbError, Invalid


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({}, "name one of activity, digest and id"),
        ({"activity": "a", "id": "1", "region": "CN"}, "name one of activity, digest and id"),
        ({"activity": "a"}, "name a region"),
        ({"activity": "A b", "region": "CN"}, "activity: "),
        ({"activity": "a", "region": "CN", "year": 23}, "year"),
        ({"activity": "a", "region": "CN", "year": "soon"}, "year"),
        ({"activity": "a", "region": "CN", "unit": "furlong"}, "unit: 'furlong' is not a known"),
        ({"activity": "a", "region": "CN", "use": "organization"}, "Did you mean 'organisation'"),
        ({"activity": "a", "region": "CN", "facets": {"mix": "median"}}, "facets: "),
        ({"activity": "a", "region": "CN", "status": "old"}, "status: "),
        ({"activity": "a", "region": "CN", "fallback": ["planet"]}, "fallback.0: "),
        ({"activity": "a", "region": "CN", "colour": "red"}, "colour: "),
        ({"digest": "sha256:12"}, "digest: "),
        ("CN-SH", "Question"),
        (None, "Question"),
        ([1], "Question"),
    ],
)
def test_an_item_that_is_no_question_says_what_is_wrong_and_where(item: Any, said: str) -> None:
    refused = read(item)

    assert isinstance(refused, Invalid)
    assert said in refused.detail


def test_an_unknown_region_is_refused_with_the_nearest() -> None:
    refused = read({"activity": "a", "region": "Shanghai"})

    assert isinstance(refused, FactordbError)
    assert refused.detail == "region: 'Shanghai' is no region. Did you mean 'CN-SH'?"


def test_units_are_read_in_any_spelling() -> None:
    question = Question.model_validate({"id": "1", "unit": "kWh (Net CV)", "in": "千瓦时"})

    assert (question.unit, question.in_) == ("kWh{NCV}", "kWh")


_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = some.sampled_from([*Question.model_fields, "in"])


@settings(deadline=None)  # the first wrong word reads its whole table
@given(some.dictionaries(_FIELDS, _JSON, max_size=4) | _JSON)
def test_whatever_is_sent_is_a_question_or_refused(item: Any) -> None:
    assert isinstance(read(item), Question | FactordbError)
