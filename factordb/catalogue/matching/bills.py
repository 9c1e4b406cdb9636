"""Bills as CSV files: columns known by what people call them, and the same file with answers.

What is written can be opened in a spreadsheet: no cell becomes a formula there, whoever wrote it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from factordb.catalogue.matching.bill import Match
from factordb.errors import FactordbError, UnreadableFile
from factordb.importers import encodings
from factordb.search import folding

CALLED: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "文本", "名称", "材料", "物料名称", "材料名称", "物料", "品名", "项目", "活动"),
        *("描述", "内容", "description", "material", "item", "activity", "product", "name"),
    ),
    "region": ("region", "地区", "区域", "国家", "产地", "地点", "country", "location", "place"),
    "year": ("year", "年份", "年度", "年"),
    "unit": ("unit", "单位", "计量单位", "units", "uom"),
    "amount": ("amount", "数量", "用量", "消耗量", "活动水平", "活动数据", "quantity", "qty"),
}
"""What people call a column; where a file has several, the first of these is read."""
ADDED = (
    *("decision", "confidence", "digest", "factor_value", "factor_gas", "factor_unit"),
    *("kg_co2e", "factor_name", "factor_region", "release", "why"),
)
"""Columns that an answer adds, or writes anew where a file has them already."""

_SEPARATORS = (",", ";", "\t")
_LARGEST = 64 << 20
_IN_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?", re.ASCII)
_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")


class Bill(NamedTuple):
    """A file that was opened."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Below the header, but for lines without any text."""
    columns: dict[str, int]
    """Where text, region, year, unit and amount stand, of those that do."""

    def lines(self) -> Iterator[dict[str, str]]:
        """Yield each row as a line that is asked."""
        for row in self.rows:
            said = {name: row[at].strip() for name, at in self.columns.items() if at < len(row)}
            if found := _YEAR.fullmatch(said.get("year", "")):
                said["year"] = found[1]
            yield said

    def read_from(self) -> dict[str, str]:
        """Return which column each thing is read from, as the file calls it."""
        return {name: self.header[at] for name, at in self.columns.items()}


def opened(content: bytes, name: str) -> Bill:
    """Return a bill of the bytes of a CSV file.

    Raises:
        UnreadableFile: it is empty, no text, or no column says what its lines are.
    """
    if len(content) > _LARGEST:
        raise UnreadableFile(f"{name} is larger than {_LARGEST >> 20} MB: split it.", file=name)
    codec = encodings.detected(content)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name} is no text: {error}. Save it as UTF-8.", file=name) from error
    if "\x00" in text:
        raise UnreadableFile(f"{name} holds a NUL: it is no text. Save it as CSV.", file=name)
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: write a header and a line each.", file=name)
    found = (_split(text, separator, name) for separator in _SEPARATORS)
    rows, separator, columns = max(found, key=lambda one: len(one[2]))
    if "text" not in columns:
        raise UnreadableFile(_without_text(rows[0], name), file=name)
    kept = tuple(row for row in rows[1:] if any(cell.strip() for cell in row))
    return Bill(codec, separator, rows[0], kept, columns)


def _split(
    text: str, separator: str, name: str
) -> tuple[list[tuple[str, ...]], str, dict[str, int]]:
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [tuple(row) for row in read if row]
    except csv.Error as error:
        where = f"{name}, line {read.line_num}"
        raise UnreadableFile(f"{where}: {error}. A quotation may be open.", file=name) from error
    called = [_plain(cell) for cell in rows[0]]
    there = {
        column: next((called.index(word) for word in words if word in called), None)
        for column, words in CALLED.items()
    }
    return rows, separator, {column: at for column, at in there.items() if at is not None}


def _plain(cell: str) -> str:
    """Return a heading without case, spaces, and what stands in brackets: ``数量（kg）``."""
    return folding.folded(_IN_BRACKETS.sub("", cell)).strip().strip("*:：")


def _without_text(header: Sequence[str], name: str) -> str:
    there = ", ".join(repr(cell[:30]) for cell in header[:12])
    words = ", ".join(CALLED["text"][:4])
    return (
        f"{name}, line 1: no column says what the lines are; call one {words} or "
        f"{CALLED['text'][-1]}. There are {there}."
    )


def written(bill: Bill, answers: Iterable[Match | FactordbError]) -> Iterator[bytes]:
    """Yield the file with what was found added: UTF-8, with a mark where spreadsheets need one."""
    if bill.encoding != "utf-8":
        yield b"\xef\xbb\xbf"
    kept = [at for at, cell in enumerate(bill.header) if cell not in ADDED]
    yield _line(bill, [*(bill.header[at] for at in kept), *ADDED])
    for row, answer in zip(bill.rows, answers, strict=True):
        cells = [row[at] if at < len(row) else "" for at in kept]
        yield _line(bill, [*cells, *row[len(bill.header) :], *_told(answer)])


def _told(answer: Match | FactordbError) -> list[str]:
    if isinstance(answer, FactordbError):
        return ["problem", *([""] * (len(ADDED) - 2)), answer.detail]
    sure = f"{answer.confidence:.3f}"
    if answer.decision == "none" or not answer.candidates:
        return ["none", sure, *([""] * (len(ADDED) - 3)), "; ".join(answer.why)]
    first = answer.candidates[0]
    return [
        *(answer.decision, sure, first.digest, first.value or "", first.gas or "", first.unit),
        *(answer.kg or "", " / ".join(first.name.values()), first.region),
        *(f"{first.dataset}@{first.release}", "; ".join((*answer.why, *first.why))),
    ]


def _line(bill: Bill, cells: Iterable[Any]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=bill.separator, lineterminator="\n").writerow(map(harmless, cells))
    return out.getvalue().encode("utf-8", "backslashreplace")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell
