from pathlib import Path

import pytest

from factordb.search import initials
from factordb.search.generation import Generation
from factordb.search.rules import rules
from factordb.search.term import Way
from tests.search.catalogues import an_item, indexed


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    names = ("天然气", "澳大利亚 电力", "渡轮")
    return indexed(Path(tmp_path_factory.mktemp("index")), *map(an_item, names))


def said(ways: list[Way]) -> list[str]:
    return [way.says for way in ways]


def test_letters_are_initials_of_names(index: Generation) -> None:
    assert "'trq' as initials" in said(initials.by_initials("trq", index, rules().text))


@pytest.mark.parametrize("word", ["t", "tr2", "天然", "a" * 41])
def test_what_is_no_row_of_letters_is_none(word: str, index: Generation) -> None:
    assert initials.by_initials(word, index, rules().text) == []
    assert initials.first_initials(word, index, rules().text) == []


def test_the_first_letters_of_a_term_go_before_longer_ones_within_some_name(
    index: Generation,
) -> None:
    ways = initials.first_initials("dlyl", index, rules().text)

    assert "'dl' of 'dlyl' as initials: grid-electricity" in said(ways)
    assert not any("'dly'" in one for one in said(ways))


def test_fewer_letters_are_less_likely_meant(index: Generation) -> None:
    long, short = (
        max(way.quality for way in initials.first_initials(word, index, rules().text))
        for word in ("dly", "dlyzzzzz")
    )

    assert short < long < rules().text.initials
