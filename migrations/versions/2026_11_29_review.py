"""Reviews: acts that are leaves of the log without being editions, and what belongs to them.

A release in review is frozen whole: its row goes back to draft or on to published, and is not
deleted meanwhile. Four eyes begin by themselves when a second reviewer becomes known, whoever makes
her known; the act that says so is written here, so that no way around it is left.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_29_review"
down_revision = "2026_11_25_advisories"

_SAFE = "SET search_path = pg_catalog, public, pg_temp"
_EYES = 7_006
"""Advisory lock: of two who become reviewers at once, one sees the other."""
APPEND_ONLY = ("act", "submission", "review", "comment", "comment_end", "checked")


def upgrade() -> None:
    _acts()
    _reviews()
    _comments()
    for table in APPEND_ONLY:
        _always(
            f"{table}_changed",
            table,
            "BEFORE UPDATE OR DELETE OR TRUNCATE",
            "refuse_change",
            "STATEMENT",
        )
    _release()
    _four_eyes()


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _at(),
        sa.CheckConstraint("digest = sha256(body)", name="act_is_its_digest"),
        sa.CheckConstraint(
            "kind in ('review', 'hold', 'person-key', 'four-eyes')", name="act_kind"
        ),
        sa.CheckConstraint(
            """position(convert_to('"type":"' || kind || '"', 'UTF8') in body) > 0""",
            name="act_is_of_its_kind",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest", name="act_once"),
    )
    op.create_index("act_subject", "act", ["kind", "subject"], unique=False)


def _reviews() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        *_by(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("submission_release", "submission", ["release_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("act_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("sheet", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("verdict in ('approve', 'reject', 'comment')", name="review_verdict"),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"]),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("act_id"),
    )
    op.create_index("review_release", "review", ["release_id"], unique=False)
    op.create_table(
        "checked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("against", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _at(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("checked_release", "checked", ["release_id"], unique=False)
    op.create_index("checked_reference", "checked", ["dataset", "release"], unique=False)


def _comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        *_by(),
        sa.CheckConstraint("length(words) > 0", name="comment_has_words"),
        sa.CheckConstraint(
            "field is null or digest is not null", name="comment_on_a_field_of_something"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("comment_release", "comment", ["release_id"], unique=False)
    op.create_index("comment_reference", "comment", ["dataset", "release"], unique=False)
    op.create_table(
        "comment_end",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_by(),
        sa.CheckConstraint("length(reason) > 0", name="comment_is_resolved_with_a_reason"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"]),
        sa.PrimaryKeyConstraint("comment_id"),
    )


def _release() -> None:
    op.execute(f"""
        CREATE FUNCTION guard_review() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.state = 'review' THEN
                    RAISE EXCEPTION 'release %@% is in review, and frozen', OLD.dataset, OLD.name
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN OLD;
            END IF;
            IF NEW.state = 'review' AND NEW.fingerprint IS NULL THEN
                RAISE EXCEPTION 'the import of %@% is not accounted for', NEW.dataset, NEW.name
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    _always("release_reviewed", "release", "BEFORE UPDATE OR DELETE", "guard_review", "ROW")


def _four_eyes() -> None:
    """The act is canonical JSON: keys in order, no white space, nothing but ASCII."""
    op.execute(f"""
        CREATE FUNCTION begin_four_eyes() RETURNS trigger LANGUAGE plpgsql {_SAFE} AS $$
        DECLARE
            told bytea;
        BEGIN
            PERFORM pg_advisory_xact_lock({_EYES});
            IF (SELECT count(*) FROM public.person WHERE role = 'reviewer') < 2
               OR EXISTS (SELECT FROM public.act WHERE kind = 'four-eyes') THEN
                RETURN NULL;
            END IF;
            told := convert_to(
                '{{"at":"'
                || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                || '","by":"factordb","reason":"a second reviewer is known",'
                || '"schema":"factordb/leaf/1","state":"on","type":"four-eyes"}}', 'UTF8');
            INSERT INTO public.act (digest, kind, subject, body)
                VALUES (sha256(told), 'four-eyes', 'four-eyes', told);
            RETURN NULL;
        END $$
    """)
    _always("person_reviews", "person", "AFTER INSERT OR UPDATE", "begin_four_eyes", "STATEMENT")
    # Whoever has two reviewers already has four eyes from now on.
    op.execute("UPDATE person SET role = role")


def _at() -> sa.Column[object]:
    return sa.Column(
        "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _by() -> tuple[object, ...]:
    return (
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        _at(),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
    )


def _always(name: str, table: str, when: str, function: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
