"""One bit changed in a row of the database, in a column at a time, and what `log verify` says."""

import random
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session

from factordb.catalogue.record import verifying
from factordb.errors import LogBroken


class Column(NamedTuple):
    table: str
    name: str
    type: str

    @property
    def full(self) -> str:
        return f"{self.table}.{self.name}"


_ALL = """
    SELECT table_name, column_name, udt_name FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY 1, 2
"""


def columns(connection: Connection) -> list[Column]:
    """Return every column of every table that is no view."""
    tables = set(inspect(connection).get_table_names())
    found = [Column(*map(str, row)) for row in connection.execute(text(_ALL))]
    return [column for column in found if column.table in tables]


def unbind(connection: Connection) -> None:
    """Take away what would stand in the way of a changed bit: constraints, unique indexes."""
    bound = text(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'p') "
        "ORDER BY contype = 'p'"
    )
    for table, name in connection.execute(bound).all():
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'))
    alone = text(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid "
        "WHERE indisunique AND relnamespace = 'public'::regnamespace"
    )
    for index in connection.execute(alone).scalars().all():
        connection.execute(text(f"DROP INDEX {index}"))


def attack(session: Session, those: Iterable[Column]) -> tuple[int, set[str], list[str]]:
    """Change a bit of each column, one after the other.

    Return the seed of chance, the tables in which there was one, and the columns in which
    `log verify` missed it, or went to pieces.
    """
    seed = random.randrange(1 << 16)  # noqa: S311  # no secret
    chance, tried, missed = random.Random(seed), set[str](), list[str]()  # noqa: S311  # likewise
    for column in those:
        with session.begin_nested() as once:
            if flipped(session, column, chance):
                tried.add(column.table)
                try:
                    verifying.verify(session)
                    missed.append(column.full)
                except LogBroken:
                    pass
                except Exception as error:  # noqa: BLE001  # a crash is no finding, and is told
                    missed.append(f"{column.full} {error!r}"[:300])
            once.rollback()
            session.expire_all()
    return seed, tried, missed


_BIT = "({1} % (8 * length({0})))::bigint"
_CHARACTER = "({1} % length({0}))::int + 1"
_FLIPS = {
    "bytea": f"set_bit({{0}}, {_BIT}, 1 - get_bit({{0}}, {_BIT}))",
    "int4": "{0} # (1 << ({1} % 3)::int)",
    "int8": "{0} # (1::bigint << ({1} % 3)::int)",
    "bool": "NOT {0}",
    "timestamptz": "{0} + interval '1 s'",
    "jsonb": "{0} || jsonb_build_object('x', 1)",
    "_text": "array_append({0}, 'x')",
}
_TEXT = (
    f"overlay({{0}} placing chr(ascii(substr({{0}}, {_CHARACTER}, 1)) # 1) from {_CHARACTER} for 1)"
)
_PUBLISHED = "(SELECT id FROM release WHERE state = 'published')"
_MEANT = {
    "release": "state = 'published'",
    "hold": "id IN (SELECT hold_id FROM hold_release)",
    "dataset": "slug IN (SELECT dataset FROM release)",
    "document": f"""digest IN (
        SELECT digest FROM factor WHERE release_id IN {_PUBLISHED}
        UNION SELECT digest FROM property WHERE release_id IN {_PUBLISHED}
        UNION SELECT digest FROM label WHERE release_id IN {_PUBLISHED}
        UNION SELECT manifest FROM release WHERE state = 'published')""",
}
"""What is published: a draft may change in any bit until it is."""
_OF_RELEASES = ("assessed", "blank", "factor", "label", "property", "rejection")
_THERE = 'SELECT ctid::text FROM "{0}" WHERE {1} IS NOT NULL AND NOT ({2}) AND {3}'


def flipped(session: Session, column: Column, chance: random.Random) -> bool:
    """Change one bit in one row; say whether there was one to change."""
    quoted = f'"{column.name}"'
    number = str(chance.randrange(1 << 20))
    empty = {"bytea": "length({0}) = 0", "text": "{0} = ''", "varchar": "{0} = ''"}
    is_empty = empty.get(column.type, "false").format(quoted)
    meant = _MEANT.get(column.table, "true")
    if column.table in _OF_RELEASES:
        meant = f"release_id IN {_PUBLISHED}"
    there = session.connection().execute(text(_THERE.format(column.table, quoted, is_empty, meant)))
    rows = there.scalars().all()
    if not rows:
        return False
    made = _FLIPS.get(column.type, _TEXT).format(quoted, number)
    session.connection().execute(
        text(f'UPDATE "{column.table}" SET {quoted} = {made} WHERE ctid = CAST(:row AS tid)'),
        {"row": chance.choice(rows)},
    )
    return True
