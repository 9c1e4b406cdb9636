"""What each row of a file costs: one key fewer, ids only where there are any, no release asked for twice.

That the release of a row is there was held twice: by a foreign key, which asks for each row, and by
the trigger that lets only drafts take rows, which asks once a statement and is not switched off by
replication roles. The trigger stays; what the key held besides is held where a release is deleted.
"""

from alembic import op

revision = "2026_11_30_intake"
down_revision = "2026_11_30_hiding"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_IN_RELEASES = ("factor", "property", "label", "rejection", "blank")
IN_DRAFTS = (*_IN_RELEASES, *(f"closed_{table}" for table in _IN_RELEASES))


def upgrade() -> None:
    for table in (*IN_DRAFTS, "assessed", "log_leaf"):
        op.drop_constraint(f"{table}_release_id_fkey", table, type_="foreignkey")
    _a_release_with_rows_stays()
    _leaves_are_of_what_is_published()
    for table in ("factor", "property", "closed_factor", "closed_property"):
        op.drop_index(f"{table}_digest", table)
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, "
            f"ADD CONSTRAINT {table}_pkey PRIMARY KEY (digest, release_id)"
        )
    for table in ("factor", "closed_factor"):
        op.drop_index(f"{table}_ids", table)
        op.execute(f"CREATE INDEX {table}_ids ON {table} USING gin (ids) WHERE ids <> '{{}}'")


def _a_release_with_rows_stays() -> None:
    """Whoever deletes a draft waits for who adds rows to it, and then sees them.

    In a transaction that sees the past she would not.
    """
    rows = " OR ".join(
        f"EXISTS (SELECT FROM public.{table} WHERE release_id = OLD.id)"
        for table in (*IN_DRAFTS, "assessed")
    )
    op.execute(f"""
        CREATE FUNCTION refuse_while_rows_stand() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            IF current_setting('transaction_isolation') <> 'read committed' THEN
                RAISE EXCEPTION 'a release is deleted by who sees all its rows: read committed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF {rows} THEN
                RAISE EXCEPTION 'release %@% has rows: delete them first', OLD.dataset, OLD.name
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN OLD;
        END $$
    """)
    # By its name it is the last to be asked: what is published says so itself.
    op.execute(
        "CREATE TRIGGER release_without_rows BEFORE DELETE ON release "
        "FOR EACH ROW EXECUTE FUNCTION refuse_while_rows_stand()"
    )
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_without_rows")


def _leaves_are_of_what_is_published() -> None:
    """What is published is never deleted, so its leaves always have it."""
    op.execute(f"""
        CREATE FUNCTION refuse_leaves_of_drafts() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        DECLARE
            touched integer;
        BEGIN
            FOR touched IN SELECT DISTINCT release_id FROM rows WHERE release_id IS NOT NULL LOOP
                PERFORM FROM public.release WHERE id = touched AND state = 'published';
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'release % is not published, and has no leaves', touched
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END LOOP;
            RETURN NULL;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER log_leaf_inserted AFTER INSERT ON log_leaf REFERENCING NEW TABLE AS rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaves_of_drafts()"
    )
    op.execute("ALTER TABLE log_leaf ENABLE ALWAYS TRIGGER log_leaf_inserted")
