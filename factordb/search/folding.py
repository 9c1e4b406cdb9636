"""How text is compared: one form for case, width, accents, script and punctuation."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 300
"""Characters of a query that are looked at."""

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-_./+&'’][^\W_{HAN}]+)*")
_PART = re.compile(rf"[^\W_{HAN}]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


def folded(text: str) -> str:
    """Return ``text`` in the one form: ``電網 CO₂`` is ``电网 co2``; accents go."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain)
        plain = unicodedata.normalize(
            "NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
        )
        if _HAN.search(plain):
            plain = _simplified()(plain)
    return _THOUSANDS.sub("", plain)


def runs(text: str) -> list[str]:
    """Return the runs of ``text``: Chinese ones, and words with what hyphens join to them."""
    return _RUN.findall(text)


def parts(run: str) -> list[str]:
    """Return what hyphens and their like join: ``r-410a`` is ``r`` and ``410a``."""
    return _PART.findall(run)


def is_han(run: str) -> bool:
    """Say whether a run is Chinese."""
    return bool(_HAN.match(run))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return an English word without its plural: ``lorries`` is ``lorry``, ``gases`` is ``gas``."""
    if len(word) < 4 or not word.isalpha() or word.endswith(("ss", "us", "is", "gas")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > 4 else word[:-1]
    if word.endswith(("ches", "shes", "xes", "sses", "gases")):
        return word[:-2]
    return word.removesuffix("s")


@cache
def _simplified() -> "Callable[[str], str]":
    """Return the conversion from traditional script, made once it is needed."""
    from opencc import OpenCC  # noqa: PLC0415  # only Chinese text needs it

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
