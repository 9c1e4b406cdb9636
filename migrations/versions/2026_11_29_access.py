"""Closed datasets: tables of their own, secrets that salt them, grants, and what a session may see.

Who is not granted anything looks at the tables as ever, and what is closed is not in them. Who is
looks at views of the schema ``seen``, which add the closed rows that the session was granted. Only
datasets and releases are in one table, behind policies that show what the session may know of.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_access"
down_revision = "2026_11_29_sessions"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
IN_RELEASES = ("factor", "property", "label", "rejection", "blank")
APPEND_ONLY = ("closed_document", "closed_artifact", "seal", "dataset_secret", "dataset_grant")


def upgrade() -> None:
    op.create_check_constraint(
        "dataset_access", "dataset", "access in ('open', 'metadata-only', 'private')"
    )
    _may_read()
    _beside()
    _secrets()
    _grants()
    _seals()
    for table in IN_RELEASES:
        _only_in_drafts(f"closed_{table}")
    for table in APPEND_ONLY:
        _trigger(f"{table}_changed", table, "BEFORE UPDATE OR DELETE OR TRUNCATE", "refuse_change")
    _class_is_kept()
    _fingerprint()
    _views()
    _policies()


def _may_read() -> None:
    """What a session was granted: slugs by commas, or ``*``; nothing where it is not said.

    The body is parsed here, once, so that no path of a caller changes what it means.
    """
    op.execute("""
        CREATE FUNCTION may_read(dataset text) RETURNS boolean LANGUAGE sql STABLE
        RETURN coalesce(current_setting('factordb.granted', true) = '*'
            OR dataset = ANY(string_to_array(current_setting('factordb.granted', true), ',')), false)
    """)
    op.execute(f"""
        CREATE FUNCTION hidden() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER {_SAFE} AS $$
            SELECT slug FROM public.dataset WHERE access = 'private' AND NOT public.may_read(slug)
        $$
    """)


def _beside() -> None:
    """A table beside each that holds what a dataset says, each row with its dataset."""
    for table in ("document", "artifact", *IN_RELEASES):
        op.execute(f"CREATE TABLE closed_{table} (LIKE {table})")
        op.add_column(f"closed_{table}", sa.Column("dataset", sa.String(), nullable=False))
        op.create_foreign_key(
            f"closed_{table}_dataset_fkey", f"closed_{table}", "dataset", ["dataset"], ["slug"]
        )
    op.create_primary_key("closed_document_pkey", "closed_document", ["digest"])
    op.create_check_constraint(
        "closed_document_is_its_digest", "closed_document", "digest = sha256(body)"
    )
    op.create_check_constraint(
        "closed_document_is_of_its_kind",
        "closed_document",
        """position(convert_to('"schema":"factordb/' || kind || '/', 'UTF8') in body) > 0""",
    )
    op.create_primary_key("closed_artifact_pkey", "closed_artifact", ["dataset", "sha256"])
    op.create_check_constraint(
        "closed_artifact_is_its_hash", "closed_artifact", "sha256 = sha256(content)"
    )
    for table in IN_RELEASES:
        closed = f"closed_{table}"
        op.create_foreign_key(
            f"{closed}_release_id_fkey", closed, "release", ["release_id"], ["id"]
        )
        key = "ordinal" if table in ("rejection", "blank") else "digest"
        op.create_primary_key(f"{closed}_pkey", closed, ["release_id", key])
    for table in ("factor", "property", "label"):
        op.create_index(f"closed_{table}_ordinal", f"closed_{table}", ["release_id", "ordinal"])
    for table in ("factor", "property"):
        closed = f"closed_{table}"
        op.create_unique_constraint(f"{closed}_once_a_release", closed, ["release_id", "identity"])
        op.create_index(f"{closed}_digest", closed, ["digest"])
    op.create_index("closed_factor_activity", "closed_factor", ["activity", "region"])
    op.create_index("closed_factor_ids", "closed_factor", ["ids"], postgresql_using="gin")
    op.create_index("closed_property_subject", "closed_property", ["subject", "region"])
    op.create_index("closed_label_about", "closed_label", ["about"])


def _secrets() -> None:
    """The server never reads a secret: it asks for salts, of datasets it was granted."""
    op.create_table(
        "dataset_secret",
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _now(),
        sa.CheckConstraint("length(secret) = 32", name="dataset_secret_length"),
        sa.ForeignKeyConstraint(["dataset"], ["dataset.slug"]),
        sa.PrimaryKeyConstraint("dataset"),
    )
    op.execute(f"""
        CREATE FUNCTION make_secret() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {_SAFE} AS $$
        BEGIN
            IF NEW.access <> 'open' THEN
                INSERT INTO public.dataset_secret (dataset, secret)
                VALUES (NEW.slug, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
                                         || uuid_send(gen_random_uuid())))
                ON CONFLICT DO NOTHING;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION salts(wanted text, bodies bytea[]) RETURNS text[] LANGUAGE plpgsql STABLE
        SECURITY DEFINER {_SAFE} AS $$
        DECLARE
            key bytea;
            inner_pad bytea := decode(repeat('36', 64), 'hex');
            outer_pad bytea := decode(repeat('5c', 64), 'hex');
        BEGIN
            IF NOT public.may_read(wanted) THEN
                RAISE EXCEPTION 'no salts for this session' USING ERRCODE = 'insufficient_privilege';
            END IF;
            SELECT secret INTO STRICT key FROM public.dataset_secret WHERE dataset = wanted;
            -- HMAC-SHA256; the secret is shorter than a block.
            FOR place IN 0..31 LOOP
                inner_pad := set_byte(inner_pad, place, get_byte(key, place) # 54);
                outer_pad := set_byte(outer_pad, place, get_byte(key, place) # 92);
            END LOOP;
            RETURN (
                SELECT array_agg(left(encode(sha256(outer_pad || sha256(inner_pad || body)), 'hex'), 32)
                                 ORDER BY number)
                FROM unnest(bodies) WITH ORDINALITY AS asked (body, number));
        END $$
    """)
    op.execute("REVOKE ALL ON FUNCTION salts(text, bytea[]) FROM PUBLIC")


def _grants() -> None:
    op.create_table(
        "dataset_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        _now(),
        sa.ForeignKeyConstraint(["dataset"], ["dataset.slug"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("dataset_grant_person", "dataset_grant", ["person_id", "dataset"])


def _seals() -> None:
    op.create_table(
        "seal",
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(nonce) = 32", name="seal_nonce"),
        sa.ForeignKeyConstraint(["dataset"], ["dataset.slug"]),
        sa.ForeignKeyConstraint(["edition"], ["edition.number"]),
        sa.PrimaryKeyConstraint("edition"),
    )
    op.add_column("advisory", sa.Column("closed", sa.String(), nullable=True))
    op.create_foreign_key("advisory_closed_fkey", "advisory", "dataset", ["closed"], ["slug"])


def _class_is_kept() -> None:
    """Until a release stands in it, the class of a dataset may still be mended; never after."""
    op.execute("DROP TRIGGER dataset_changed ON dataset")
    _trigger("dataset_changed", "dataset", "BEFORE DELETE OR TRUNCATE", "refuse_change")
    op.execute(f"""
        CREATE FUNCTION guard_dataset() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {_SAFE} AS $$
        BEGIN
            IF (NEW.slug, NEW.created_at) IS DISTINCT FROM (OLD.slug, OLD.created_at) THEN
                RAISE EXCEPTION 'rows of dataset are added, never changed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF NEW.access IS DISTINCT FROM OLD.access THEN
                PERFORM FROM public.release WHERE dataset = OLD.slug;
                IF FOUND THEN
                    RAISE EXCEPTION 'the class of % is kept: a release stands in it', OLD.slug
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
    """)
    _row_trigger("dataset_guarded", "dataset", "BEFORE UPDATE", "guard_dataset")
    _row_trigger("dataset_has_its_secret", "dataset", "AFTER INSERT OR UPDATE", "make_secret")


def _fingerprint() -> None:
    """As before, of the closed rows too; whoever asks need not be allowed to read them.

    A row of properties was only hashed by its column of that name: rows have a name of their own
    now, and what is as it was recorded is recorded anew; what is not stays to be found.
    """
    op.execute(
        "CREATE TEMPORARY TABLE as_recorded AS "
        "SELECT id FROM release WHERE fingerprint = public.fingerprint(id)"
    )
    parts = " UNION ALL ".join(
        f"SELECT '{table}' AS kind, ordinal, sha256(convert_to(whole_row::text, 'UTF8')) AS row "
        f"FROM public.{table} AS whole_row WHERE release_id = wanted"
        for table in (*IN_RELEASES, *(f"closed_{table}" for table in IN_RELEASES))
    )
    op.execute(f"""
        CREATE OR REPLACE FUNCTION fingerprint(wanted integer) RETURNS bytea LANGUAGE sql STABLE
        SECURITY DEFINER {_SAFE} SET bytea_output = hex AS $$
            SELECT sha256(coalesce(string_agg(row, '' ORDER BY kind, ordinal, row), ''))
            FROM ({parts}) AS rows
        $$
    """)
    op.execute("ALTER TABLE release DISABLE TRIGGER release_guarded")
    op.execute(
        "UPDATE release SET fingerprint = public.fingerprint(id) "
        "WHERE id IN (SELECT id FROM as_recorded)"
    )
    op.execute("ALTER TABLE release ENABLE ALWAYS TRIGGER release_guarded")
    op.execute("DROP TABLE as_recorded")


def _views() -> None:
    """What a session sees that was granted something: the same names, with the closed rows."""
    op.execute("CREATE SCHEMA IF NOT EXISTS seen")
    for table in ("artifact", "property", "label", "rejection", "blank"):
        _view(table, "")
    # A label of a draft whose class was mended stands in both.
    _view(
        "document",
        "",
        "AND NOT EXISTS (SELECT FROM public.document AS shown "
        "WHERE shown.digest = closed_document.digest)",
    )
    # Everybody finds what is metadata-only, without its numbers: who has a grant sees it once.
    _view(
        "factor",
        "WHERE release_id NOT IN (SELECT id FROM public.release JOIN public.dataset "
        "ON slug = dataset WHERE access = 'metadata-only' AND public.may_read(slug))",
    )
    op.execute("CREATE VIEW seen.seal AS SELECT * FROM public.seal WHERE public.may_read(dataset)")


def _view(table: str, but: str, nor: str = "") -> None:
    found = op.get_bind().execute(
        sa.text(
            "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:t AS regclass) "
            "AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ),
        {"t": f"public.{table}"},
    )
    columns = ", ".join(f'"{name}"' for name in found.scalars())
    op.execute(
        f"CREATE VIEW seen.{table} AS SELECT {columns} FROM public.{table} {but} "
        f"UNION ALL SELECT {columns} FROM public.closed_{table} WHERE public.may_read(dataset) "
        + nor
    )


def _policies() -> None:
    """A private dataset is not there for who was not granted it, nor are its releases."""
    for table in ("dataset", "release", "advisory"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute("""
        CREATE POLICY dataset_seen ON dataset USING (access <> 'private' OR may_read(slug))
        WITH CHECK (true)
    """)
    op.execute("""
        CREATE POLICY release_seen ON release USING (dataset NOT IN (SELECT hidden()))
        WITH CHECK (true)
    """)
    op.execute(f"""
        CREATE FUNCTION may_know(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        {_SAFE} AS $$
            SELECT public.may_read(wanted) OR NOT EXISTS (
                SELECT FROM public.dataset WHERE slug = wanted AND access <> 'open')
        $$
    """)
    # What persons said of a release tells what is in it.
    for table in ("submission", "comment", "checked"):
        _policy(table, "may_know(dataset)")
    _policy("act", "kind NOT IN ('review', 'hold') OR may_know(split_part(subject, '@', 1))")
    _policy("review", "act_id IN (SELECT id FROM act)")
    op.execute("""
        CREATE POLICY advisory_seen ON advisory USING (closed IS NULL OR may_read(closed))
        WITH CHECK (true)
    """)


def _policy(table: str, shown: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_seen ON {table} USING ({shown}) WITH CHECK (true)")


def _only_in_drafts(table: str) -> None:
    _trigger(f"{table}_inserted", table, "AFTER INSERT", "refuse_all_but_drafts", "NEW")
    _trigger(f"{table}_deleted", table, "AFTER DELETE", "refuse_all_but_drafts", "OLD")
    _trigger(f"{table}_updated", table, "BEFORE UPDATE", "refuse_change")
    _trigger(f"{table}_truncated", table, "BEFORE TRUNCATE", "refuse_change")


def _trigger(name: str, table: str, when: str, function: str, rows: str | None = None) -> None:
    """Triggers fire always: replication roles do not switch them off."""
    referencing = f"REFERENCING {rows} TABLE AS rows" if rows else ""
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _row_trigger(name: str, table: str, when: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _now() -> sa.Column[object]:
    return sa.Column(
        "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )
