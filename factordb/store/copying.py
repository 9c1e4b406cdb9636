"""COPY: how many rows get in at once. Formatting them in Python is what takes the time."""

from collections.abc import Iterable, Mapping, Sequence

import orjson
from psycopg import sql
from sqlmodel import Session

_CHUNK = 1 << 18

Value = str | bytes | int | bool | None | Mapping[str, object] | tuple[str, ...] | list[str]
NULL = "\\N"


def copy(
    session: Session,
    table: str,
    columns: Sequence[str],
    lines: Iterable[str],
    schema: str = "public",
) -> None:
    """Add ``lines``, each made by `line`, to ``table``; the caller commits."""
    # What a session sees of closed datasets are views: rows go into the tables themselves.
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
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


def into(
    session: Session,
    table: str,
    columns: Sequence[str],
    lines: Iterable[str],
    closed: str | None,
) -> None:
    """Add ``lines`` to ``table``, or where a dataset is ``closed`` to the table beside it."""
    if closed is None:
        copy(session, table, columns, lines)
        return
    told = (f"{one[:-1]}\t{closed}\n" for one in lines)
    copy(session, f"closed_{table}", (*columns, "dataset"), told)


def line(values: Iterable[Value]) -> str:
    """Return one row in COPY's text format, its newline included."""
    return "\t".join([field(value) for value in values]) + "\n"


def field(value: Value) -> str:
    """Return one value in COPY's text format."""
    # Most values are short plain words or nothing, and what is done for each is what a row costs.
    if type(value) is str:
        return value if value.isprintable() and "\\" not in value else _escaped(value)
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple | list):
        return _array(value)
    return field(orjson.dumps(value).decode())


def _escaped(value: str) -> str:
    backslashes = value.replace("\\", "\\\\")
    return backslashes.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _array(values: Sequence[str]) -> str:
    if not values:
        return "{}"
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return field('{"' + '","'.join(quoted) + '"}')
