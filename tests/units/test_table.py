from factordb.units.table import TODAY


def test_every_symbol_has_a_name_in_english_and_chinese() -> None:
    for symbol in TODAY.symbols.values():
        assert set(symbol.names) == {"en", "zh"}, symbol.symbol


def test_no_spelling_means_two_units() -> None:
    spelt = [s for symbol in TODAY.symbols.values() for s in (symbol.symbol, *symbol.also)]

    assert len(spelt) == len(set(spelt))


def test_where_case_decides_no_folded_spelling_is_offered() -> None:
    assert TODAY.by_folded_spelling["ml"] is None
    assert TODAY.by_folded_spelling["kwh"] == "kWh"


def test_what_is_ambiguous_names_units_of_the_table_and_is_none_itself() -> None:
    for text, meant in TODAY.ambiguous.items():
        assert set(meant) <= set(TODAY.symbols)
        assert text == text.casefold()
        assert TODAY.by_spelling.get(text) in (None, *meant)


def test_annotations_have_one_meaning_each() -> None:
    spelt = list(TODAY.notes)

    assert len(spelt) == len(set(spelt))
    assert {note for group in TODAY.exclusive for note in group} <= set(TODAY.notes.values())
