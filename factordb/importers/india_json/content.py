"""A JSON whose numbers keep their digits, each with the pointer to its place."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from factordb.errors import UnreadableFile
from factordb.importers import containers, encodings

LIST = "emission_factors"
_KEYS = ("id", "factor_name", "geography", "value", "unit")


class Printed(str):
    """A number of the file, digit for digit."""

    __slots__ = ()


def content(file: Path) -> dict[str, Any]:
    """Return the object in ``file``; numbers in it are texts of their own type.

    Raises:
        UnreadableFile: it is no JSON, or has no list of factors.
    """
    if containers.kind(file) != "text":
        raise UnreadableFile(f"{file.name} is no JSON.", file=file.name)
    raw = file.read_bytes()
    try:
        text = raw.decode(encodings.detected(raw))
        found = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=Printed,
            parse_int=Printed,
            parse_constant=_no_number,
            object_pairs_hook=_each_once,
        )
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"{file.name} line {error.lineno} column {error.colno} is no JSON: {error.msg}.",
            file=file.name,
            line=error.lineno,
        ) from error
    except (ValueError, RecursionError) as error:
        said = "it is nested too deep" if isinstance(error, RecursionError) else error
        raise UnreadableFile(f"{file.name} is no JSON: {said}.", file=file.name) from error
    entries = found.get(LIST) if isinstance(found, dict) else None
    if not isinstance(entries, list) or not any(
        isinstance(entry, dict) and set(_KEYS) <= set(entry) for entry in entries
    ):
        raise UnreadableFile(
            f"{file.name} has no list {LIST!r} of objects with {', '.join(_KEYS)}.",
            file=file.name,
        )
    return dict(found)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object names {twice[:60]!r} twice")
    return found


def numbers(value: Any, at: str) -> Iterator[tuple[str, str]]:  # any JSON
    """Yield every number within ``value``, with its pointer."""
    waiting = [(at, value)]
    while waiting:
        place, inner = waiting.pop()
        if isinstance(inner, Printed):
            yield place, inner
        elif isinstance(inner, dict):
            waiting += [(f"{place}/{escaped(key)}", one) for key, one in inner.items()]
        elif isinstance(inner, list):
            waiting += [(f"{place}/{index}", one) for index, one in enumerate(inner)]


def escaped(key: str) -> str:
    """Return a key as a JSON pointer writes it."""
    return key.replace("~", "~0").replace("/", "~1")
