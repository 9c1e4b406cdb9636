import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.log import armour


@given(some.binary(max_size=80))
def test_what_was_encoded_is_decoded(content: bytes) -> None:
    assert armour.decoded(armour.encoded(content)) == content


@given(some.binary(min_size=1, max_size=40), some.integers(0), some.integers(0, 7))
def test_one_bit_changed_gives_other_bytes_or_none(content: bytes, at: int, bit: int) -> None:
    text = bytearray(armour.encoded(content).encode())
    text[at % len(text)] ^= 1 << bit

    assert armour.decoded(text.decode("latin-1")) != content


@pytest.mark.parametrize("text", ["AB==", "AAB=", "AA", "AA==\n", "A A=", "é", "AA-_"])
def test_another_spelling_of_bytes_says_nothing(text: str) -> None:
    assert armour.decoded(text) == b""
    assert base64.b64decode("AB==") == base64.b64decode("AA=="), "a lenient decoder takes both"
