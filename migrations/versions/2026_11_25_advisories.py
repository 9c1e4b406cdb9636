"""Advisories: notices that factors are wrong, added and never changed.

An advisory is an edition of its own and of no release: it may speak of several. It is corrected or
withdrawn by a later one of the same id; what an earlier edition answers stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_advisories"
down_revision = "2026_11_25_imports"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_LOG = 7_001
"""The advisory lock of `store.editions`."""


def upgrade() -> None:
    op.alter_column("edition", "release_id", nullable=True)
    op.drop_constraint("edition_event", "edition", type_="check")
    op.create_check_constraint(
        "edition_event",
        "edition",
        "event in ('published', 'withdrawn', 'superseded', 'assessed', 'advised')",
    )
    op.create_check_constraint(
        "edition_of_a_release", "edition", "(event = 'advised') = (release_id is null)"
    )
    op.create_table(
        "advisory",
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("edition"),
    )
    op.create_index("advisory_id", "advisory", ["id"], unique=False)
    _functions()
    op.execute(
        "CREATE TRIGGER advisory_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON advisory "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER advisory_guarded BEFORE INSERT ON advisory "
        "FOR EACH ROW EXECUTE FUNCTION guard_advisory()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER advisory_told AFTER INSERT ON advisory "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION advisory_has_its_edition()"
    )
    for trigger in ("advisory_changed", "advisory_guarded", "advisory_told"):
        op.execute(f"ALTER TABLE advisory ENABLE ALWAYS TRIGGER {trigger}")


def _functions() -> None:
    op.execute(f"""
        CREATE FUNCTION guard_advisory() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock({_LOG});
            IF NEW.edition <> (SELECT coalesce(max(number), 0) + 1 FROM public.edition) THEN
                RAISE EXCEPTION 'what is advised now stands from the next edition on, not from %',
                    NEW.edition USING ERRCODE = 'restrict_violation';
            END IF;
            NEW.at := now();
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION advisory_has_its_edition() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM FROM public.edition WHERE number = NEW.edition AND event = 'advised';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'edition % does not say that anything is advised', NEW.edition
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE OR REPLACE FUNCTION edition_has_its_event() RETURNS trigger LANGUAGE plpgsql
        {_SAFE} AS $$
        BEGIN
            IF NEW.event = 'published' THEN
                PERFORM FROM public.release WHERE id = NEW.release_id AND edition = NEW.number;
            ELSIF NEW.event = 'assessed' THEN
                PERFORM FROM public.assessment WHERE release_id = NEW.release_id
                    AND edition = NEW.number AND factor IS NOT NULL;
            ELSIF NEW.event = 'advised' THEN
                PERFORM FROM public.advisory WHERE edition = NEW.number;
            ELSE
                PERFORM FROM public.standing WHERE release_id = NEW.release_id
                    AND since = NEW.number AND kind = NEW.event;
            END IF;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'nothing was % in edition %', NEW.event, NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
