import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from factordb.model.text import LONGEST, Printed, Said, Text, clean, kept, showable

CONTROL = ["\x00", "\x1b", "\r", "\x7f", "\x85", "\u2028", "\ud800", "\uffff"]
text, printed, said = (TypeAdapter[str](kind) for kind in (Text, Printed, Said))


@given(some.text(max_size=30))
def test_a_text_that_is_taken_is_in_nfc_and_stays_so(given_: str) -> None:
    try:
        taken = clean(given_)
    except ValueError:
        return

    assert unicodedata.is_normalized("NFC", taken)
    assert clean(taken) == taken


def test_two_ways_to_write_one_word_are_one() -> None:
    assert clean("Électricité") == clean("E\u0301lectricite\u0301")


@pytest.mark.parametrize("control", CONTROL)
def test_a_control_character_is_refused(control: str) -> None:
    for take in (kept, clean, text.validate_python, printed.validate_python):
        with pytest.raises(ValueError, match=r"control character|unicode"):
            take(f"a{control}b")


def test_line_breaks_and_tabs_are_words() -> None:
    assert clean("two\nlines\tand more ") == "two\nlines\tand more"


def test_what_is_printed_keeps_its_white_space() -> None:
    assert printed.validate_python("0 ") == "0 "
    assert text.validate_python(" 0 ") == "0"


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_a_text_says_something(empty: str) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        text.validate_python(empty)


def test_a_text_has_an_end() -> None:
    assert len(text.validate_python("x" * LONGEST)) == LONGEST
    with pytest.raises(ValidationError, match="at most 4000"):
        text.validate_python("x" * (LONGEST + 1))


@given(some.text(max_size=60), some.integers(1, 40))
def test_anything_can_be_shown(foreign: str, most: int) -> None:
    shown = showable(foreign, most)

    assert len(unicodedata.normalize("NFD", shown)) <= 4 * most
    assert kept(shown) == shown


def test_what_cannot_be_shown_is_marked() -> None:
    assert showable("a\x00b") == "a\ufffdb"
    assert showable("abcdef", 4) == "abc…"
    assert said.validate_python("in \x1b[31m") == "in \ufffd[31m"
    assert len(said.validate_python("x" * 10_000)) == LONGEST
