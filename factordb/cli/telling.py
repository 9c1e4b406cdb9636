"""How the shell tells: one JSON object for programs, lines and tables for people."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import orjson
import typer

from factordb.model.base import Model

Json = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]


def as_json(value: Model | dict[str, Any] | Sequence[Any]) -> None:
    """Write one JSON object and a line break."""
    plain = value.model_dump(by_alias=True, mode="json") if isinstance(value, Model) else value
    _write(orjson.dumps(plain, option=orjson.OPT_INDENT_2, default=_plain))


def line(text: str = "") -> None:
    """Write one line."""
    _write(text.encode())


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows in columns as wide as they need; on a terminal, of its width."""
    from rich.console import Console  # noqa: PLC0415  # `--help` and `--json` need not wait for it
    from rich.table import Table  # noqa: PLC0415  # likewise

    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200)
    shown = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(shown)


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content + b"\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.model_dump(by_alias=True, mode="json")
    raise TypeError(type(value).__name__)
