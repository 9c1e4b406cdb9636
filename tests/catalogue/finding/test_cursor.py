import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.finding import cursor as cursors
from factordb.catalogue.finding.cursor import Cursor
from factordb.errors import Invalid

SECRET, CURSOR = b"s" * 32, Cursor(20, 3, 7)


def test_a_cursor_comes_back() -> None:
    assert cursors.read(CURSOR.written(SECRET, "coal"), SECRET, "coal") == CURSOR


def test_a_cursor_belongs_to_its_question_and_its_server() -> None:
    text = CURSOR.written(SECRET, "coal")

    for secret, question in ((SECRET, "oil"), (b"x" * 32, "coal")):
        with pytest.raises(Invalid, match="cursor"):
            cursors.read(text, secret, question)


@given(some.text(max_size=80) | some.binary(max_size=60).map(lambda raw: raw.hex()))
def test_what_is_not_of_our_making_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        cursors.read(text, SECRET, "coal")
