from pathlib import Path

import numpy as np

from factordb.search import texts
from factordb.search.term import Term, Way
from tests.search.catalogues import an_item, indexed

DIESEL = Term(
    "diesel", (Way(("wdiesel",), 1.0, "has 'diesel'"), Way(("cdiesel",), 0.5, "is diesel"))
)


def test_a_name_has_a_term_in_the_best_way(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item("diesel"), an_item("柴油"), an_item("coal"))

    found = texts.had(index, [DIESEL])

    assert found.quality[0].tolist() == [1.0, 0.5, 0.0]
    ways = [way and way.says for (way,) in texts.ways(found, [1, 2, 0])]
    assert ways == ["is diesel", None, "has 'diesel'"]


def test_part_of_a_chinese_term_counts_for_its_share(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item("甲乙丙丁"), an_item("甲乙丙"), an_item("甲乙"))
    part = Term("x", (Way(("h甲乙", "h乙丙", "h丙丁"), 0.9, "has parts", part=True),))

    quality = texts.had(index, [part]).quality[0]

    assert [round(float(q), 2) for q in quality] == [0.9, 0.6, 0.0]


def test_the_name_that_says_only_this_scores_best(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item("diesel in old buses of the city"), an_item("diesel"))

    scores = texts.score(index, texts.had(index, [DIESEL]), np.arange(2))

    assert scores[1] > scores[0]


def test_an_activity_that_is_only_this_comes_before_one_that_has_it_too(tmp_path: Path) -> None:
    names = ("bolt\nprocess.steel-bolt process steel bolt", "plate\nprocess.steel process steel")
    index = indexed(tmp_path, *map(an_item, names))
    steel = Term("steel", (Way(("awsteel",), 1.0, "is of 'steel'", central=True),))

    scores = texts.score(index, texts.had(index, [steel]), np.arange(2))

    assert scores[1] > scores[0]
