"""Editions of tables: a later version of factordb brings later tables, and that is an edition.

So what an edition answers, by the tables it recorded, never changes with the version that is asked.
"""

from alembic import op

revision = "2026_11_29_table_editions"
down_revision = "2026_11_29_log_keys"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"


def upgrade() -> None:
    for name, said in (
        (
            "edition_event",
            "event in ('published', 'withdrawn', 'superseded', 'assessed', 'advised', 'tables')",
        ),
        ("edition_of_a_release", "(event in ('advised', 'tables')) = (release_id is null)"),
    ):
        op.drop_constraint(name, "edition", type_="check")
        op.create_check_constraint(name, "edition", said)
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
            ELSIF NEW.event = 'tables' THEN
                PERFORM FROM public.edition WHERE number = NEW.number - 1
                    AND tables <> NEW.tables;
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
