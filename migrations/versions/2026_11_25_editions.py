"""Editions that cannot be rewritten, and drafts that are published as their import left them.

A statement "withdrawn since edition 3" that is written in edition 9 would change what edition 3
answers; an edition could skip a number, or name a release that was never published; a draft whose
rows were exchanged one for one still has the right counts; and a document under a wrong kind would
keep its factor from ever being found.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_editions"
down_revision = "2026_11_24_catalogue"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_LOG = 7_001
"""The advisory lock of `store.editions`: also those who do not ask for it wait their turn."""


def upgrade() -> None:
    op.add_column("release", sa.Column("fingerprint", sa.LargeBinary(), nullable=True))
    op.add_column(
        "edition",
        sa.Column("event", sa.String(), server_default="published", nullable=False),
    )
    op.create_check_constraint(
        "edition_event", "edition", "event in ('published', 'withdrawn', 'superseded')"
    )
    op.create_check_constraint(
        "document_is_of_its_kind",
        "document",
        """position(convert_to('"schema":"factordb/' || kind || '/', 'UTF8') in body) > 0""",
    )
    _fingerprint()
    _release()
    _edition()
    _standing()


def _fingerprint() -> None:
    """SHA-256 over all rows of a release, each with every column."""
    parts = " UNION ALL ".join(
        f"SELECT '{table}' AS kind, ordinal, sha256(convert_to({table}::text, 'UTF8')) AS row "
        f"FROM public.{table} WHERE release_id = wanted"
        for table in ("factor", "property", "label", "rejection")
    )
    op.execute(f"""
        CREATE FUNCTION fingerprint(wanted integer) RETURNS bytea LANGUAGE sql STABLE
        {_SAFE} SET bytea_output = hex AS $$
            SELECT sha256(coalesce(string_agg(row, '' ORDER BY kind, ordinal, row), ''))
            FROM ({parts}) AS rows
        $$
    """)


def _release() -> None:
    op.execute(f"""
        CREATE OR REPLACE FUNCTION guard_release() RETURNS trigger LANGUAGE plpgsql
        {_SAFE} AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'draft' OR NEW.edition IS NOT NULL THEN
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
            IF (NEW.id, NEW.dataset, NEW.name, NEW.manifest, NEW.layout, NEW.importer, NEW.read,
                NEW.mapping, NEW.created_at)
               IS DISTINCT FROM
               (OLD.id, OLD.dataset, OLD.name, OLD.manifest, OLD.layout, OLD.importer, OLD.read,
                OLD.mapping, OLD.created_at) THEN
                RAISE EXCEPTION 'a release keeps its name, its manifest and the file it was read from'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF OLD.fingerprint IS NOT NULL AND (NEW.fingerprint, NEW.tally, NEW.cautions)
               IS DISTINCT FROM (OLD.fingerprint, OLD.tally, OLD.cautions) THEN
                RAISE EXCEPTION 'the account of an import is given once'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF NEW.state = 'published' THEN
                IF NEW.fingerprint IS NULL THEN
                    RAISE EXCEPTION 'the import of %@% is not accounted for', NEW.dataset, NEW.name
                        USING ERRCODE = 'restrict_violation';
                END IF;
                PERFORM FROM public.edition
                    WHERE number = NEW.edition AND release_id = NEW.id AND event = 'published';
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'edition % is not of %@%', NEW.edition, NEW.dataset, NEW.name
                        USING ERRCODE = 'restrict_violation';
                END IF;
                NEW.published_at := now();
            END IF;
            RETURN NEW;
        END $$
    """)


def _edition() -> None:
    op.execute(f"""
        CREATE FUNCTION guard_edition() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock({_LOG});
            IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM public.edition) THEN
                RAISE EXCEPTION 'edition % is not the next', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            NEW.at := now();
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION edition_has_its_event() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            IF NEW.event = 'published' THEN
                PERFORM FROM public.release WHERE id = NEW.release_id AND edition = NEW.number;
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
    _row_trigger("edition_guarded", "edition", "BEFORE INSERT", "guard_edition")
    _at_commit("edition_told", "edition", "edition_has_its_event")


def _standing() -> None:
    op.execute(f"""
        CREATE FUNCTION guard_standing() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock({_LOG});
            IF NEW.since <> (SELECT coalesce(max(number), 0) + 1 FROM public.edition) THEN
                RAISE EXCEPTION 'what is said now holds from the next edition on, not from %', NEW.since
                    USING ERRCODE = 'restrict_violation';
            END IF;
            PERFORM FROM public.release WHERE id = NEW.release_id AND state = 'published';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'only what is published is withdrawn or superseded'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            NEW.at := now();
            RETURN NEW;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION standing_has_its_edition() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            PERFORM FROM public.edition WHERE number = NEW.since AND event = NEW.kind
                AND release_id = NEW.release_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'edition % does not say that anything is %', NEW.since, NEW.kind
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    _row_trigger("standing_guarded", "standing", "BEFORE INSERT", "guard_standing")
    _at_commit("standing_told", "standing", "standing_has_its_edition")


def _row_trigger(name: str, table: str, when: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _at_commit(name: str, table: str, function: str) -> None:
    op.execute(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
