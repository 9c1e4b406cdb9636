"""What is looked at before a workbook is read: its directory, its true size, its outermost cells.

A 4.7 kB workbook made a reader ask for 549 GB and abort its process; another let it sleep for
ever. A cell reference is all that takes, so the references are read first, as a stream.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from factordb.errors import UnreadableFile

MOST_BYTES = 512 << 20
MOST_ENTRIES = 2_000
MOST_RATIO = 200
SMALL = 1 << 20
"""Up to here no ratio is suspicious."""
MOST_CELLS = 20_000_000
"""In the box that holds a sheet's cells."""

_REFERENCE = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,3})(\d{1,7})"')
_LONGEST_TAG = 400
_READ = 1 << 18


def check(file: Path) -> None:
    """Do nothing where ``file`` is a workbook in a zip that is safe to read.

    Raises:
        UnreadableFile: it is truncated, encrypted, or would unfold beyond the limits.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive)
            total = 0
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    total = _check_entry(stream, entry, total, file.stat().st_size)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(
            f"{file.name} is damaged or encrypted ({error}): fetch it again from its publisher.",
            file=file.name,
        ) from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    names = [entry.filename for entry in archive.infolist()]
    if len(names) > MOST_ENTRIES:
        raise UnreadableFile(f"The workbook holds {len(names)} parts; {MOST_ENTRIES} are the most.")
    if len(set(names)) != len(names):
        raise UnreadableFile("The workbook names one of its parts twice.")


def _check_entry(stream: IO[bytes], entry: zipfile.ZipInfo, total: int, size: int) -> int:
    """Return the bytes unfolded so far; counted, since the directory's own sizes may lie."""
    box = _Box(entry.filename)
    for block in _blocks(stream):
        total += len(block)
        if total > MOST_BYTES or total > max(SMALL, MOST_RATIO * size):
            raise UnreadableFile(
                f"The workbook unfolds to more than {total >> 20} MiB at {entry.filename}: "
                "it is refused as a bomb.",
                part=entry.filename,
            )
        if "worksheets/" in entry.filename:
            box.see(block)
    return total


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_READ):
        yield block


class _Box:
    """The box that holds all cells of one sheet."""

    def __init__(self, part: str) -> None:
        self._part, self._tail = part, b""
        self._columns = self._rows = 0

    def see(self, block: bytes) -> None:
        """Look at the references in ``block``, one of which may have begun in the block before."""
        text = self._tail + block
        for letters, row in _REFERENCE.findall(text):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self._columns = max(self._columns, column)
            # An empty row makes no cells, however far down it stands.
            self._rows = max(self._rows, int(row) if column else 0)
        self._tail = text[-_LONGEST_TAG:]
        if self._columns * self._rows > MOST_CELLS:
            raise UnreadableFile(
                f"{self._part} has cells in a box of {self._columns} columns by {self._rows} rows; "
                f"{MOST_CELLS} cells are the most. Delete the stray cell and try again.",
                part=self._part,
            )
