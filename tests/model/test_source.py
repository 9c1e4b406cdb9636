from typing import Any

import pytest
from pydantic import ValidationError

from factordb.model.source import Cell, Source


def a_cell(**fields: Any) -> dict[str, Any]:  # any field of a cell
    return {"at": "'A'!B1", "printed": "0.5500"} | fields


def test_a_cell_keeps_what_is_printed() -> None:
    assert Cell.model_validate(a_cell(printed="0 ")).printed == "0 "


def test_one_number_at_two_places_is_one_cell() -> None:
    assert Cell.model_validate(a_cell(at=["B2", "B10"])).at == ("B2", "B10")


def test_a_list_of_one_place_is_that_place() -> None:
    assert Cell.model_validate(a_cell(at=["B2"])).at == "B2"


@pytest.mark.parametrize("at", ["", [], ["B1", "B1"], ["B1", ""], "a\x00", "x" * 301])
def test_a_place_is_said_once(at: object) -> None:
    with pytest.raises(ValidationError):
        Cell.model_validate(a_cell(at=at))


def test_a_step_is_an_operation_a_number_and_why() -> None:
    product = ["*", "0.45359237", "lb→kg, exact"]
    of_a_property = ["*", "sha256:" + "0" * 64, "net calorific value"]

    made = Cell.model_validate(a_cell(steps=[product, of_a_property]))

    assert made.plain()["steps"] == (tuple(product), tuple(of_a_property))


@pytest.mark.parametrize(
    "step",
    [
        ["**", "2", "squared"],
        ["*", "1e3", "kilo"],
        ["*", "sha256:0", "short"],
        ["*", "2"],
        ["*", "2", ""],
        ["*", "2", "why", "more"],
    ],
)
def test_what_is_no_step_is_refused(step: list[str]) -> None:
    with pytest.raises(ValidationError):
        Cell.model_validate(a_cell(steps=[step]))


def test_a_source_names_each_cell_once() -> None:
    with pytest.raises(ValidationError, match="let both amounts point at it"):
        Source.model_validate({"cells": [a_cell(), a_cell()]})


@pytest.mark.parametrize(
    "empty", [{"cells": []}, {"notes": []}, {"upstream": {}}, {"document": " "}]
)
def test_a_source_says_nothing_empty(empty: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"cells": [a_cell()]} | empty)
