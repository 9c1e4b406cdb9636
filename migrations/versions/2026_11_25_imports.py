"""Imports and their progress, the holds that checks put on drafts, and who released them.

An import's row is finished once; its events, holds and their releases are added and never changed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_imports"
down_revision = "2026_11_25_assessments"

APPEND_ONLY = ("import_event", "hold", "hold_release")


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _at("created_at", nullable=False, default=True),
        _at("started_at"),
        _at("ended_at"),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'done', 'failed', 'cancelled', 'lost')",
            name="import_state",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("import_release", "import", ["dataset", "release"], unique=False)
    op.create_table(
        "import_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        _at("at", nullable=False, default=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("import_event_import", "import_event", ["import_id", "id"], unique=False)
    _holds()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_changed")
    _ends_once()


def _holds() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _at("at", nullable=False, default=True),
        sa.CheckConstraint("severity in ('refuse', 'hold')", name="hold_severity"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("hold_release_id", "hold", ["release_id"], unique=False)
    op.create_table(
        "hold_release",
        sa.Column("hold_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        _at("at", nullable=False, default=True),
        sa.CheckConstraint("length(reason) > 0", name="hold_is_released_with_a_reason"),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("hold_id"),
    )


def _at(name: str, *, nullable: bool = True, default: bool = False) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()") if default else None,
        nullable=nullable,
    )


def _ends_once() -> None:
    op.execute("""
        CREATE FUNCTION guard_import() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'an import stays on record' USING ERRCODE = 'restrict_violation';
            END IF;
            IF OLD.state NOT IN ('queued', 'running') THEN
                RAISE EXCEPTION 'an import that ended stays as it ended'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF (NEW.id, NEW.dataset, NEW.release, NEW.file, NEW.person_id, NEW.created_at)
               IS DISTINCT FROM
               (OLD.id, OLD.dataset, OLD.release, OLD.file, OLD.person_id, OLD.created_at) THEN
                RAISE EXCEPTION 'an import keeps what it is' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER import_guarded BEFORE UPDATE OR DELETE ON import
        FOR EACH ROW EXECUTE FUNCTION guard_import()
    """)
    op.execute("ALTER TABLE import ENABLE ALWAYS TRIGGER import_guarded")
