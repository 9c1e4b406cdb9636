"""Sessions of persons who log in by a provider of identities: who is who, begun, and ended.

An identity is a provider's subject, bound to a person once and for ever. A session's secret is
kept as its SHA-256, like a token's. All three tables are added to and never changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_sessions"
down_revision = "2026_11_29_table_editions"


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _at("created_at"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("issuer", "subject"),
    )
    op.create_table(
        "session",
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _at("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(secret) = 32", name="session_is_a_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("secret"),
    )
    op.create_index("session_person", "session", ["person_id"], unique=False)
    op.create_table(
        "session_end",
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _at("at"),
        sa.ForeignKeyConstraint(["secret"], ["session.secret"]),
        sa.PrimaryKeyConstraint("secret"),
    )
    for table in ("identity", "session", "session_end"):
        op.execute(
            f"CREATE TRIGGER {table}_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_changed")


def _at(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )
