"""A line of a list as it is read: what it asks for, phrase by phrase, without amounts and places.

In a phrase the last word says what the thing is: "diesel filter" is a filter. What stands behind
a comma, in brackets, or after "for" only tells more about it.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from factordb.search import folding, hints
from factordb.search.hints import Hint, Words

_BREAK = re.compile(
    r"[\n\t,;:/|()\[\]{}<>（）【】，、；：。／]+|\s+[-–—~]+\s+|[–—]+|"
    r"\b(?:for|in|at|to|from|used|via|burned|burnt|combusted)\b|"
    rf"(?<=[{folding.HAN}])\s+|\s+(?=[{folding.HAN}])|(?<=[{folding.HAN}])-|-(?=[{folding.HAN}])",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?<![\w.#])\d[\d,]*(?:\.\d+)?\s*(?P<many>万)?"
    rf"(?P<unit>[A-Za-z]{{1,12}}[23]?(?![\w])|[{folding.HAN}]{{1,3}})"
)
_LONGEST_LIST = 12
"""Phrases of a line that are looked at."""


class Phrase(NamedTuple):
    """A part of a line."""

    words: tuple[Words, ...]
    text: str


class Read(NamedTuple):
    phrases: tuple[Phrase, ...]
    hints: tuple[Hint, ...]
    """What its words name: at most one region, one year and one unit."""


def read(text: str, known: list[str]) -> Read:
    """Return a line taken apart; ``known`` are the regions that factors are of."""
    units: list[Hint] = []

    def taken(found: re.Match[str]) -> str:
        word, left = _unit(found["unit"])
        if word is None:
            return found[0]
        units.append(Hint("unit", f"{found['many'] or ''}{word}", (_measured(word),)))
        return f" {left}"

    plain = _QUANTITY.sub(taken, _shown(text[: folding.LONGEST]))
    read_, phrases = list(units), list[Phrase]()
    for part in list(_parts(plain))[:_LONGEST_LIST]:
        words, found = hints.read(part, known)
        read_ += found
        if words:
            phrases.append(Phrase(tuple(words), " ".join(word.text for word in words)))
    kinds: dict[str, Hint] = {}
    for hint in read_:
        kinds.setdefault(hint.kind, hint)
    return Read(tuple(phrases), tuple(kinds.values()))


def _shown(text: str) -> str:
    """Fold width, and put a space for what nobody sees; case stays, since ``IN`` may be India."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char if char.isprintable() else " " for char in plain)


def _parts(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        if part and not part.isspace():
            yield part.strip()


def _unit(text: str) -> tuple[str | None, str]:
    """Return the unit that ``text`` begins with, and what is left of it."""
    if text.isascii():
        return (text, "") if hints.dimension_of(text) else (None, text)
    for end in range(len(text), 0, -1):
        if hints.dimension_of(text[:end]):
            return text[:end], text[end:]
    return None, text


def _measured(word: str) -> str:
    return str(hints.dimension_of(word))
