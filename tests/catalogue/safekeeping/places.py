"""Databases that are backed up and restored, and what of them must be the same afterwards."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from factordb.catalogue.opening import Where
from factordb.catalogue.safekeeping import sites
from factordb.catalogue.safekeeping.sites import Site
from tests.conftest import Databases


@contextmanager
def site_of(databases: Databases, name: str, keys: Path | None = None) -> Iterator[Site]:
    """Give a database of the tests' server, as its owner."""
    where = Where(databases.server(name), databases.owner(name), keys=keys)
    with sites.opened(where) as site:
        yield site


def rows(engine: Engine) -> dict[str, str]:
    """Return a hash over all rows of each table."""
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).scalars()
        return {table: _hash(connection, table) for table in tables.all()}


def shape(engine: Engine, role: str) -> dict[str, list[tuple[object, ...]]]:
    """Return triggers, constraints, indexes, sequences, functions, and what ``role`` may do."""
    with engine.connect() as connection:
        return {
            name: [
                tuple(_meant(cell) for cell in row)
                for row in connection.execute(text(asked), {"role": role})
            ]
            for name, asked in _SHAPE.items()
        }


def _meant(cell: object) -> object:
    """Return a definition without casts and brackets, which PostgreSQL writes anew each time."""
    return (
        re.sub(r"::(text|character varying)(\[\])?|[()]", "", cell)
        if isinstance(cell, str)
        else cell
    )


def _hash(connection: Connection, table: str) -> str:
    whole = "md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), ''))"
    return str(connection.execute(text(f"SELECT {whole} FROM {table} AS t")).scalar_one())


_SHAPE = {
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
    """,
    "constraints": """
        SELECT conrelid::regclass::text, CASE contype WHEN 'n' THEN '' ELSE conname END,
               pg_get_constraintdef(oid)  -- PostgreSQL itself names what is not null
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "functions": """
        SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' ORDER BY 1
    """,
    "sequences": """
        SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'
        ORDER BY 1
    """,
    "rights on tables": """
        SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants
        WHERE grantee = :role ORDER BY 1, 2, 3
    """,
    "rights on columns": """
        SELECT table_schema, table_name, column_name, privilege_type
        FROM information_schema.column_privileges WHERE grantee = :role ORDER BY 1, 2, 3, 4
    """,
    "rights of all": """
        SELECT has_schema_privilege('public', 'public', 'CREATE'),
               has_table_privilege(:role, 'document', 'UPDATE')
    """,
}
