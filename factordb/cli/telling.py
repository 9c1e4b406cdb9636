"""How the shell tells: one JSON object for programs, lines and tables for people."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer

from factordb.model.base import Model

Json = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]
_GAP = "  "


class ReaderLeft(Exception):
    """Who read what is told has enough of it: ``| head``."""


def as_json(value: Model | dict[str, Any]) -> None:
    """Write one JSON object and a line break."""
    plain = value.model_dump(by_alias=True, mode="json") if isinstance(value, Model) else value
    _write(orjson.dumps(plain, option=orjson.OPT_INDENT_2, default=_plain) + b"\n")


def as_it_is(body: bytes) -> None:
    """Write bytes and nothing else, so that they hash to their digest; a terminal gets a break."""
    _write(body + (b"\n" if sys.stdout.isatty() else b""))


def line(text: str = "") -> None:
    """Write one line; text that is no Unicode, of a file's name, is shown as well as can be."""
    _write(text.encode("utf-8", "backslashreplace") + b"\n")


def lines(texts: Iterable[str]) -> None:
    """Write lines."""
    for text in texts:
        line(text)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows in columns as wide as they need, a line each: a program may read them as well.

    On a terminal that is too narrow the cells are folded instead.
    """
    from rich.cells import cell_len  # `--help` and `--json` need not wait for it

    cells = [["" if cell is None else _one_line(str(cell)) for cell in row] for row in rows]
    lines = [list(header), *cells]
    widths = [max(cell_len(row[i]) for row in lines) for i in range(len(header))]
    if sys.stdout.isatty() and sum(widths) + len(_GAP) * (len(widths) - 1) > _columns():
        _folded(header, cells)
        return
    for row in lines:
        padded = (c + " " * (w - cell_len(c)) for c, w in zip(row, widths, strict=True))
        line(_GAP.join(padded).rstrip())


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Say on a terminal that something is being done, for as long as it is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # only a terminal needs it

    with Console(stderr=True).status(f"{doing} …"):
        yield


def _folded(header: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
    from rich.console import Console  # only a terminal needs it
    from rich.table import Table
    from rich.text import Text

    shown = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        shown.add_row(*(Text(cell, overflow="fold") for cell in row))
    Console(file=sys.stdout).print(shown)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


def _one_line(text: str) -> str:
    """Return ``text`` without what would break its row, or speak to the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _write(content: bytes) -> None:
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderLeft from error


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.model_dump(by_alias=True, mode="json")
    raise TypeError(type(value).__name__)
