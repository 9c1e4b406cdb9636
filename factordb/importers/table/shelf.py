"""Mappings that travel with the package, for publishers' tables that need no importer of their own.

A mapping fits a file where every column that it names is in the header, and no other.
"""

from functools import cache
from pathlib import Path

from factordb.errors import UnreadableFile
from factordb.importers import containers
from factordb.importers.table import mapping as mappings
from factordb.importers.table import sheets

FOLDER = Path(__file__).with_name("mappings")
_ENOUGH = 100
"""Lines that are looked at."""


@cache
def shipped() -> dict[str, Path]:
    """Return the mappings by name: ``cbam-benchmarks``."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def fitting(file: Path) -> Path | None:
    """Return the mapping that fits ``file``, if one does."""
    kind = containers.kind(file)
    if kind not in ("text", "xlsx", "xls"):
        return None
    return next((path for path in shipped().values() if _fits(file, path)), None)


def mapping_of(file: Path) -> Path | None:
    """Return the TOML that lies beside ``file``, or else the shipped one that fits."""
    return mappings.beside(file) or fitting(file)


def _fits(file: Path, path: Path) -> bool:
    mapping = _read(path)
    of_workbooks = mapping.file.sheet_pattern is not None
    if of_workbooks != containers.is_workbook(file):
        return False
    try:
        found = sheets.found(file, file.name, mapping.file, _ENOUGH)
    except UnreadableFile:
        return False
    return {title for title in found.header if title} == mapping.headers()


@cache
def _read(path: Path) -> mappings.Mapping:
    return mappings.read(path)
