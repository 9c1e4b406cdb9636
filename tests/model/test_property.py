import json

import pytest
import rfc8785
from hypothesis import given
from pydantic import ValidationError

from factordb.model.property import Property
from tests.documents import properties
from tests.examples import a_property

TWO = {"cells": [{"at": "B1", "printed": "42"}, {"at": "C1", "printed": "44"}]}


@given(properties)
def test_the_bytes_give_the_document_back(found: Property) -> None:
    assert Property.of(found.canonical()) == found
    assert found.canonical() == rfc8785.dumps(json.loads(found.canonical()))


@pytest.mark.parametrize(
    "numbers",
    [
        {"value": None},
        {"low": "42"},
        {"high": "44"},
        {"low": "42", "high": "44"},
        {"value": None, "low": "42"},
        {"value": None, "high": "44"},
    ],
)
def test_a_property_is_a_value_or_a_span(numbers: dict[str, str | None]) -> None:
    with pytest.raises(ValidationError, match="give value, or low and high"):
        a_property(**numbers)


def test_a_span_runs_upwards() -> None:
    assert a_property(value=None, low="9.5", high="10").low == "9.5"
    with pytest.raises(ValidationError, match="exchange low and high"):
        a_property(value=None, low="10", high="9.5")


def test_a_span_may_be_printed_in_two_cells_and_a_value_in_one() -> None:
    assert len(a_property(value=None, low="42", high="44", source=TWO).source.cells) == 2
    with pytest.raises(ValidationError, match="names 2 cells, but has numbers for 1"):
        a_property(source=TWO)


def test_the_key_is_the_identity_without_its_dates() -> None:
    dated = a_property(dates={"applies": {"from": "2024-01-01"}})

    assert dated.key() == a_property().key()
    assert dated.identity() != a_property().identity()
    assert a_property(region="CN").key() != a_property().key()


def test_a_property_is_of_the_vocabulary() -> None:
    with pytest.raises(ValidationError, match="Did you mean 'density'"):
        a_property(property="densty")
