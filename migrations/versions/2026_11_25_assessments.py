"""Assessments: what a rule set found of every factor at publication, and what persons add.

What a rule set finds is kept once for all factors it is the same for, and each factor of the
release points at it. A person's assessment of a published factor is an edition of its own: what an
earlier one answers stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_assessments"
down_revision = "2026_11_25_persons"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_LOG = 7_001
"""The advisory lock of `store.editions`."""


def upgrade() -> None:
    op.drop_constraint("edition_event", "edition", type_="check")
    op.create_check_constraint(
        "edition_event", "edition", "event in ('published', 'withdrawn', 'superseded', 'assessed')"
    )
    op.create_table(
        "assessment",
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number > 0", name="assessment_number"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.PrimaryKeyConstraint("edition", "number"),
    )
    op.create_index("assessment_factor", "assessment", ["factor"], unique=False)
    op.create_index("assessment_release", "assessment", ["release_id"], unique=False)
    op.create_table(
        "assessed",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"]),
        sa.PrimaryKeyConstraint("release_id", "ordinal"),
    )
    _functions()
    _statement("assessed_inserted", "assessed", "AFTER INSERT", "refuse_published", "NEW")
    for table in ("assessment", "assessed"):
        when = "BEFORE UPDATE OR DELETE OR TRUNCATE"
        _statement(f"{table}_changed", table, when, "refuse_change")
    op.execute(
        "CREATE TRIGGER assessment_guarded BEFORE INSERT ON assessment "
        "FOR EACH ROW EXECUTE FUNCTION guard_assessment()"
    )
    op.execute("ALTER TABLE assessment ENABLE ALWAYS TRIGGER assessment_guarded")
    op.execute(
        "CREATE CONSTRAINT TRIGGER assessment_told AFTER INSERT ON assessment "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assessment_has_its_edition()"
    )
    op.execute("ALTER TABLE assessment ENABLE ALWAYS TRIGGER assessment_told")


def _functions() -> None:
    op.execute(f"""
        CREATE FUNCTION refuse_published() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        DECLARE
            touched integer;
            found text;
        BEGIN
            FOR touched IN SELECT DISTINCT release_id FROM rows ORDER BY 1 LOOP
                SELECT state INTO found FROM public.release WHERE id = touched FOR SHARE;
                IF found IS NULL OR found = 'published' THEN
                    RAISE EXCEPTION 'release % is published, and keeps what it was assessed as',
                        touched USING ERRCODE = 'restrict_violation';
                END IF;
            END LOOP;
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION guard_assessment() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            IF NEW.factor IS NULL THEN
                PERFORM FROM public.release WHERE id = NEW.release_id AND state <> 'published';
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'a rule set assesses what is being published, and nothing later'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock({_LOG});
            IF NEW.edition <> (SELECT coalesce(max(number), 0) + 1 FROM public.edition) THEN
                RAISE EXCEPTION 'what is assessed now stands from the next edition on, not from %',
                    NEW.edition USING ERRCODE = 'restrict_violation';
            END IF;
            PERFORM FROM public.factor JOIN public.release ON release.id = factor.release_id
                WHERE release.id = NEW.release_id AND state = 'published'
                AND factor.digest = NEW.factor;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a person assesses what is published, in the release it stands in'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION assessment_has_its_edition() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM FROM public.edition WHERE number = NEW.edition AND release_id = NEW.release_id
                AND event = CASE WHEN NEW.factor IS NULL THEN 'published' ELSE 'assessed' END;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'edition % does not say that anything is assessed', NEW.edition
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


def _statement(name: str, table: str, when: str, function: str, rows: str | None = None) -> None:
    referencing = f"REFERENCING {rows} TABLE AS rows" if rows else ""
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
