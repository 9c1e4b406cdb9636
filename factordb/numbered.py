"""Numbered tables: files that are never edited once landed, named by the digest of their bytes.

A later state of a table is another file with the next number, ``regions-2`` beside ``regions-1``.
All of them stay, so that what was answered by one can be answered by it again.
"""

import hashlib
import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple


class Family(NamedTuple):
    """The files of one table, by number."""

    name: str
    """``regions``"""
    folder: Path

    def names(self) -> tuple[str, ...]:
        """Return the names of those that are here, the newest last: ``regions-1``."""
        return _names(self)

    def newest(self) -> str:
        """Return the name of the one that is today's."""
        return _names(self)[-1]

    def file(self, name: str) -> Path:
        """Return where the table ``name`` lies."""
        return self.folder / f"{name}.json"

    def content(self, name: str) -> Any:
        """Return what the table ``name`` holds."""
        return json.loads(self.file(name).read_bytes())

    def digest(self, name: str) -> str:
        """Return the digest of the bytes of the table ``name``, as an edition records it."""
        return digest_of(self.file(name))


class Table:
    """One numbered file, read when it is first asked."""

    def __init__(self, family: Family, name: str) -> None:
        self.family, self.name = family, name

    @cached_property
    def content(self) -> Any:
        """What the file holds."""
        return self.family.content(self.name)


@cache
def digest_of(file: Path) -> str:
    """Return the digest of a file that never changes."""
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


def split(name: str) -> tuple[str, int]:
    """Return family and number of ``regions-1``."""
    family, _, number = name.rpartition("-")
    return family, int(number)


@cache
def _names(family: Family) -> tuple[str, ...]:
    found = (path.stem for path in family.folder.glob(f"{family.name}-*.json"))
    named = [one for one in found if one.removeprefix(f"{family.name}-").isdecimal()]
    return tuple(sorted(named, key=lambda one: split(one)[1]))
