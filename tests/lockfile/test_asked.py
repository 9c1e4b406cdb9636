import pytest

from factordb.errors import Invalid
from factordb.lockfile.asked import Asked
from factordb.model.pick import Pick
from tests.lockfile.locks import KEY, ORIGIN

WHOLE = f"""
[log]
origin = "{ORIGIN}"
key = "{KEY.verifier.text()}"

[factors.shanghai-grid]
year = 2023
activity = "electricity.grid"
region = "CN-SH"
facets = {{ mix = "average", at = "consumer" }}

[factors."柴油 CH4"]
activity = "fuel.diesel"
region = "GB"
pick = {{ gas = "CH4" }}
"""


def test_each_alias_asks_a_question_whose_words_come_in_order() -> None:
    asked = Asked.parsed(WHOLE)

    assert list(asked.wishes) == ["shanghai-grid", "柴油 CH4"]
    said = asked.wishes["shanghai-grid"].said
    assert list(said) == ["activity", "facets", "region", "year"]
    assert list(said["facets"]) == ["at", "mix"]
    assert asked.wishes["shanghai-grid"].pick("x") is None


def test_the_log_that_is_trusted_is_named_with_its_key() -> None:
    asked = Asked.parsed(WHOLE)

    assert (asked.origin, asked.keys) == (ORIGIN, (KEY.verifier,))


def test_after_a_rotation_several_keys_are_trusted() -> None:
    key = KEY.verifier.text()

    assert len(Asked.parsed(f'[log]\nkey = ["{key}", "{key}"]').keys) == 2


def test_a_pick_is_no_part_of_the_question() -> None:
    wish = Asked.parsed(WHOLE).wishes["柴油 CH4"]

    assert wish.pick("x") == Pick(gas="CH4")
    assert wish.question() == {"activity": "fuel.diesel", "region": "GB"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[factors", "no TOML"),
        ("x = " + "[" * 5_000, "no TOML"),
        ("[facters.a]\nyear = 1", "not facters"),
        ("factors = 1", "not a value"),
        ("[factors]\na = 1", r"write a table, \[factors.a\]"),
        ("[factors.a]\nyear = 2023-01-01", "stands in no question"),
        ("[factors.a]\nyear = 1.5", "stands in no question"),
        ('[factors.""]', "is no alias"),
        ('[factors."a\\nb"]', "is no alias"),
        ("[factors.a]\nexplain = true", "explain is no field"),
        ("[factors.a]\nin_ = 'kg'", "in_ is no field"),
        ("[log]\nkey = 1", "a text, or a list of keys"),
        ("[log]\norigen = ''", "origin and key"),
        ("[log]\nkey = 'x'", "is no verifier key"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        Asked.parsed(text)


def test_a_pick_that_is_none_is_said_with_its_alias() -> None:
    wish = Asked.parsed("[factors.a]\npick = { gas = 1 }").wishes["a"]

    with pytest.raises(Invalid, match=r"^a: a pick reads"):
        wish.pick("a")


def test_more_questions_than_a_call_may_have_are_refused() -> None:
    many = "\n".join(f"[factors.a{n}]" for n in range(5_001))

    with pytest.raises(Invalid, match="5000 are the most"):
        Asked.parsed(many)
