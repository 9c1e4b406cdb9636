"""Numbers as publishers print them: read for what they say, or not at all."""

import re
from decimal import Decimal
from functools import lru_cache

from factordb.model.numbers import plain

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d{1,2})?", re.ASCII)
_BELOW = re.compile(r"<\s*(\d+(\.\d+)?)", re.ASCII)
_NOT_AVAILABLE = frozenset({"", "na", "n/a", "n.a.", "n.a", "-", "–", "—", "not available"})


@lru_cache(maxsize=8192)
def number(text: str) -> str | None:
    """Return a printed number in plain digits, every zero kept, or nothing where it is none.

    ``"0 "`` is 0 and ``7.17e-7`` is ``0.000000717``; separators, signs of currency, full-width
    digits and words are not read.
    """
    tidy = text.strip()
    if not _PLAIN.fullmatch(tidy):
        return None
    value = Decimal(tidy)
    if "e" not in tidy.lower() and tidy[0] not in "+.0" and not tidy.startswith("-"):
        return tidy.rstrip(".")
    return plain(value) if value or not tidy.startswith("-") else plain(abs(value))


def point(text: str) -> str:
    """Return a number with a decimal comma as one with a point; other texts as they are.

    ``0,666`` is ``0.666``. Where both stand, ``1.234,5``, it stays unread: it may be either.
    """
    return text.replace(",", ".") if _COMMA.fullmatch(text.strip()) else text


def below(text: str) -> str | None:
    """Return the bound of ``< 1``, or nothing."""
    found = _BELOW.fullmatch(text.strip())
    return found[1] if found else None


def is_blank(text: str) -> bool:
    """Say whether a cell says "not available": ``NA``, a dash, nothing."""
    return text.strip().casefold() in _NOT_AVAILABLE
