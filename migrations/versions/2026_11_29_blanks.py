"""Blanks: the cells of a file that say "not available", kept beside its rejections.

Without them a number that came cannot be told from a blank that was filled. Releases from before
keep the count of theirs; they are not read anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_blanks"
down_revision = "2026_11_29_review"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_IN_RELEASES = ("factor", "property", "label", "rejection", "blank")


def upgrade() -> None:
    op.create_table(
        "blank",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=True),
        sa.Column("id", sa.String(), nullable=True),
        sa.Column("identity", sa.String(), nullable=True),
        sa.Column("pick", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.PrimaryKeyConstraint("release_id", "ordinal"),
    )
    _only_in_drafts()
    _fingerprint()


def _only_in_drafts() -> None:
    """Guard the rows as all rows of a release are; replication roles do not switch it off."""
    for name, when, function, rows in (
        ("inserted", "AFTER INSERT", "refuse_all_but_drafts", "REFERENCING NEW TABLE AS rows"),
        ("deleted", "AFTER DELETE", "refuse_all_but_drafts", "REFERENCING OLD TABLE AS rows"),
        ("updated", "BEFORE UPDATE", "refuse_change", ""),
        ("truncated", "BEFORE TRUNCATE", "refuse_change", ""),
    ):
        op.execute(
            f"CREATE TRIGGER blank_{name} {when} ON blank {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        op.execute(f"ALTER TABLE blank ENABLE ALWAYS TRIGGER blank_{name}")


def _fingerprint() -> None:
    """SHA-256 over all rows of a release; of one without blanks it is what it was."""
    parts = " UNION ALL ".join(
        f"SELECT '{table}' AS kind, ordinal, sha256(convert_to({table}::text, 'UTF8')) AS row "
        f"FROM public.{table} WHERE release_id = wanted"
        for table in _IN_RELEASES
    )
    op.execute(f"""
        CREATE OR REPLACE FUNCTION fingerprint(wanted integer) RETURNS bytea LANGUAGE sql STABLE
        {_SAFE} SET bytea_output = hex AS $$
            SELECT sha256(coalesce(string_agg(row, '' ORDER BY kind, ordinal, row), ''))
            FROM ({parts}) AS rows
        $$
    """)
