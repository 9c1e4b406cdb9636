"""What is closed belongs to the dataset that it says, which decides who may read it.

The server reads closed rows through views, which do not show whose they are: so the database itself
says where a document, a file or a seal is kept as of another dataset than its release is.
"""

from alembic import op

revision = "2026_11_30_belonging"
down_revision = "2026_11_30_reviewed"


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION of_another_dataset() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
            SELECT 'document ' || encode(digest, 'hex') FROM public.closed_document JOIN (
                SELECT digest, dataset AS meant FROM public.closed_factor
                UNION ALL SELECT digest, dataset FROM public.closed_property
                UNION ALL SELECT digest, dataset FROM public.closed_label
                UNION ALL SELECT manifest, dataset FROM public.release) AS there USING (digest)
                WHERE dataset <> meant
            UNION ALL
            SELECT 'file ' || encode(sha256, 'hex') FROM public.closed_artifact
                JOIN public.release ON sha256 IN (read, mapping)
                WHERE NOT EXISTS (
                    SELECT FROM public.release AS own WHERE own.dataset = closed_artifact.dataset
                    AND sha256 IN (own.read, own.mapping))
            UNION ALL
            SELECT 'seal of edition ' || edition.number FROM public.seal
                JOIN public.edition ON number = seal.edition
                LEFT JOIN public.release ON release.id = edition.release_id
                LEFT JOIN public.advisory ON advisory.edition = seal.edition
                WHERE seal.dataset IS DISTINCT FROM coalesce(release.dataset, advisory.closed)
            LIMIT 1
        $$
    """)
