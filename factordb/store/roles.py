"""Who may do what in the database: the owner migrates, the server reads and adds.

A server that owned its tables could drop the triggers that keep published rows as they are, so
it connects as a role that owns nothing, and refuses to start otherwise.
"""

from sqlalchemy import Connection, text

from factordb.errors import DatabaseUnavailable

SERVER = "factordb_server"
"""The role that the embedded database is served by; elsewhere the operator names one."""

_MAY = {
    "dataset": "SELECT, INSERT, UPDATE (access)",
    "artifact": "SELECT, INSERT",
    "document": "SELECT, INSERT",
    "release": "SELECT, INSERT, DELETE, "
    "UPDATE (state, edition, published_at, tally, cautions, fingerprint)",
    "factor": "SELECT, INSERT, DELETE",
    "property": "SELECT, INSERT, DELETE",
    "label": "SELECT, INSERT, DELETE",
    "rejection": "SELECT, INSERT, DELETE",
    "blank": "SELECT, INSERT, DELETE",
    "edition": "SELECT, INSERT",
    "standing": "SELECT, INSERT",
    "assessment": "SELECT, INSERT",
    "advisory": "SELECT, INSERT",
    "assessed": "SELECT, INSERT",
    "log_head": "SELECT, UPDATE (size, root)",
    "log_tile": "SELECT, INSERT",
    "log_bundle": "SELECT, INSERT",
    "log_leaf": "SELECT, INSERT",
    "log_edition": "SELECT, INSERT",
    "checkpoint": "SELECT, INSERT",
    "person": "SELECT, INSERT, UPDATE (role)",
    "token": "SELECT, INSERT, UPDATE (revoked_at, used_at)",
    "event": "SELECT, INSERT",
    "import": "SELECT, INSERT, UPDATE (state, cancelled, report, started_at, ended_at)",
    "import_event": "SELECT, INSERT",
    "hold": "SELECT, INSERT",
    "hold_release": "SELECT, INSERT",
    "act": "SELECT, INSERT",
    "submission": "SELECT, INSERT",
    "review": "SELECT, INSERT",
    "comment": "SELECT, INSERT",
    "comment_end": "SELECT, INSERT",
    "checked": "SELECT, INSERT",
    "identity": "SELECT, INSERT",
    "session": "SELECT, INSERT",
    "session_end": "SELECT, INSERT",
    "alembic_version": "SELECT",
    "closed_document": "INSERT",
    "closed_artifact": "INSERT",
    "closed_factor": "INSERT, DELETE, SELECT (release_id)",
    "closed_property": "INSERT, DELETE, SELECT (release_id)",
    "closed_label": "INSERT, DELETE, SELECT (release_id)",
    "closed_rejection": "INSERT, DELETE, SELECT (release_id)",
    "closed_blank": "INSERT, DELETE, SELECT (release_id)",
    "seal": "INSERT",
    "dataset_grant": "SELECT, INSERT",
    "dataset_secret": "",
}
"""A dataset's secret is read by nobody but the owner; what is closed through views alone."""

_NUMBERED = (
    *("release", "standing", "person", "import", "hold"),
    *("submission", "comment", "checked"),
)
"""Tables whose rows a sequence numbers."""


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
        connection.execute(text(f"REVOKE ALL ON {table} FROM PUBLIC, {quoted}"))
        if rights:
            connection.execute(text(f"GRANT {rights} ON {table} TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA seen TO {quoted}"))
    connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA seen TO {quoted}"))
    connection.execute(text(f"GRANT EXECUTE ON FUNCTION salts(text, bytea[]) TO {quoted}"))
    for table in _NUMBERED:
        connection.execute(text(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {quoted}"))


def is_granted(connection: Connection, role: str) -> bool:
    """Say whether ``role`` is there and may do what a server does."""
    found = connection.execute(
        text(
            "SELECT has_table_privilege(rolname, 'factor', 'INSERT') "
            "AND has_column_privilege(rolname, 'release', 'fingerprint', 'UPDATE') "
            "AND has_table_privilege(rolname, 'hold', 'INSERT') "
            "AND has_table_privilege(rolname, 'assessment', 'INSERT') "
            "AND has_table_privilege(rolname, 'act', 'INSERT') "
            "AND has_table_privilege(rolname, 'blank', 'INSERT') "
            "AND has_table_privilege(rolname, 'session_end', 'INSERT') "
            "AND has_table_privilege(rolname, 'closed_factor', 'INSERT') "
            "FROM pg_roles WHERE rolname = :r"
        ),
        {"r": role},
    )
    return bool(found.scalar())


def require_unprivileged(connection: Connection) -> None:
    """Do nothing where the connected role can change nothing of what is published.

    Raises:
        DatabaseUnavailable: it could switch off what protects published rows; the sentence says
            why, and what to name instead.
    """
    name = connection.execute(text("SELECT session_user")).scalar_one()
    for reason, asked in _COULD.items():
        # Who can take on a role, or give it up again, can do what either may.
        either = f"SELECT bool_or(({asked})) FROM (VALUES (session_user), (current_user)) AS u (me)"  # noqa: S608  # our own words
        if connection.execute(text(either)).scalar():
            raise DatabaseUnavailable(
                f"The role {name!r} {reason}, and could change what is published: name a role that "
                "owns nothing in FACTORDB_DATABASE_URL, and the owner in FACTORDB_OWNER_URL; "
                "`factordb migrate` grants it what it needs."
            )


_COULD = {
    "is a superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = me",
    "owns the tables": """
        SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace
                       AND pg_has_role(me, relowner, 'MEMBER'))""",
    "owns the functions of the triggers": """
        SELECT EXISTS (SELECT 1 FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                       AND pg_has_role(me, proowner, 'MEMBER'))""",
    "owns the database or its schema": """
        SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = current_database()
                       AND pg_has_role(me, datdba, 'MEMBER'))
            OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'public'
                       AND nspowner <> 'pg_database_owner'::regrole
                       AND pg_has_role(me, nspowner, 'MEMBER'))""",
    "reads past the policies of its tables": "SELECT rolbypassrls FROM pg_roles WHERE rolname = me",
    "may make roles": "SELECT rolcreaterole FROM pg_roles WHERE rolname = me",
    "may write files of the server or run programs there": """
        SELECT EXISTS (SELECT 1 FROM pg_roles WHERE pg_has_role(me, oid, 'MEMBER')
                       AND rolname IN ('pg_write_server_files', 'pg_execute_server_program'))""",
    "may make tables and functions beside ours": """
        SELECT has_schema_privilege(me, 'public', 'CREATE')""",
    "may put triggers on the tables, or empty them": """
        SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace
                       AND relkind = 'r' AND has_table_privilege(me, oid, 'TRIGGER, TRUNCATE'))""",
    "may switch off foreign keys": """
        SELECT has_parameter_privilege(me, 'session_replication_role', 'SET')""",
}
"""Why a role is none to serve with, and the question that tells; ``me`` is its name."""
