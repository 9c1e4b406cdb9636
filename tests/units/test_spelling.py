import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb import units
from factordb.errors import UnknownUnit
from factordb.units.table import TODAY

known = some.sampled_from(sorted(TODAY.by_spelling))


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("kWh (Net CV)", "kWh{NCV}"),
        ("kWh (Gross CV)", "kWh{GCV}"),
        ("tonne.km", "tkm"),
        ("km*t", "tkm"),
        ("passenger.km", "pkm"),
        ("ton-mile", "short ton-mile"),
        ("Room per night", "room-night"),
        ("万千瓦时", "万kWh"),
        ("10^4kWh", "万kWh"),
        ("吨标煤", "tce"),
        ("标准立方米", "Nm3"),
        ("吨公里", "tkm"),
        ("m³", "m3"),
        ("m^3", "m3"),
        ("TJ/Gg", "TJ/Gg"),
        ("USD{2021, purchaser}", "USD{2021,purchaser}"),
        ("t{waste}", "t{waste}"),
        ("USD{purchaser,2021}", "USD{2021,purchaser}"),
        ("t{waste,waste}", "t{waste}"),
        ("mmBtu{HHV}", "mmBtu{GCV}"),
        ("GJ (低位发热量)", "GJ{NCV}"),
        ("kWh（高位）", "kWh{GCV}"),
        ("mmBtu (HHV)", "mmBtu{GCV}"),
        ("USD {2021, Purchaser Price}", "USD{2021,purchaser}"),
        ("gal (US)", "gal (US)"),
        ("百万大卡", "Gcal"),
        ("万吨标准煤", "万tce"),
        ("亿立方米", "亿m3"),
        ("Mg", "t"),
        ("µg", "ug"),
        ("W*h", "Wh"),
        ("kg{CO2e}/kg", "kg{CO2e}/kg"),
        ("kwh", "kWh"),
        ("  kWh ", "kWh"),
    ],
)
def test_a_printed_unit_has_one_spelling(printed: str, canonical: str) -> None:
    assert units.canonical(printed) == canonical


@given(known, known)
def test_the_canonical_spelling_is_its_own(one: str, other: str) -> None:
    for text in (units.canonical(one), f"{units.canonical(one)}/{units.canonical(other)}"):
        if text.count("/") <= 1:
            assert units.canonical(units.canonical(text)) == units.canonical(text)


@given(some.text(max_size=120))
def test_no_text_is_a_unit_by_accident(text: str) -> None:
    try:
        canonical = units.canonical(text)
    except UnknownUnit:
        return
    assert units.canonical(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "10**10**10",
        "9" * 1_000_000,
        "((((kWh))))",
        "",
        "/",
        "kWh/",
        "kWh/h/h",
        "{NCV}",
        "kWh{}",
        "kg^^2",
        "kg^0",
    ],
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(UnknownUnit):
        units.canonical(text)
    assert time.perf_counter() - start < 1


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(UnknownUnit, match="Did you mean 'kilowatt-hour'"):
        units.canonical("kilowat-hour")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ton", "'t' or 'short ton' or 'long ton'"),
        ("kWh/ton", "'short ton'"),
        ("Gallon", r"'gal \(US\)' or 'gal \(UK\)'"),
        ("加仑", r"'gal \(US\)' or"),
        ("MT", "'t' or 'Mt'"),
        ("MG", "'mg' or 't'"),
        ("kr", "'SEK' or 'NOK' or 'DKK'"),
    ],
)
def test_what_may_mean_several_units_is_refused_with_them(text: str, meant: str) -> None:
    with pytest.raises(UnknownUnit, match=meant) as caught:
        units.canonical(text)
    assert len(list(caught.value.facts["candidates"])) > 1  # type: ignore[call-overload]  # a list


@pytest.mark.parametrize("text", ["kWh{NCV,GCV}", "kWh (Net CV){HHV}", "USD{producer,purchaser}"])
def test_a_unit_stands_on_one_basis(text: str) -> None:
    with pytest.raises(UnknownUnit, match="at once"):
        units.canonical(text)


@pytest.mark.parametrize("text", ["kWh (gross net)", "kWh (of what)", "kWh ()", "(Net CV)"])
def test_only_a_known_basis_stands_in_parentheses(text: str) -> None:
    with pytest.raises(UnknownUnit):
        units.canonical(text)


def test_where_case_decides_it_is_asked_for() -> None:
    assert units.canonical("mg") == "mg"
    with pytest.raises(UnknownUnit):
        units.canonical("ML".lower() + "L")


@pytest.mark.parametrize(
    ("unit", "dimension"),
    [
        ("kWh{NCV}", "energy"),
        ("tkm", "length*mass"),
        ("short ton-mile", "length*mass"),
        ("kWh/km", "energy/length"),
        ("kg/kg", "1"),
        ("USD{2021}", "currency USD"),
        ("Nm3", "normal-volume"),
        ("m3", "volume"),
    ],
)
def test_a_unit_says_what_it_measures(unit: str, dimension: str) -> None:
    assert units.dimension(unit) == dimension


def test_an_annotation_that_is_asked_for_must_be_there() -> None:
    assert units.fits("kWh{NCV}", "kWh")
    assert units.fits("MWh{NCV}", "kWh{NCV}")
    assert not units.fits("kWh{GCV}", "kWh{NCV}")
    assert not units.fits("kWh", "kWh{NCV}")
    assert not units.fits("kg", "kWh")


def test_annotations_come_sorted_and_bare_units_without() -> None:
    assert units.annotations("USD{purchaser,2021}") == ("2021", "purchaser")
    assert units.bare("TJ{NCV}/Gg{waste}") == "TJ/Gg"


def test_every_symbol_of_the_table_has_its_spellings() -> None:
    assert "tonnes" in units.spellings()["t"]
    assert units.FAMILY.digest(units.TODAY.name).startswith("sha256:")
