from factordb.search import tokens


def test_a_name_is_found_by_words_pairs_concepts_and_sounds() -> None:
    words, pieces = tokens.of_text("diesel 柴油")

    assert {"wdiesel", "h柴油", "h柴", "cdiesel", "schai you", "icy"} <= words
    assert {"g$di", "gel$"} <= pieces


def test_a_joined_word_is_found_whole_in_one_and_in_parts() -> None:
    words, _ = tokens.of_text("r-410a")

    assert {"wr-410a", "wr410a", "w410a", "crefrigerant 410a"} <= words


def test_terms_do_not_reach_from_line_to_line() -> None:
    words, _ = tokens.of_text("natural\ngas")

    assert "cnatural-gas" not in words


def test_tokens_with_spaces_stay_one() -> None:
    assert tokens.joined(["sdian wang", "wa"]) == "sdian_wang wa"


def test_an_activity_says_what_a_factor_is_about() -> None:
    about, _ = tokens.of_text("lng tanker\nfuel.natural-gas fuel natural gas\ntechnology solar-pv")

    assert {"acnatural-gas", "awgas", "acsolar-pv"} <= about
    assert "aclng" not in about


def test_the_longest_concept_of_an_activity_is_meant() -> None:
    words = tokens.of_activity("fuel.aviation-gasoline fuel aviation gasoline")

    assert {word for word in words if word.startswith("c")} == {"caviation-gasoline"}
    assert tokens.activity_words("aviation gasoline") == []


def test_a_gas_of_an_oil_field_is_no_gasoil() -> None:
    said = tokens.of_activity("fuel.natural-gas.oil-field fuel natural gas oil field")

    assert "cnatural-gas" in said
    assert "cdiesel" not in said
    assert "crefrigerant 410a" in tokens.of_activity("refrigerant.r-410a refrigerant r 410a")
