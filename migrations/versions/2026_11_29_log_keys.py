"""The few leaves that name a key of the log are found at once: the signer looks for the last."""

from alembic import op

revision = "2026_11_29_log_keys"
down_revision = "2026_11_29_blanks"


def upgrade() -> None:
    op.execute("CREATE INDEX log_leaf_keys ON log_leaf (place) WHERE kind IN ('key', 'origin')")
