from pathlib import Path

import pytest

from factordb.search import sounding
from factordb.search.generation import Generation
from tests.search.catalogues import an_item, indexed


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    names = ("Natural gas 天然气", "electricity 上海电网", "you petrol 汽油")
    return indexed(Path(tmp_path_factory.mktemp("index")), *map(an_item, names))


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["tianranqi"], 1),
        (["tian", "ran", "qi", "diesel"], 3),
        (["qi", "you"], 2),
        (["diesel"], 0),
        (["natural", "gas"], 0),
        (["tian"], 0),  # one syllable is anything
        (["you"], 0),  # a word of the names is that word
    ],
)
def test_words_are_heard_until_one_is_no_pinyin(
    words: list[str], count: int, index: Generation
) -> None:
    assert sounding.heard(words, index) == count


def test_what_sounds_so_is_found_and_so_are_other_words_for_it(index: Generation) -> None:
    says = {
        term.text: [way.says for way in term.ways]
        for term in sounding.of_sound(["tianranqi", "qiyou"], index)
    }

    assert "'tian ran qi' as it sounds" in says["tian ran qi"]
    assert "'qi you' is petrol" in says["qi you"]
