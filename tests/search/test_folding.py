from hypothesis import given
from hypothesis import strategies as some

from factordb.search import folding


def test_case_width_script_accents_and_thousands_are_one() -> None:
    assert folding.folded("電網 CO₂") == "电网 co2"
    assert folding.folded("Électricité, ＲＯＲＯ 10,000 dwt") == "electricite, roro 10000 dwt"


def test_runs_are_chinese_or_words_with_what_hyphens_join() -> None:
    assert folding.runs("r-410a 制冷剂 of t&d (12_500)") == [
        "r-410a",
        "制冷剂",
        "of",
        "t&d",
        "12_500",
    ]


def test_plurals_go_and_words_that_end_alike_stay() -> None:
    plural = {
        "lorries": "lorry",
        "gases": "gas",
        "boxes": "box",
        "trucks": "truck",
        "tyres": "tyre",
    }

    assert {word: folding.stem(word) for word in plural} == plural
    assert [folding.stem(word) for word in ("gas", "glass", "bus", "r410s")] == [
        "gas",
        "glass",
        "bus",
        "r410s",
    ]


@given(some.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folding.folded(text)

    assert folding.folded(once) == once


@given(some.text(max_size=60))
def test_any_text_has_runs(text: str) -> None:
    assert all(folding.runs(run) == [run] for run in folding.runs(folding.folded(text)))
