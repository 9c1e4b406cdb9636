"""COPY: how many rows get in at once. Formatting them in Python is what takes the time."""

from collections.abc import Iterable, Mapping, Sequence

import orjson
from psycopg import sql
from sqlmodel import Session

_CHUNK = 1 << 18
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Value = str | bytes | int | bool | None | Mapping[str, object] | Sequence[str]
NULL = "\\N"


def copy(session: Session, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Add ``lines``, each made by `line`, to ``table``; the caller commits."""
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor = session.connection().connection.cursor()
    with cursor.copy(target) as stream:
        waiting: list[str] = []
        size = 0
        for one in lines:
            waiting.append(one)
            size += len(one)
            if size > _CHUNK:
                stream.write("".join(waiting))
                waiting, size = [], 0
        stream.write("".join(waiting))


def line(values: Iterable[Value]) -> str:
    """Return one row in COPY's text format, its newline included."""
    return "\t".join([_field(value) for value in values]) + "\n"


def _field(value: Value) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return orjson.dumps(value).decode().translate(_ESCAPES)
    return _array(value)


def _array(values: Sequence[str]) -> str:
    if not values:
        return "{}"
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted).translate(_ESCAPES) + "}"
