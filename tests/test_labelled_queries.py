"""The labelled queries of bench/search: many enough, honest, and the same each time."""

from collections import Counter

import pytest

from bench.search import catalogue, labels
from bench.search.labels import Label
from factordb.search.item import Item

LABELS = labels.every()


@pytest.fixture(scope="module")
def seeds() -> list[Item]:
    """Return one factor for each that a label can tell apart."""
    told = {(i.activity, i.region, i.facets, i.boundary): i for i in catalogue.seeds()}
    return list(told.values())


def test_every_kind_has_its_share() -> None:
    kinds = Counter(label.kind for label in LABELS)

    assert len(LABELS) >= 1_200
    assert len(kinds) == 10
    assert min(kinds.values()) >= 120


def test_half_of_each_kind_is_only_reported() -> None:
    for kind in {label.kind for label in LABELS}:
        halves = Counter(label.half for label in LABELS if label.kind == kind)
        assert min(halves.values()) >= 50


def test_no_query_stands_twice_in_a_kind() -> None:
    asked = Counter((label.kind, label.query) for label in LABELS)

    assert [query for query, times in asked.items() if times > 1] == []


def test_what_a_query_asks_for_is_there(seeds: list[Item]) -> None:
    nothing = [label for label in LABELS if not any(label.fits(item) for item in seeds)]

    assert [label.id for label in nothing] == []


def test_a_label_is_no_wildcard(seeds: list[Item]) -> None:
    one_each = list({(i.activity, i.facets): i for i in seeds}.values())
    activities = {item.activity for item in one_each}
    placeless = (label._replace(region=(), boundary=()) for label in LABELS)
    patterns = {label.activity: label for label in placeless}

    def wide(label: Label) -> int:
        return len({item.activity for item in one_each if label.fits(item)})

    assert max(map(wide, patterns.values())) < len(activities) / 5
