"""The log: its tiles and bundles, the leaves that proofs are asked for, signed checkpoints.

Everything is added and never changed, but for the head, which only grows.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_log"
down_revision = "2026_11_25_editions"

APPEND_ONLY = ("log_tile", "log_bundle", "log_leaf", "log_edition", "checkpoint")


def upgrade() -> None:
    _tables()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_changed")
    _head_grows()


def _tables() -> None:
    op.create_table(
        "log_head",
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("one", name="log_has_one_head"),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "log_tile",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) = 32 * width", name="log_tile_has_its_width"),
        sa.PrimaryKeyConstraint("level", "number", "width"),
    )
    op.create_table(
        "log_bundle",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", "width"),
    )
    op.create_table(
        "log_leaf",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.PrimaryKeyConstraint("place"),
    )
    op.create_index("log_leaf_digest", "log_leaf", ["digest"], unique=False)
    op.create_table(
        "log_edition",
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.number"]),
        sa.PrimaryKeyConstraint("edition"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("origin", "size"),
    )


def _head_grows() -> None:
    op.execute("INSERT INTO log_head VALUES (true, 0, sha256(''))")
    op.execute("""
        CREATE FUNCTION guard_log_head() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF TG_OP <> 'UPDATE' OR NEW.size <= OLD.size OR NOT NEW.one THEN
                RAISE EXCEPTION 'the log only grows' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER log_head_guarded BEFORE INSERT OR UPDATE OR DELETE ON log_head
        FOR EACH ROW EXECUTE FUNCTION guard_log_head()
    """)
    op.execute("ALTER TABLE log_head ENABLE ALWAYS TRIGGER log_head_guarded")
    op.execute("""
        CREATE TRIGGER log_head_truncated BEFORE TRUNCATE ON log_head
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)
    op.execute("ALTER TABLE log_head ENABLE ALWAYS TRIGGER log_head_truncated")
