"""The catalogue: documents, releases, what stands in them, and their protection.

Published rows stay. An ordinary trigger has holes that were found by attack: an UPDATE moves a
draft's row into a published release; a writer that inserted before and commits after the publish
slips a row in, since foreign keys take only KEY SHARE; a state "withdrawn" would itself be an
UPDATE; and session_replication_role switches ordinary triggers off.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_24_catalogue"
down_revision = None

IN_RELEASES = ("factor", "property", "label", "rejection")
APPEND_ONLY = ("document", "artifact", "edition", "standing", "dataset")


def upgrade() -> None:
    _tables()
    _functions()
    for table in IN_RELEASES:
        _only_in_drafts(table)
    for table in APPEND_ONLY:
        _never_changed(table)
    _release_moves_forward()


def _tables() -> None:
    op.create_table(
        "artifact",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("sha256 = sha256(content)", name="artifact_is_its_hash"),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "dataset",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("digest = sha256(body)", name="document_is_its_digest"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("importer", sa.String(), nullable=False),
        sa.Column("read", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=True),
        sa.Column("tally", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cautions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (edition is not null and published_at is not null)",
            name="published_release_has_its_edition",
        ),
        sa.CheckConstraint("state in ('draft', 'review', 'published')", name="release_state"),
        sa.ForeignKeyConstraint(
            ["dataset"],
            ["dataset.slug"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dataset", "name", name="release_once"),
        sa.UniqueConstraint("edition", name="one_release_an_edition"),
    )
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("tables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "factor",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("facets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("boundary", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("data_from", sa.String(), nullable=True),
        sa.Column("data_to", sa.String(), nullable=True),
        sa.Column("applies_from", sa.String(), nullable=True),
        sa.Column("applies_to", sa.String(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("gas", sa.String(), nullable=True),
        sa.Column("gwp", sa.String(), nullable=True),
        sa.Column("computed", sa.Boolean(), nullable=False),
        sa.Column("purpose", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("release_id", "digest"),
        sa.UniqueConstraint("release_id", "identity", name="factor_once_a_release"),
    )
    op.create_index("factor_activity", "factor", ["activity", "region"], unique=False)
    op.create_index("factor_digest", "factor", ["digest"], unique=False)
    op.create_index("factor_ids", "factor", ["ids"], unique=False, postgresql_using="gin")
    op.create_index("factor_ordinal", "factor", ["release_id", "ordinal"], unique=False)
    op.create_table(
        "label",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("release_id", "digest"),
    )
    op.create_index("label_about", "label", ["about"], unique=False)
    op.create_index("label_ordinal", "label", ["release_id", "ordinal"], unique=False)
    op.create_table(
        "property",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("property", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("release_id", "digest"),
        sa.UniqueConstraint("release_id", "identity", name="property_once_a_release"),
    )
    op.create_index("property_digest", "property", ["digest"], unique=False)
    op.create_index("property_ordinal", "property", ["release_id", "ordinal"], unique=False)
    op.create_index("property_subject", "property", ["subject", "region"], unique=False)
    op.create_table(
        "rejection",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("release_id", "ordinal"),
    )
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint("kind in ('withdrawn', 'superseded')", name="standing_kind"),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("standing_release", "standing", ["release_id"], unique=False)


def _functions() -> None:
    """The path is fixed, so that no temporary table can pose as one of ours."""
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are added, never changed: publish a new release', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute("""
        CREATE FUNCTION refuse_all_but_drafts() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            touched integer;
            found text;
        BEGIN
            FOR touched IN SELECT DISTINCT release_id FROM rows ORDER BY 1 LOOP
                -- SHARE conflicts with the publisher's FOR UPDATE: whoever comes second waits, and
                -- reads the state that the first has left.
                SELECT state INTO found FROM public.release WHERE id = touched FOR SHARE;
                IF found IS DISTINCT FROM 'draft' THEN
                    RAISE EXCEPTION 'release % is %: only drafts take or lose rows', touched, found
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END LOOP;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE FUNCTION guard_release() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'draft' THEN
                    RAISE EXCEPTION 'a release begins as a draft' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END IF;
            IF OLD.state = 'published' THEN
                RAISE EXCEPTION 'release %@% is published, and stays as it is', OLD.dataset, OLD.name
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            IF (NEW.id, NEW.dataset, NEW.name) IS DISTINCT FROM (OLD.id, OLD.dataset, OLD.name) THEN
                RAISE EXCEPTION 'a release keeps its name' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)


def _only_in_drafts(table: str) -> None:
    _trigger(f"{table}_inserted", table, "AFTER INSERT", "refuse_all_but_drafts", "NEW")
    _trigger(f"{table}_deleted", table, "AFTER DELETE", "refuse_all_but_drafts", "OLD")
    _trigger(f"{table}_updated", table, "BEFORE UPDATE", "refuse_change")
    _trigger(f"{table}_truncated", table, "BEFORE TRUNCATE", "refuse_change")


def _never_changed(table: str) -> None:
    _trigger(f"{table}_changed", table, "BEFORE UPDATE OR DELETE OR TRUNCATE", "refuse_change")


def _release_moves_forward() -> None:
    op.execute("""
        CREATE TRIGGER release_guarded BEFORE INSERT OR UPDATE OR DELETE ON release
        FOR EACH ROW EXECUTE FUNCTION guard_release()
    """)
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_guarded")
    _trigger("release_truncated", "release", "BEFORE TRUNCATE", "refuse_change")


def _trigger(name: str, table: str, when: str, function: str, rows: str | None = None) -> None:
    """Triggers fire always: replication roles do not switch them off."""
    referencing = f"REFERENCING {rows} TABLE AS rows" if rows else ""
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
