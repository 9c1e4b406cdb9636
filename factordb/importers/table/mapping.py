"""The TOML beside a table: the manifest, the release, and which column is which path."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from factordb.errors import UnreadableFile
from factordb.model.base import Model, Slug
from factordb.model.manifest import Manifest, ReleaseName
from factordb.model.text import Text, showable

BESIDE = "release.toml"
LONGEST = 1 << 20
"""Bytes; nobody writes a mapping of a megabyte."""


DETECT = "detect"
"""For an encoding: told from the bytes, and stated."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{text[:60]!r} is no pattern: {error}") from error
    return text


Pattern = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_pattern)]
"""A regular expression of Python's; it must fit the whole text."""

Constants = dict[Text, str]
"""Paths to values."""


class File(Model):
    """How the table is read."""

    encoding: Text = "utf-8-sig"
    """A codec, or ``detect``."""
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    """The decimal mark of numbers that are text."""
    sheet: Text | None = None
    """The sheet of a workbook; the first where none is named."""
    sheet_pattern: Pattern | None = None
    """Or the first sheet whose whole name fits."""
    header_row: int = Field(1, ge=1)
    """The line of the header; what stands above it is not read."""
    header_with: tuple[Text, ...] = ()
    """Or the first line, near the top, that has all these names."""
    header_lines: int = Field(1, ge=1, le=5)
    """Lines that the header spans: a column is called by its texts from top to bottom, joined by a
    space, and what stands above several columns is said of each: ``排放因子 数值``."""
    full_width: bool = False
    """Whether full-width digits are read as numbers: ``５．８１２``."""


class Melt(Model):
    """A column of numbers: each of them is a row of its own."""

    column: Text
    constants: Constants = Field(default_factory=dict)
    """A path to the value it has in the rows of this column."""
    pattern: Pattern | None = None
    """What a cell looks like; its group ``number`` is the number: ``(?P<number>\\d+) \\(.\\)``."""
    groups: dict[str, Text] = Field(default_factory=dict)
    """Further groups of the pattern, and the paths they are."""

    @model_validator(mode="after")
    def _names_its_groups(self) -> Self:
        there = set(re.compile(self.pattern or "").groupindex)
        if self.pattern and "number" not in there:
            raise ValueError("the pattern has no group 'number': write (?P<number>…)")
        missing = sorted(set(self.groups) - there)
        if missing:
            raise ValueError(f"the pattern has no group {missing[0]!r}")
        return self


class When(Model):
    """What is the same in all rows that say one thing."""

    column: Text
    is_: tuple[str, ...] = Field(alias="is", min_length=1)
    """Any of these texts."""
    constants: Constants = Field(default_factory=dict)
    templates: Constants = Field(default_factory=dict)


class Release(Model):
    name: ReleaseName


class Mapping(Model):
    manifest: dict[str, Any]
    """All of the manifest but its schema."""
    release: Release | None = None
    file: File = File()
    columns: dict[Text, Text] = Field(default_factory=dict)
    """A publisher's header to the path it is."""
    constants: Constants = Field(default_factory=dict)
    """A path to the value it has in every row that says nothing else."""
    not_ours: dict[Text, Text] = Field(default_factory=dict)
    """A column to leave out, and why."""
    templates: Constants = Field(default_factory=dict)
    """A path to a text with headers in it: ``fuel.<Fuel>`` is the slug of the cell, ``<=Fuel>`` the
    cell as it is."""
    aliases: dict[Text, dict[str, str]] = Field(default_factory=dict)
    """By path, what a publisher's words are: ``[aliases.unit]``, ``[aliases.region]``; and by a
    header in templates, where its cells have no slug of their own: ``[aliases."名称"]``."""
    melt: tuple[Melt, ...] = ()
    when: tuple[When, ...] = ()

    def reshapes(self) -> bool:
        """Say whether rows are more than columns under other names."""
        mark = self.file.decimal != "." or self.file.full_width
        return bool(self.templates or self.aliases or self.melt or self.when or mark)

    def headers(self) -> set[str]:
        """Return every header that the mapping names."""
        melted = {melt.column for melt in self.melt}
        return {*self.columns, *self.not_ours, *melted, *(when.column for when in self.when)}

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


_SLUG = (
    "{!r} is none: write lower-case Latin letters and digits joined by hyphens and dots, such as "
    "fuel.hard-coal; [aliases] says what a word of the publisher's is"
)


def first_fault(error: ValidationError) -> str:
    """Return the first thing wrong, with its place, in one sentence."""
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])[:200] or "the whole"
    more = error.error_count() - 1
    also = f" (and {more} more)" if more else ""
    said = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch" and place in ("activity", "subject"):
        said = _SLUG.format(showable(str(fault["input"]), 80))
    return f"{place}: {said}{also}"
