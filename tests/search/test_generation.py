from pathlib import Path

from factordb.search import generation
from tests.search.catalogues import an_item, asked, indexed, texts


def test_equal_words_are_one_name(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item("Diesel", region="FR"), an_item("diesel", region="DE"))

    assert (index.facts.names, index.facts.factors) == (1, 2)


def test_names_are_compared_with_chinese_apart() -> None:
    assert generation.spaced("r-410a 制冷剂") == "r 410a 制 冷 剂"


def test_ids_are_compared_without_their_joints() -> None:
    assert generation.code("12_500 5051-A") == "12.500.5051.a"


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = indexed(tmp_path)

    assert asked(index, "diesel").total == 0
    assert asked(index).total == 0


def test_any_white_space_is_a_name(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item(" \n\t"))

    assert texts(index, asked(index)) == [""]


def test_terms_of_the_thesaurus_are_known_by_their_sound(tmp_path: Path) -> None:
    index = indexed(tmp_path, an_item("coal"))

    assert [index.concepts[n] for n in index.spoken.of("gong dian")] == ["grid-electricity"]
    assert "natural-gas" in [index.concepts[n] for n in index.spoken.of("itrq")]
