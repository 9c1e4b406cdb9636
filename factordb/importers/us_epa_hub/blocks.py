"""Finds the tables stacked on the sheet, by their headings, and the notes below each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from factordb.importers.grid import Grid, Spot

_HEADING = re.compile(r"Table \d{1,2}")
_TAIL = re.compile(r"(sources?|notes?)\b\s*:", re.IGNORECASE)
_NOTES = re.compile(r"notes?\b\s*:\s*", re.IGNORECASE)
_SOURCE = re.compile(r"sources?\b\s*:\s*", re.IGNORECASE)
_LETTERED = re.compile(r"([A-Z])[.):]? (\S.*)")
_OF_ONE_LABEL = re.compile(r"([A-Z]{2,6}): ")


class Block(NamedTuple):
    """One table: its rows, and what is said below them."""

    title: str
    """``Stationary Combustion``; empty for what stands above the first table."""
    rows: range
    """Rows of header and numbers, counted from 1."""
    source: str
    """The publisher's own sources, as one text; may be empty."""
    notes: tuple[str, ...]
    """Notes to the whole table."""
    footnotes: dict[str, str]
    """Footnotes by their letter."""

    def notes_of(self, letters: str, label: str) -> tuple[str, ...]:
        """Return the footnotes that ``letters`` call, then the notes that hold for ``label``."""
        called = [self.footnotes[letter] for letter in letters if letter in self.footnotes]
        return (*called, *(note for note in self.notes if _holds_for(note, label)))


def blocks(grid: Grid) -> list[Block]:
    """Return what stands above the first table, then every table, in the sheet's order."""
    headings = [(row, title) for row in range(1, len(grid) + 1) if (title := _title(grid, row))]
    ends = [row for row, _ in headings[1:]] + [len(grid) + 1]
    first = headings[0][0] if headings else len(grid) + 1
    found = [_block(grid, "", 1, first)]
    for (row, title), end in zip(headings, ends, strict=False):
        found.append(_block(grid, title, row + 1, end))
    return found


def without_letters(label: str, footnotes: dict[str, str]) -> tuple[str, str]:
    """Return ``label`` without the footnote letters glued to it, and the letters.

    ``TruckC`` is ``Truck`` and ``C``; ``Passenger Car A`` too where the table has a note A.
    """
    glued = re.fullmatch(r"(.*[a-z)])([A-Z])", label)
    if glued:
        return glued[1], glued[2]
    apart = re.fullmatch(r"(.*\S) ([A-Z])", label)
    if apart and apart[2] in footnotes:
        return apart[1], apart[2]
    return label, ""


def _title(grid: Grid, row: int) -> str:
    texts = [text for text in grid.row(row) if text]
    if len(texts) > 1 and _HEADING.fullmatch(texts[0]):
        return texts[1]
    return ""


def _block(grid: Grid, title: str, start: int, end: int) -> Block:
    tail = next((row for row in range(start, end) if _opens_tail(grid, row)), end)
    # What stands below the next empty row is the heading of another section.
    below = next((row for row in range(tail, end) if not any(grid.row(row))), end)
    lines = list(_lines(grid, range(tail, below)))
    cut = next((i for i, line in enumerate(lines) if _NOTES.match(line)), len(lines))
    source = " ".join(_stripped(_SOURCE, lines[:cut]))
    said = _stripped(_NOTES, lines[cut:])
    lettered = [found for line in said if (found := _LETTERED.fullmatch(line))]
    plain = [line for line in said if not _LETTERED.fullmatch(line)]
    return Block(
        title=title,
        rows=range(start, tail),
        source=source,
        notes=tuple(line for line in plain if " " in line),
        footnotes={found[1]: found[2] for found in lettered},
    )


def _opens_tail(grid: Grid, row: int) -> bool:
    return any(_TAIL.match(text) for text in grid.row(row))


def _lines(grid: Grid, rows: range) -> Iterator[str]:
    for row in rows:
        for column, text in enumerate(grid.row(row), start=1):
            if text and not grid.holds_number(Spot(row, column)):
                for line in grid.lines(Spot(row, column)):
                    yield " ".join(line.split())


def _stripped(opening: re.Pattern[str], lines: list[str]) -> list[str]:
    return [bare for line in lines if (bare := opening.sub("", line, count=1).strip())]


def _holds_for(note: str, label: str) -> bool:
    """A note that opens with an abbreviation, ``LNG: …``, holds for labels that name it."""
    found = _OF_ONE_LABEL.match(note)
    return found is None or found[1] in label
