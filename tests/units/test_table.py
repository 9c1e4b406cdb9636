from factordb.units import table


def test_every_symbol_has_a_name_in_english_and_chinese() -> None:
    for symbol in table.symbols().values():
        assert set(symbol.names) == {"en", "zh"}, symbol.symbol


def test_no_spelling_means_two_units() -> None:
    spelt = [s for symbol in table.symbols().values() for s in (symbol.symbol, *symbol.also)]

    assert len(spelt) == len(set(spelt))


def test_where_case_decides_no_folded_spelling_is_offered() -> None:
    assert table.by_folded_spelling()["ml"] is None
    assert table.by_folded_spelling()["kwh"] == "kWh"
