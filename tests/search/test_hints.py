import pytest

from factordb.search import hints
from factordb.search.hints import Named

KNOWN = ("CN", "CN-SH", "CN-GRID-EAST", "GB", "US", "US-EGRID-CAMX", "GLO")


@pytest.mark.parametrize(
    ("text", "left", "read"),
    [
        ("华东电网 2023", ["电网"], {"region": "CN-GRID-EAST", "year": "2023"}),
        ("上海电网", ["电网"], {"region": "CN-SH"}),
        ("上海市2023年用电", ["用电"], {"region": "CN-SH", "year": "2023"}),
        ("diesel litre UK", ["diesel"], {"unit": "volume", "region": "GB"}),
        ("每吨水泥", ["每吨水泥"], {}),
        ("柴油 公斤", ["柴油"], {"unit": "mass"}),
        ("East China grid", ["grid"], {"region": "CN-GRID-EAST"}),
        ("CN-SH electricity", ["electricity"], {"region": "CN-SH"}),
        ("CAMX total output", ["total", "output"], {"region": "US-EGRID-CAMX"}),
        ("waste in landfill", ["waste", "in", "landfill"], {}),
        ("臺灣 電力", ["电力"], {"region": "TW"}),
    ],
)
def test_words_are_read(text: str, left: list[str], read: dict[str, str]) -> None:
    words, found = hints.read(text, KNOWN)

    assert [word.text for word in words] == left
    assert {hint.kind: hint.meant[0] for hint in found} == read


def test_capitals_alone_make_no_country() -> None:
    words, found = hints.read("STEEL IN CANS", KNOWN)

    assert ([word.text for word in words], found) == (["steel", "in", "cans"], [])


def test_the_first_of_two_regions_counts() -> None:
    _, found = hints.read("China to UK", KNOWN)

    assert [hint.meant for hint in found] == [("CN",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("CN-SH", "CN-SH"), ("cn-sh", "CN-SH"), ("上海", "CN-SH"), ("上海市", "CN-SH")),
        *(("UK", "GB"), ("United Kingdom", "GB"), ("华东", "CN-GRID-EAST"), ("Atlantis", None)),
        *(("diesel UK", None), ("", None), ("2023", None)),
    ],
)
def test_a_column_of_regions_takes_codes_and_names_and_nothing_else(
    text: str, code: str | None
) -> None:
    assert hints.region(text, KNOWN) == code


def test_a_word_of_a_unit_tells_what_it_measures() -> None:
    assert hints.dimension_of("Litres") == "volume"
    assert hints.dimension_of("升") == "volume"
    assert hints.dimension_of("diesel") is None


NAMED = Named(
    frozenset({"cn-mee-grid-co2"}),
    ["electricity.generation", "electricity.grid", "fuel.diesel", "fuel.diesel.blend"],
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("CN", {"region": "CN"}),
        ("cn", {"region": "CN"}),
        ("CN KWH 2023", {"region": "CN", "unit": "energy", "year": "2023"}),
        ("kg", {"unit": "mass"}),
        ("camx", {"region": "US-EGRID-CAMX"}),
        ("吨标煤", {"unit": "energy"}),
        ("万千瓦时", {"unit": "energy"}),
        ("cn-mee-grid-co2", {"dataset": "cn-mee-grid-co2"}),
        ("cn-mee-grid-co2@2023", {"dataset": "cn-mee-grid-co2", "year": "2023"}),
        ("fuel.diesel", {"activity": "fuel.diesel"}),
        ("electricity.g", {"activity": "electricity.g"}),
        ("Electricity.Grid CN-SH", {"activity": "electricity.grid", "region": "CN-SH"}),
    ],
)
def test_a_name_alone_is_read_however_it_is_written(text: str, read: dict[str, str]) -> None:
    words, found = hints.read(text, (*KNOWN, "KG"), NAMED)

    assert words == []
    assert {hint.kind: hint.meant[0] for hint in found} == read


@pytest.mark.parametrize("text", ["fuel.coal", "v1.2", "waste in landfill", "cn-mee", "diesel in"])
def test_what_names_nothing_stays_words(text: str) -> None:
    words, found = hints.read(text, KNOWN, NAMED)

    assert words
    assert found == []


def test_a_unit_is_read_as_the_very_one() -> None:
    _, (hint,) = hints.read("natural gas kWh gross CV", KNOWN, NAMED)

    assert (hint.exact, hint.meant) == ("kWh{GCV}", ("energy",))
