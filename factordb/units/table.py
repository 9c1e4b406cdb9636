"""The numbered table of units, read once."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("units-1.json")


class Symbol(NamedTuple):
    """One unit of the table."""

    symbol: str
    is_: str
    """What it is in the registry's words: ``kilowatt_hour``, ``2000*pound*mile``."""
    of: dict[str, int]
    """Its dimension: ``{"energy": 1}``, ``{"length": 1, "mass": 1}``."""
    names: dict[str, str]
    """Its name in English and Chinese."""
    also: tuple[str, ...]
    """Every other accepted spelling."""


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_bytes())
    return content


@cache
def symbols() -> dict[str, Symbol]:
    """Return the units of the table by canonical symbol."""
    return {
        entry["symbol"]: Symbol(
            entry["symbol"],
            entry["is"],
            entry["of"],
            {language: entry[language] for language in ("en", "zh") if language in entry},
            tuple(entry["also"]),
        )
        for entry in _content()["units"]
    }


@cache
def by_spelling() -> dict[str, str]:
    """Return canonical symbols, some annotated, by every accepted spelling."""
    found = {symbol: symbol for symbol in symbols()}
    found |= {also: s.symbol for s in symbols().values() for also in s.also}
    found |= {
        also: unit for unit, spellings in _content()["annotated"].items() for also in spellings
    }
    return found


@cache
def by_folded_spelling() -> dict[str, str | None]:
    """Return the same without regard to case; nothing where case decides (``MW`` and ``mW``)."""
    found: dict[str, str | None] = {}
    for spelling, unit in by_spelling().items():
        folded = spelling.casefold()
        found[folded] = unit if found.get(folded, unit) == unit else None
    return found


@cache
def notes() -> dict[str, str]:
    """Return annotations by every folded spelling: ``net cv`` and ``低位`` are ``NCV``."""
    return {text: note for note, spelt in _content()["notes"].items() for text in spelt}


def ambiguous() -> dict[str, list[str]]:
    """Return what people write without saying which unit they mean, folded, with the candidates."""
    found: dict[str, list[str]] = _content()["ambiguous"]
    return found


def exclusive() -> list[list[str]]:
    """Return groups of annotations of which a unit may carry one: net and gross."""
    found: list[list[str]] = _content()["exclusive"]
    return found


def definitions() -> tuple[str, ...]:
    """Return what the registry must be told before it knows every symbol."""
    return tuple(_content()["definitions"])


@cache
def digest() -> str:
    """Return the digest of the table's bytes, as an edition records it."""
    return "sha256:" + hashlib.sha256(FILE.read_bytes()).hexdigest()
