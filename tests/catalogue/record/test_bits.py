"""One bit changed in any column of any table is found; what is not is named here, with the reason.

A new table or column has to be held by `log verify`, or to be named here by whoever adds it.
"""

import random
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import Session

from factordb.catalogue.record import verifying
from factordb.errors import LogBroken
from tests.catalogue.record.test_verifying import (  # noqa: F401  # its database is attacked here as well
    attacked,
    database,
    owner,
)

TABLES_NOT_HELD = {
    "alembic_version": "what shape the tables have is no statement about factors",
    "checked": "what checks said of a draft; `factordb reproduce` makes it again",
    "comment": "talk about a draft",
    "comment_end": "likewise",
    "dataset_grant": "who may read today",
    "event": "what was done on the server; the decisions among it are leaves",
    "identity": "how somebody logs in",
    "import": "how an import went; what it left is held by its release",
    "import_event": "likewise",
    "person": "names are held where an act names them; roles are today's, and no statement",
    "session": "who is logged in",
    "session_end": "likewise",
    "submission": "on which way a draft came to be published; the verdicts are leaves",
    "token": "who may ask today",
}
COLUMNS_NOT_HELD = {
    "a time of this server; the order of things is that of the log": {
        *("dataset.created_at", "release.created_at", "release.published_at", "edition.at"),
        *("standing.at", "advisory.at", "checkpoint.at", "act.at", "hold.at", "hold_release.at"),
    },
    "a name on the way in; the bytes are held": {"artifact.media", "artifact.name"},
    "told beside the numbers; `factordb reproduce` makes it again from the stored file": {
        *("release.layout", "release.importer", "release.tally", "release.cautions"),
    },
    "a number that only tells rows apart": {
        *("standing.id", "act.id", "assessment.number", "log_head.one"),
    },
    "what a hold said of a draft; that and why it was released is a leaf": {
        *("hold.count", "hold.places", "hold.sentence", "hold.severity", "hold.release_id"),
        *("hold_release.person_id", "review.release_id", "review.submission_id"),
    },
    "who may see a dataset is today's": {"dataset.access"},
    "computed by the database, which takes no other value": {"dataset.known_as"},
}


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


def not_held() -> set[str]:
    return set().union(*COLUMNS_NOT_HELD.values())


@pytest.fixture
def unbound(attacked: Session) -> Session:  # noqa: F811  # the fixture
    """Return a session on which no constraint stands in the way of a changed bit."""
    found = attacked.connection().execute(
        text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'p') "
            "ORDER BY contype = 'p'"
        )
    )
    for table, name in [(str(row[0]), str(row[1])) for row in found.all()]:
        attacked.connection().execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'))
    alone = text(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid "
        "WHERE indisunique AND relnamespace = 'public'::regnamespace"
    )
    for index in attacked.connection().execute(alone).scalars().all():
        attacked.connection().execute(text(f"DROP INDEX {index}"))
    return attacked


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


def test_one_bit_in_any_column_is_found(unbound: Session) -> None:
    seed = random.randrange(1 << 16)  # noqa: S311  # no secret
    chance, missed = random.Random(seed), list[str]()  # noqa: S311  # likewise
    for column in columns(unbound.connection()):
        if column.table in TABLES_NOT_HELD or column.full in not_held():
            continue
        with unbound.begin_nested() as attack:
            if flipped(unbound, column, chance):
                try:
                    verifying.verify(unbound)
                    missed.append(column.full)
                except LogBroken:
                    pass
                except Exception as error:  # noqa: BLE001  # a crash is no finding, and is told
                    missed.append(f"{column.full} {error!r}"[:300])
            attack.rollback()
            unbound.expire_all()

    assert not missed, f"seed {seed}: {missed}"


def test_what_is_named_as_not_held_is_there(engine: Engine) -> None:
    with engine.connect() as connection:
        there = columns(connection)

    assert set(TABLES_NOT_HELD) <= {column.table for column in there}
    assert not_held() <= {column.full for column in there}
