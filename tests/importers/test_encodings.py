from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factordb.errors import UnreadableFile
from factordb.importers import encodings

FRENCH = "Réseau de chaleur;Électricité;forêt\n"
CHINESE = "电力,全国,排放因子,0.5306\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "gb18030"),
        (FRENCH, "utf-8"),
        (FRENCH, "cp1252"),
        (CHINESE, "utf-16"),
        (FRENCH, "utf-32"),
        ("plain\n", "utf-16-le"),
        ("plain\n", "utf-16-be"),
        ("Türkiye, Côte d’Ivoire\n", "cp1252"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(text: str, codec: str) -> None:
    content = text.encode(codec)
    assert content.decode(encodings.detected(content)) == text


@given(st.text(min_size=1).filter(lambda text: not text.startswith("\ufeff")))
def test_what_is_utf_8_is_always_read_as_it(text: str) -> None:
    content = text.encode(errors="ignore")
    assert content.decode(encodings.detected(content)) == content.decode() or "\x00" in text


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    assert encodings.detected(content)


def test_the_first_lines_end_where_a_character_does(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_bytes(("a,b\n" + CHINESE * 9000).encode())
    start = encodings.head(file)
    assert start.startswith("a,b\n电力")
    assert start.endswith("\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\xd8", b"a\x00b", b"\x81\x8d\x81"])
def test_what_is_no_text_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "none"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match="no text"):
        encodings.head(file)
