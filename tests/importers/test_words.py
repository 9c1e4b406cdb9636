import pytest

from factordb.importers import words


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Grass/straw", "grass-straw"),
        ("Blé dur, à l'œuf", "ble-dur-a-l-oeuf"),
        ("电力", "unnamed"),
        ("  ", "unnamed"),
        ("a" * 100, "a" * 80),
    ],
)
def test_any_text_has_a_slug(text: str, slug: str) -> None:
    assert words.slug(text) == slug


def test_words_stand_beside_their_importer() -> None:
    from factordb.importers import us_epa_supply_chain

    said = words.beside(us_epa_supply_chain.__file__)
    assert said["gases"]["Methane"] == {"gas": "CH4"}
    assert words.beside(us_epa_supply_chain.__file__, "us_epa_supply_chain.json") == said


def test_white_space_is_made_one_space() -> None:
    assert words.tidy(" a\n b\t c ") == "a b c"
