"""The examples are answers that were given; a change of what is answered must show here.

``python scripts/make_examples.py`` writes them anew.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from factordb.api import examples
from factordb.api.examples import FACTOR, FILE, PROPERTY

ASKED = examples.pinned(FACTOR, PROPERTY) | examples.OTHER


def shape(value: Any) -> Any:  # any JSON
    """Return ``value`` with the types in place of what may differ from day to day."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value[:1]] if isinstance(value, list) else type(value).__name__


def keys(value: Any) -> Any:  # any JSON
    return set(shape(value)) if isinstance(value, dict) else shape(value)


@pytest.mark.parametrize("name", ASKED)
def test_an_example_is_what_is_answered(client: TestClient, name: str) -> None:
    path, body = ASKED[name]
    answer = client.post(path, json=body) if body else client.get(path)
    example = examples.answers(name)[200]["content"]["application/json"]["example"]

    assert answer.status_code == 200
    assert keys(example) == keys(answer.json())


@pytest.mark.parametrize("name", ["factor", "property", "search", "resolve", "factors", "diff"])
def test_the_pins_and_numbers_shown_are_those_of_the_seeds(client: TestClient, name: str) -> None:
    path, body = ASKED[name]
    answer = (client.post(path, json=body) if body else client.get(path)).json()
    example = examples.answers(name)[200]["content"]["application/json"]["example"]

    if name == "diff":
        answer["differences"] = answer["differences"][: len(example["differences"])]
    assert example == answer


def test_the_file_shown_is_held(client: TestClient) -> None:
    release = client.get("/v1/datasets/cn-mee-grid-co2/releases/2023").json()

    assert release["read"] == FILE


def test_an_example_is_nobodys_to_change() -> None:
    examples.answers("healthz")[200]["content"]["application/json"]["example"]["status"] = "ill"

    assert examples.answers("healthz")[200]["content"]["application/json"]["example"] == {
        "status": "ok"
    }
