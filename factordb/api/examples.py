"""Examples of the OpenAPI document: real answers, written down by `scripts/make_examples.py`."""

import copy
from pathlib import Path
from typing import Any

import orjson

FILE_OF_EXAMPLES = Path(__file__).with_name("examples.json")
_SAID: dict[str, Any] = orjson.loads(FILE_OF_EXAMPLES.read_bytes())

FACTOR: str = _SAID["pins"]["factor"]
"""Shanghai's grid in 2023, of the seeds."""
PROPERTY: str = _SAID["pins"]["property"]
"""A GWP value of the seeds."""
FILE: str = _SAID["pins"]["file"]
"""The table that Shanghai's grid was read from."""

POLICY = {"name": "grid", "title": {"en": "Recent grid factors"}, "oldest_data_year": 2020}
"""A small policy."""

_RELEASE = "/v1/datasets/cn-mee-grid-co2/releases/2023"
Asked = tuple[str, dict[str, Any] | None]


def pinned(factor: str, property_: str) -> dict[str, Asked]:
    """Return the examples that ask for pins: path, and body where it is a POST."""
    return {
        "factor": (f"/v1/factors/{factor}", None),
        "property": (f"/v1/properties/{property_}", None),
        "provenance": (f"/v1/factors/{factor}/provenance?edition=3", None),
        "assessment": (
            f"/v1/factors/{factor}/assessment?region=CN-BJ&year=2026&scheme=ef-dqr&edition=3",
            None,
        ),
        "policy": (
            "/v1/policies/check",
            {"policy": POLICY, "items": [{"digest": factor, "year": 2024}], "edition": 3},
        ),
        "batch": ("/v1/factors/batch", {"digests": [factor, "sha256:" + "0" * 64], "in": "MWh"}),
    }


OTHER: dict[str, Asked] = {
    "search": ("/v1/search?q=上海 电力&year=2023&limit=1&edition=3", None),
    "resolve": (
        "/v1/resolve",
        {
            "edition": 3,
            "items": [
                {
                    "activity": "electricity.grid",
                    "region": "CN-SH",
                    "year": 2023,
                    "use": "organisation",
                }
            ],
        },
    ),
    "match": (
        "/v1/match",
        {
            "edition": 3,
            "candidates": 1,
            "lines": [
                {
                    "text": "上海工厂用电",
                    "region": "CN-SH",
                    "year": 2023,
                    "unit": "MWh",
                    "amount": "12.5",
                },
                {"text": "cotton yarn Ne 30/1", "unit": "kg"},
            ],
        },
    ),
    "look-up": ("/v1/properties?subject=gas.ch4&limit=1", None),
    "datasets": ("/v1/datasets?limit=1&edition=3", None),
    "dataset": ("/v1/datasets/cn-mee-grid-co2?edition=1", None),
    "release": (f"{_RELEASE}?edition=3", None),
    "factors": (f"{_RELEASE}/factors?limit=1&edition=3", None),
    "properties": ("/v1/datasets/ipcc-gwp100/releases/1/properties?limit=1", None),
    "rejections": (f"{_RELEASE}/rejections?edition=3", None),
    "blanks": (f"{_RELEASE}/blanks?edition=3", None),
    "diff": ("/v1/diff?from=cn-mee-grid-co2@2022&to=cn-mee-grid-co2@2023&edition=3", None),
    "editions": ("/v1/editions?limit=1&edition=3", None),
    "region": ("/v1/regions/CN-SH", None),
    "convert": ("/v1/convert?value=1.5&from=MWh&to=GJ", None),
    "schemes": ("/v1/schemes", None),
    "scheme": ("/v1/schemes/cn-six-grade", None),
    "healthz": ("/healthz", None),
    "readyz": ("/readyz", None),
}
"""All other examples; editions are named, so that answers stay."""


def answers(name: str) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses=`` of a route whose answer is shown by the example ``name``."""
    example = copy.deepcopy(_SAID["answers"].get(name))
    content = {"application/json": {"example": example}}
    return {200: {"description": "Successful Response", "content": content}}
