"""The manual of match says the same in both languages, and what it says is so."""

import re
from pathlib import Path

import pytest

from bench.search import lines
from factordb.catalogue.matching import bills
from factordb.search import confidence

DOCS = Path(__file__).parents[1] / "docs"
MANUALS = ("matching.md", "matching.zh-CN.md")


def manual(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_both_languages_have_the_same_headings_tables_and_examples() -> None:
    first, second = map(manual, MANUALS)

    assert re.findall(r"^#+ ", first, re.MULTILINE) == re.findall(r"^#+ ", second, re.MULTILINE)
    assert first.count("\n|---") == second.count("\n|---")
    assert first.count("\n|") == second.count("\n|")
    fenced = re.compile(r"```console\n(.*?)```", re.DOTALL)
    assert fenced.findall(first) == fenced.findall(second)


def test_both_languages_give_the_same_measured_numbers() -> None:
    numbers = [re.findall(r"\b0\.\d{3}\b", manual(name)) for name in MANUALS]

    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_tells_the_labels_bounds_headings_and_columns_that_there_are(name: str) -> None:
    every, model, said = lines.every(), confidence.model(), manual(name)

    assert str(len(every)) in said
    assert str(sum(line.findable for line in every)) in said
    assert f"{model.accept}" in said
    assert f"{model.review}" in said
    assert f"confidence-{model.version}.json" in said
    assert all(f"`{column}`" in said for column in bills.ADDED)
    assert all(word in said for words in bills.CALLED.values() for word in words)
