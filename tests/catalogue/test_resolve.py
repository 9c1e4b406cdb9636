"""Resolve as a whole: it names nothing of its own, and never depends on an order."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb import shipped
from factordb.catalogue import seeding
from factordb.catalogue.resolve.question import Question
from factordb.model import regions, vocabulary
from tests.catalogue.resolve.shelf import Shelf, applies, years_of

ROOM = Path(__file__).parents[2] / "factordb" / "catalogue" / "resolve"
MODULES = sorted(ROOM.glob("*.py"))
TOLD = re.compile(r'"""(?:.|\n)*?"""|#.*|examples=\[.*?\]')


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_dataset_region_use_or_activity_is_named_in_code(module: Path) -> None:
    words = vocabulary.TODAY.content
    datasets = {name.partition("@")[0] for name in seeding.references(shipped.SEEDS)}
    values = {value for facet in words["facets"].values() for value in facet.get("values", ())}
    closed = {
        *words["uses"],
        *words["boundary"],
        *words["gwp-methods"],
        *words["statuses"],
        *values,
    }
    codes = {code for code in regions.codes() if code != "GLO"}

    code = TOLD.sub("", module.read_text("utf-8"))
    said = set(re.findall(r"[\"']([^\"'\n]+)[\"']", code))

    fields = set(Question.model_fields)  # a word may be both: `use` is a stage, too
    assert said & (datasets | closed | codes) <= fields
    assert [word for word in said if re.search(r"electricity|fuel|transport", word)] == []


_DATES = some.sampled_from(
    [years_of(2021), years_of(2022), years_of(2021, 2023), applies("2022-01-01"), None]
)
_ITEMS = some.fixed_dictionaries(
    {
        "region": some.sampled_from(["CN-SH", "CN-GRID-EAST", "CN", "RoW", "GLO"]),
        "dates": _DATES,
        "dataset": some.sampled_from(["grid-office", "grid-selected", "world-office"]),
        "release": some.sampled_from(["1", "2"]),
        "facets": some.sampled_from([{"mix": "average"}, {"mix": "fossil"}, None]),
        "unit": some.sampled_from(["kWh", "MWh"]),
        "value": some.sampled_from(["0.1", "0.2"]),
        "use": some.sampled_from([["organisation"], ["product"], None]),
    }
)
_MANIFESTS: dict[str, dict[str, Any]] = {
    "grid-office": {"complements": {"RoW": ["US"]}},
    "grid-selected": {"subset_of": "grid-office"},
    "world-office": {"tier": 2},
}
_QUESTIONS = some.fixed_dictionaries(
    {
        "year": some.sampled_from([2021, 2022, 2024, "latest", None]),
        "fallback": some.sampled_from([[], ["region"], ["year"], ["region", "year"]]),
        "use": some.sampled_from(["organisation", "product", None]),
        "in": some.sampled_from(["kWh", None]),
    }
)


def a_shelf(items: list[dict[str, Any]]) -> Shelf:
    shelf = Shelf()
    for item in items:
        release = item["release"]
        shelf.put(manifest=_MANIFESTS[item["dataset"]], edition=int(release), **item)
    return shelf


@settings(max_examples=60, deadline=None)
@given(some.lists(_ITEMS, min_size=1, max_size=8), _QUESTIONS, some.integers(0, 99))
def test_the_same_question_gives_the_same_bytes_whatever_the_order_of_rows(
    items: list[dict[str, Any]], question: dict[str, Any], seed: int
) -> None:
    asked = {name: value for name, value in question.items() if value is not None}
    shelf = a_shelf(items)

    one, other = shelf.ask(**asked, explain=True), shelf.shuffled(seed).ask(**asked, explain=True)

    assert one.model_dump_json() == other.model_dump_json()


@settings(max_examples=60, deadline=None)
@given(some.lists(_ITEMS, min_size=1, max_size=8), _QUESTIONS)
def test_an_answer_is_one_factor_or_equals_or_a_reason(
    items: list[dict[str, Any]], question: dict[str, Any]
) -> None:
    asked = {name: value for name, value in question.items() if value is not None}
    answer = a_shelf(items).ask(**asked, explain=True)

    standing = [c for c in answer.considered or () if c.lost is None]
    if answer.status == "found":
        assert answer.hit is not None
        assert [c.hit.digest for c in standing] == [answer.hit.digest]
        assert answer.hit.region == "CN-SH" or "region" in question["fallback"]
    elif answer.status == "ambiguous":
        assert len(standing) == len(answer.candidates) > 1
        assert answer.hit is None
    else:
        assert standing == []
        assert answer.reason


def test_what_stands_beside_has_an_order_of_its_own() -> None:
    outside: dict[str, Any] = {
        "facets": {"mix": "average", "coverage": "outside-of-scopes"},
        "amounts": [{"gas": "CO2", "kg": "0.5500", "outside": True, "cell": 0}],
    }
    shelf = Shelf()
    shelf.put(unit="kWh{NCV}")
    for boundary in (["direct"], ["combustion"], None):
        shelf.put(**outside, boundary=boundary)

    orders = {shelf.shuffled(seed).ask().model_dump_json() for seed in range(20)}

    assert len(orders) == 1
    assert len(shelf.ask().beside) == 3
