"""Numbered tables: files that are never edited once landed, named by the digest of their bytes."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from factordb.model.canonical import digest

FOLDER = Path(__file__).with_name("tables")


@cache
def content(name: str) -> dict[str, Any]:
    """Return what the table ``name`` holds: ``regions-1``."""
    loaded: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return loaded


@cache
def digest_of(name: str) -> str:
    """Return the digest of the bytes of the table ``name``, as an edition records it."""
    return digest((FOLDER / f"{name}.json").read_bytes())
