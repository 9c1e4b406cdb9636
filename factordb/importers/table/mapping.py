"""The TOML beside a table: the manifest, the release, and which column is which path."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from factordb.errors import UnreadableFile
from factordb.model.base import Model, Slug
from factordb.model.manifest import Manifest, ReleaseName
from factordb.model.text import Text

BESIDE = "release.toml"
LONGEST = 1 << 20
"""Bytes; nobody writes a mapping of a megabyte."""


class File(Model):
    """How the table is read."""

    encoding: Text = "utf-8-sig"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    sheet: Text | None = None
    """The sheet of a workbook; the first where none is named."""
    header_row: int = Field(1, ge=1)
    """The line of the header; what stands above it is not read."""


class Release(Model):
    name: ReleaseName


class Mapping(Model):
    manifest: dict[str, Any]
    """All of the manifest but its schema."""
    release: Release | None = None
    file: File = File()
    columns: dict[Text, Text] = Field(default_factory=dict)
    """A publisher's header to the path it is."""
    constants: dict[Text, str] = Field(default_factory=dict)
    """A path to the value it has in every row that says nothing else."""
    not_ours: dict[Text, Text] = Field(default_factory=dict)
    """A column to leave out, and why."""

    def dataset(self) -> Slug:
        """Return the dataset that the manifest names."""
        return str(self.manifest.get("dataset", ""))

    def whole_manifest(self) -> Manifest:
        """Return the manifest, validated."""
        return Manifest.model_validate(self.manifest)


def beside(file: Path) -> Path | None:
    """Return the TOML that belongs to ``file``: of the same stem, or ``release.toml``."""
    there = (file.with_suffix(".toml"), file.with_name(BESIDE))
    return next((path for path in there if path.is_file() and path != file), None)


def read(file: Path) -> Mapping:
    """Return the mapping in ``file``.

    Raises:
        UnreadableFile: it is no TOML, or names what a mapping does not have.
    """
    try:
        if file.stat().st_size > LONGEST:
            raise UnreadableFile(
                f"{file.name} has more than {LONGEST:,} bytes: that is no mapping.", file=file.name
            )
        content = tomllib.loads(file.read_text("utf-8-sig"))
        mapping = Mapping.model_validate(content)
        mapping.whole_manifest()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise UnreadableFile(f"{file.name} is no TOML: {error}.", file=file.name) from error
    except ValidationError as error:
        raise UnreadableFile(f"{file.name}: {first_fault(error)}", file=file.name) from error
    return mapping


def first_fault(error: ValidationError) -> str:
    """Return the first thing wrong, with its place, in one sentence."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])[:200] or "the whole"
    more = error.error_count() - 1
    also = f" (and {more} more)" if more else ""
    return f"{place}: {fault['msg'].removeprefix('Value error, ')}{also}"
