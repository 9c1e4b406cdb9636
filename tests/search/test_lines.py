import pytest

from factordb.search import lines

KNOWN = ["CN", "CN-SH", "CN-GRID-EAST", "GB", "DE", "US"]


def phrases(text: str) -> list[str]:
    return [phrase.text for phrase in lines.read(text, KNOWN).phrases]


def hinted(text: str) -> dict[str, tuple[str, ...]]:
    return {hint.kind: hint.meant for hint in lines.read(text, KNOWN).hints}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Natural gas – boiler", ["natural gas", "boiler"]),
        ("Diesel for forklift", ["diesel", "forklift"]),
        ("diesel particulate filter", ["diesel particulate filter"]),
        ("柴油（发电机）", ["柴油", "发电机"]),
        ("叉车柴油消耗", ["叉车柴油消耗"]),
        ("0#柴油 叉车用", ["0 柴油", "叉车用"]),
        ("R-410A leak", ["r-410a leak"]),
        ("", []),
        ("，。；：", []),
    ],
)
def test_a_line_is_taken_apart_where_it_begins_to_say_what_for(text: str, said: list[str]) -> None:
    assert phrases(text) == said


@pytest.mark.parametrize(
    ("text", "dimension", "left"),
    [
        ("Diesel 1,200 L", "volume", ["diesel"]),
        ("天然气 12000立方米", "volume", ["天然气"]),
        ("广东 外购电 12.6万度", "energy", ["外购电"]),
        ("LPG 50kg/瓶", "mass", ["lpg", "瓶"]),
    ],
)
def test_an_amount_is_no_word_but_names_a_measure(
    text: str, dimension: str, left: list[str]
) -> None:
    read = lines.read(text, KNOWN)

    assert {hint.kind: hint.meant for hint in read.hints}["unit"] == (dimension,)
    assert [phrase.text for phrase in read.phrases] == left


def test_regions_and_years_are_taken_out_of_every_phrase_once() -> None:
    assert hinted("Electricity (office, Shanghai) 2023; UK") == {
        "region": ("CN-SH",),
        "year": ("2023",),
    }


def test_what_nobody_sees_is_a_space() -> None:
    assert phrases("die\x00sel\u202e fuel") == ["die sel fuel"]


def test_only_the_beginning_of_a_long_line_is_read() -> None:
    read = lines.read("word " * 2_000 + "diesel", KNOWN)

    assert len(read.phrases) == 1
    assert "diesel" not in read.phrases[0].text
    assert len(lines.read(",".join("ab" for _ in range(90)), KNOWN).phrases) <= 12
