"""Persons, their tokens, and an event for every change and every refusal.

A token's secret is kept as its SHA-256: 256 random bits cannot be guessed, so nothing slower is
needed. Events are added and never changed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_persons"
down_revision = "2026_11_25_log"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        _now("created_at"),
        sa.CheckConstraint(
            "role in ('reader', 'curator', 'reviewer', 'admin')", name="person_role"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="person_name"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("datasets", postgresql.ARRAY(sa.Text()), nullable=False),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(secret) = 32", name="token_is_a_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _now("at"),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("token_id", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("via in ('shell', 'api')", name="event_via"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["token_id"], ["token.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("event_subject", "event", ["subject"], unique=False)
    op.execute(
        "CREATE TRIGGER event_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER event_changed")
    _tokens_stay_revoked()


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _tokens_stay_revoked() -> None:
    op.execute("""
        CREATE FUNCTION guard_token() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'tokens are revoked, not deleted' USING ERRCODE = 'restrict_violation';
            END IF;
            IF (NEW.id, NEW.person_id, NEW.secret, NEW.datasets, NEW.created_at, NEW.expires_at)
               IS DISTINCT FROM
               (OLD.id, OLD.person_id, OLD.secret, OLD.datasets, OLD.created_at, OLD.expires_at) THEN
                RAISE EXCEPTION 'a token keeps what it is' USING ERRCODE = 'restrict_violation';
            END IF;
            IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
                RAISE EXCEPTION 'a revoked token stays revoked' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER token_guarded BEFORE UPDATE OR DELETE ON token
        FOR EACH ROW EXECUTE FUNCTION guard_token()
    """)
    op.execute("ALTER TABLE token ENABLE ALWAYS TRIGGER token_guarded")
