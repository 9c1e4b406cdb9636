"""Who may do what in the database: the owner migrates, the server reads and adds.

A server that owned its tables could drop the triggers that keep published rows as they are, so
it connects as a role that owns nothing, and refuses to start otherwise.
"""

from sqlalchemy import Connection, text

from factordb.errors import DatabaseUnavailable

SERVER = "factordb_server"
"""The role that the embedded database is served by; elsewhere the operator names one."""

_MAY = {
    "dataset": "SELECT, INSERT",
    "artifact": "SELECT, INSERT",
    "document": "SELECT, INSERT",
    "release": "SELECT, INSERT, DELETE, UPDATE (state, edition, published_at, tally, cautions)",
    "factor": "SELECT, INSERT, DELETE",
    "property": "SELECT, INSERT, DELETE",
    "label": "SELECT, INSERT, DELETE",
    "rejection": "SELECT, INSERT, DELETE",
    "edition": "SELECT, INSERT",
    "standing": "SELECT, INSERT",
    "alembic_version": "SELECT",
}


def grant(connection: Connection, role: str = SERVER) -> None:
    """Make ``role`` where it is missing, and give it what a server needs; the caller commits."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role})
    if known.scalar() is None:
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN"))
    database = connection.dialect.identifier_preparer.quote(
        str(connection.execute(text("SELECT current_database()")).scalar_one())
    )
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    for table, rights in _MAY.items():
        connection.execute(text(f"GRANT {rights} ON {table} TO {quoted}"))
    for table in ("release", "standing"):
        connection.execute(text(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {quoted}"))


def is_granted(connection: Connection, role: str) -> bool:
    """Say whether ``role`` is there and may do what a server does."""
    found = connection.execute(
        text(
            "SELECT has_table_privilege(rolname, 'factor', 'INSERT') "
            "AND has_table_privilege(rolname, 'edition', 'INSERT') FROM pg_roles WHERE rolname = :r"
        ),
        {"r": role},
    )
    return bool(found.scalar())


def require_unprivileged(connection: Connection) -> None:
    """Do nothing where the connected role owns none of our tables and is no superuser.

    Raises:
        DatabaseUnavailable: it could switch off what protects published rows.
    """
    found = connection.execute(
        text("""
            SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
                   EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public'
                           AND pg_has_role(current_user, tableowner, 'MEMBER'))
        """)
    ).one()
    name, superuser, owner = found
    if superuser or owner:
        raise DatabaseUnavailable(
            f"The role {name!r} {'is a superuser' if superuser else 'owns the tables'}, and could "
            "change what is published: name a role that owns nothing in FACTORDB_DATABASE_URL, "
            "and the owner in FACTORDB_OWNER_URL; `factordb migrate` grants it what it needs."
        )
