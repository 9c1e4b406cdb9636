"""While four eyes are on, what another person approved is published, and nothing else.

What `factordb review` requires is required by the database as well, so that no way around it is
left, nor a moment between the question and the commit. Seeds, which nobody brings in, say that they
are; `log verify` holds them against the files that are shipped.
"""

from alembic import op

revision = "2026_11_30_reviewed"
down_revision = "2026_11_30_intake"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_EYES = 7_006
"""Advisory lock: who decides that four eyes are on or off waits for who publishes, and is waited for."""


def upgrade() -> None:
    op.execute(f"""
        CREATE FUNCTION require_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {_SAFE}
        AS $$
        DECLARE
            reference text := NEW.dataset || '@' || NEW.name;
            submitted public.submission;
            importer integer;
        BEGIN
            IF NEW.state <> 'published' OR OLD.state = 'published'
               OR coalesce(current_setting('factordb.shipped', true), '') = 'on' THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock_shared({_EYES});
            IF (SELECT convert_from(body, 'UTF8')::jsonb ->> 'state' FROM public.act
                WHERE kind = 'four-eyes' ORDER BY id DESC LIMIT 1) IS DISTINCT FROM 'on' THEN
                RETURN NEW;
            END IF;
            SELECT * INTO submitted FROM public.submission
                WHERE release_id = NEW.id ORDER BY id DESC LIMIT 1;
            SELECT person_id INTO importer FROM public.event
                WHERE subject = reference AND action = 'release.imported' ORDER BY id DESC LIMIT 1;
            PERFORM FROM public.review JOIN public.act ON act.id = act_id
                WHERE submission_id = submitted.id AND verdict = 'approve'
                AND act.kind = 'review' AND act.subject = reference
                AND act.person_id NOT IN (coalesce(submitted.person_id, 0), coalesce(importer, 0))
                AND convert_from(body, 'UTF8')::jsonb #>> '{{review,verdict}}' = 'approve'
                AND convert_from(body, 'UTF8')::jsonb #>> '{{review,contents}}' = submitted.contents;
            IF NOT FOUND OR OLD.state <> 'review' THEN
                RAISE EXCEPTION 'four eyes are on, and nobody else approved %', reference
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER release_approved BEFORE UPDATE ON release "
        "FOR EACH ROW EXECUTE FUNCTION require_approval()"
    )
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_approved")
    op.execute(f"""
        CREATE FUNCTION decide_alone() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            IF NEW.kind = 'four-eyes' THEN
                PERFORM pg_advisory_xact_lock({_EYES});
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER act_decided BEFORE INSERT ON act "
        "FOR EACH ROW EXECUTE FUNCTION decide_alone()"
    )
    op.execute("ALTER TABLE act ENABLE ALWAYS TRIGGER act_decided")
