"""Words as they are printed: in NFC, so that equal words have equal bytes, and safe to show."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

LONGEST = 4000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def kept(text: str) -> str:
    """Return ``text`` in NFC, white space and all.

    Raises:
        ValueError: it holds a control character that is no line break or tab.
    """
    if text.isascii() and text.isprintable():
        return text
    if _CONTROL.search(text):
        raise ValueError("holds a control character; remove it")
    return unicodedata.normalize("NFC", text)


def is_kept(text: str) -> bool:
    """Say whether ``text`` is kept as it is."""
    if text.isascii() and text.isprintable():
        return True
    return not _CONTROL.search(text) and unicodedata.is_normalized("NFC", text)


def clean(text: str) -> str:
    """Return ``text`` in NFC, without white space around it."""
    return kept(text.strip())


def showable(text: str, most: int = LONGEST) -> str:
    """Return what can be shown and stored of a foreign ``text``: no control characters, not long.

    A character that cannot be shown becomes ``\ufffd``; a text that is cut ends in ``…``.
    """
    short = text if len(text) <= most else text[: most - 1] + "…"
    return unicodedata.normalize("NFC", _CONTROL.sub("\ufffd", short))


Text = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=LONGEST)]
"""Printed words: NFC, no control characters but line breaks and tabs."""

Printed = Annotated[
    str, AfterValidator(kept), StringConstraints(min_length=1, max_length=300, pattern=r"\S")
]
"""What a cell prints, character for character: ``0 `` keeps its space."""

Said = Annotated[
    str,
    BeforeValidator(lambda text: showable(text).strip() if isinstance(text, str) else text),
    StringConstraints(min_length=1, max_length=LONGEST),
]
"""A sentence of ours that may repeat what a foreign file holds."""
