"""What is private is not met by its name: a column of names to look by, empty where it is private.

The policies of `2026_11_29_access` hide a private row once it is read; by this column it is not read.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_hiding"
down_revision = "2026_11_29_access"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"


def upgrade() -> None:
    shown = sa.Computed("CASE WHEN access <> 'private' THEN slug END", persisted=True)
    op.add_column("dataset", sa.Column("known_as", sa.String(), shown, nullable=True))
    op.create_index("dataset_known", "dataset", ["known_as"], unique=True)
    op.add_column("release", sa.Column("known_as", sa.String(), nullable=True))
    op.execute("ALTER TABLE release DISABLE TRIGGER release_guarded")
    op.execute(
        "UPDATE release SET known_as = dataset.known_as FROM dataset WHERE slug = release.dataset"
    )
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_guarded")
    op.create_index("release_known", "release", ["known_as", "name"], unique=True)
    # The class of a dataset is kept from its first release on, and so is this.
    op.execute(f"""
        CREATE FUNCTION name_release() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {_SAFE} AS $$
        BEGIN
            NEW.known_as := (SELECT known_as FROM public.dataset WHERE slug = NEW.dataset);
            RETURN NEW;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER release_named BEFORE INSERT OR UPDATE ON release "
        "FOR EACH ROW EXECUTE FUNCTION name_release()"
    )
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_named")
