"""The encoding of a text file, judged from its bytes: one answer, and never a guess in silence."""

import codecs
import re
from pathlib import Path

from factordb.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_CHINESE = 0.8
"""Chinese characters come as pairs of high bytes; accented letters stand alone."""
_LOOKED_AT = 1 << 20


def detected(content: bytes) -> str:
    """Return the codec that ``content`` is written in, or UTF-8 where nothing else fits.

    A byte order mark decides; then whether it is UTF-8; then GB18030 where its high bytes come in
    pairs; then Windows-1252.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return codec
    if b"\x00" in content[:_LOOKED_AT]:
        return _unmarked_utf16(content)
    if _decodes(content, "utf-8"):
        return "utf-8"
    pairs = _share_of_pairs(content[:_LOOKED_AT])
    order = ("gb18030", "cp1252") if pairs >= _CHINESE else ("cp1252",)
    return next((codec for codec in order if _decodes(content, codec)), "utf-8")


def of(file: Path) -> str:
    """Return the codec that the text of ``file`` is written in."""
    return detected(file.read_bytes())


def head(file: Path, size: int = 1 << 16) -> str:
    """Return the first characters of a text file, up to a whole line.

    Raises:
        UnreadableFile: it is in no encoding that is known.
    """
    with file.open("rb") as stream:
        content = stream.read(size)
        cut = bool(stream.read(1))
    if cut and b"\n" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content[: content.rindex(b"\n") + 1]
    codec = detected(content)
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(content, final=not cut)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{file.name} is no text: {error}.", file=file.name) from error
    if "\x00" in text:
        raise UnreadableFile(f"{file.name} holds a NUL: it is no text.", file=file.name)
    return text


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _share_of_pairs(content: bytes) -> float:
    runs = [len(run) for run in _HIGH.findall(content)]
    return sum(n for n in runs if n % 2 == 0) / sum(runs) if runs else 0.0


def _unmarked_utf16(content: bytes) -> str:
    """Text of ASCII letters in UTF-16 has a NUL in every other byte."""
    start = content[: _LOOKED_AT // 16]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start):
        return "utf-8"
    codec = "utf-16-be" if even > odd else "utf-16-le"
    return codec if _decodes(content, codec) else "utf-8"
