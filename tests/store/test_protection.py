"""What is published stays: the holes of the obvious trigger, each attacked."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import orjson
import pytest
from psycopg.errors import RestrictViolation
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from factordb.model.canonical import canonical_bytes, raw
from factordb.store import copying, editions, factors, persons, releases
from factordb.store import engine as engines
from factordb.store.engine import transaction
from tests.conftest import Databases
from tests.examples import a_factor, a_manifest
from tests.store.drafts import a_draft, at_once, drafted, publish

HELD = "only drafts take or lose rows"
NEVER = "added, never changed"
LATE = """
    INSERT INTO rejection (release_id, ordinal, at, printed, reason, numbers)
    VALUES (:n, 1, 'B1', '1', 'late', 1)
"""


class Held(NamedTuple):
    """A database with one published release and one draft, which no attack changes."""

    server: Engine
    """Of the role that owns nothing."""
    owner: Engine
    """Of the owner, who is a superuser of the test's server."""
    published: int
    draft: int


@pytest.fixture(scope="module")
def held(databases: Databases) -> Iterator[Held]:
    """Return a database for attacks that are refused: each is undone."""
    name = databases.copy()
    server, owner = engines.connect(databases.server(name)), create_engine(databases.owner(name))
    published = a_draft(server, "2023")
    publish(server, published)
    yield Held(server, owner, published, a_draft(server, "2024", value="0.6"))
    for engine in (server, owner):
        engine.dispose()
    databases.drop(name)


@pytest.fixture
def server(held: Held) -> Iterator[Connection]:
    """Return a connection of the role that owns nothing, to the database that is attacked."""
    with held.server.connect() as connection:
        yield connection
        connection.invalidate()


@pytest.fixture
def owner(held: Held) -> Iterator[Connection]:
    """Return a connection of the owner to the database that is attacked."""
    with held.owner.connect() as connection:
        yield connection
        connection.invalidate()


@pytest.fixture
def published(held: Held) -> int:
    """Return the id of the published release, edition 1."""
    return held.published


@pytest.fixture
def draft(held: Held) -> int:
    """Return the id of the draft."""
    return held.draft


def refused(connection: Connection, statement: str, match: str, **given: object) -> None:
    """Hold that ``statement`` is refused, at once or when it is committed."""
    with pytest.raises(DBAPIError, match=match):
        connection.execute(text(statement), given)
        connection.commit()
    connection.rollback()


def test_a_draft_takes_and_loses_rows(engine: Engine) -> None:
    number = a_draft(engine, "2023")

    with engine.begin() as connection:
        gone = connection.execute(text("DELETE FROM factor WHERE release_id = :n"), {"n": number})

    assert gone.rowcount == 1


# Rows that would move, slip in, or go.


@pytest.mark.parametrize("table", ["factor", "property", "label", "rejection", "blank"])
def test_no_row_of_a_release_is_updated_by_anyone_not_even_in_a_draft(
    owner: Connection, table: str
) -> None:
    refused(owner, f"UPDATE {table} SET ordinal = ordinal + 1", NEVER)


def test_an_update_moves_no_draft_row_into_a_published_release(
    owner: Connection, draft: int, published: int
) -> None:
    refused(
        owner,
        "UPDATE factor SET release_id = :to WHERE release_id = :n",
        NEVER,
        to=published,
        n=draft,
    )


def test_an_insert_that_turns_into_an_update_is_one(owner: Connection, published: int) -> None:
    refused(
        owner,
        "INSERT INTO factor SELECT * FROM factor "
        "ON CONFLICT (release_id, digest) DO UPDATE SET value = '9'",
        NEVER,
    )
    refused(
        owner,
        "MERGE INTO factor USING (SELECT 1) AS one ON true "
        "WHEN MATCHED THEN UPDATE SET value = '9'",
        NEVER,
    )
    refused(
        owner,
        "INSERT INTO release SELECT * FROM release ON CONFLICT (id) DO UPDATE SET name = 'x'",
        "a release begins as a draft",
    )


def test_a_copy_into_a_published_release_is_refused(held: Held, published: int) -> None:
    factor = a_factor(region="CN-BJ")
    line = factors.line(
        published, factors.Named.of(2, raw(factor.digest()), factor), factor, a_manifest(), ""
    )

    with pytest.raises(RestrictViolation, match=HELD), transaction(held.server) as db:
        copying.copy(db, "factor", factors.COLUMNS, [line])


def test_a_row_in_a_draft_does_not_cover_one_in_a_published_release(
    server: Connection, draft: int, published: int
) -> None:
    """One statement that touches both is refused as a whole."""
    refused(
        server,
        "INSERT INTO rejection (release_id, ordinal, at, printed, reason, numbers) "
        "VALUES (:draft, 1, 'a', '1', 'r', 1), (:published, 1, 'a', '1', 'r', 1)",
        HELD,
        draft=draft,
        published=published,
    )


def test_no_row_slips_in_between_a_publish_and_a_late_commit(engine: Engine) -> None:
    """The writer inserts before, and commits after: the publisher waits for it, or it fails."""
    draft = a_draft(engine, "2023")
    with engine.connect() as writer:
        writer.execute(text(LATE), {"n": draft})
        publisher = threading.Thread(target=publish, args=(engine, draft))
        publisher.start()
        publisher.join(0.3)
        assert publisher.is_alive(), "the publisher must wait for the writer"
        writer.commit()
        publisher.join(10)
    with engine.connect() as late:
        refused(late, LATE.replace("VALUES (:n, 1", "VALUES (:n, 2"), HELD, n=draft)


def test_a_writer_that_comes_while_a_release_is_published_waits_and_is_refused(
    engine: Engine,
) -> None:
    draft = a_draft(engine, "2023")
    raised: list[BaseException] = []

    def write() -> None:
        try:
            with engine.begin() as late:
                late.execute(text(LATE), {"n": draft})
        except DBAPIError as error:
            raised.append(error)

    with transaction(engine) as db:
        releases.publish(db, draft, editions.add(db, draft, {}))
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(0.3)
        assert writer.is_alive(), "the writer must wait for the publisher"
    writer.join(10)

    assert HELD in str(raised[0])


def test_a_release_in_review_is_frozen(engine: Engine) -> None:
    draft = a_draft(engine, "2023")
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET state = 'review' WHERE id = :n"), {"n": draft})
    with engine.connect() as connection:
        refused(connection, LATE, HELD, n=draft)
        refused(connection, "DELETE FROM factor", HELD)
        refused(connection, "DELETE FROM release", "in review, and frozen")
        refused(connection, "UPDATE release SET fingerprint = 'x'", "given once")
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET state = 'draft' WHERE id = :n"), {"n": draft})
        connection.execute(text("DELETE FROM factor"))


def test_a_draft_with_rows_is_not_deleted_from_under_them(server: Connection, draft: int) -> None:
    refused(server, "DELETE FROM release WHERE id = :n", "has rows", n=draft)


@pytest.mark.parametrize(
    "statement",
    [
        LATE,
        "INSERT INTO factor SELECT (jsonb_populate_record(factor, "
        "jsonb_build_object('release_id', CAST(:n AS int)))).* FROM factor LIMIT 1",
        "INSERT INTO closed_blank (release_id, ordinal, count, dataset) "
        "VALUES (:n, 1, 1, 'grid-office')",
    ],
)
def test_no_row_stands_in_a_release_that_is_not_there(server: Connection, statement: str) -> None:
    refused(server, statement, HELD, n=999)


def test_whoever_deletes_a_draft_waits_for_who_adds_rows_to_it(engine: Engine) -> None:
    with transaction(engine) as db:
        draft = drafted(db, "2023")
    raised: list[BaseException] = []

    def delete() -> None:
        try:
            with engine.begin() as late:
                late.execute(text("DELETE FROM release WHERE id = :n"), {"n": draft})
        except DBAPIError as error:
            raised.append(error)

    with engine.connect() as writer:
        writer.execute(text(LATE), {"n": draft})
        deleter = threading.Thread(target=delete)
        deleter.start()
        deleter.join(0.3)
        assert deleter.is_alive(), "who deletes must wait for the writer"
        writer.commit()
        deleter.join(10)

    assert "has rows" in str(raised[0])


def test_who_sees_the_past_deletes_no_release(server: Connection, draft: int) -> None:
    server.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    refused(server, "DELETE FROM release WHERE id = :n", "read committed", n=draft)


def test_a_draft_has_no_leaves(server: Connection, draft: int) -> None:
    leaf = "INSERT INTO log_leaf VALUES (0, 'factor', sha256('x'), :n)"
    refused(server, leaf, "has no leaves", n=draft)
    refused(server, leaf, "has no leaves", n=999)


def test_what_is_in_review_loses_no_row_before_it_is_deleted(engine: Engine) -> None:
    """A release of no rows has none that could stop it."""
    with transaction(engine) as db:
        number = drafted(db, "2023")
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET state = 'review'"))
    with engine.connect() as connection:
        refused(connection, "DELETE FROM release WHERE id = :n", "frozen", n=number)


def test_an_import_that_nobody_accounted_for_is_not_reviewed(server: Connection) -> None:
    server.execute(
        text("""
            INSERT INTO release (dataset, name, state, manifest, layout, importer, read, tally,
                                 cautions)
            SELECT dataset, 'raw', 'draft', manifest, layout, importer, read, tally, cautions
            FROM release LIMIT 1
        """)
    )
    refused(server, "UPDATE release SET state = 'review' WHERE name = 'raw'", "not accounted for")


# Acts of persons, and what belongs to a review.

ACT = "INSERT INTO act (digest, kind, subject, body) VALUES (sha256(:b), :k, 's', :b)"


def test_an_act_is_of_its_kind_and_there_once(server: Connection) -> None:
    review, hold = b'{"type":"review"}', b'{"type":"hold"}'
    refused(server, ACT, "act_is_of_its_kind", b=review, k="hold")
    refused(server, ACT, "act_kind", b=b'{"type":"other"}', k="other")
    refused(server, ACT.replace("sha256(:b)", "sha256('x')"), "its_digest", b=hold, k="hold")
    server.execute(text(ACT), {"b": hold, "k": "hold"})
    refused(server, ACT, "act_once", b=hold, k="hold")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE act SET subject = 'x'", "DELETE FROM act", "UPDATE comment SET words = 'x'"],
)
def test_acts_and_comments_are_never_changed_not_even_by_the_owner(
    owner: Connection, statement: str
) -> None:
    refused(owner, statement, NEVER)


def test_four_eyes_begin_when_a_second_reviewer_is_known_and_only_then(engine: Engine) -> None:
    eyes = "SELECT convert_from(body, 'UTF8') FROM act WHERE kind = 'four-eyes'"
    person = "INSERT INTO person (name, role) VALUES (:name, :role)"
    with engine.begin() as connection:
        for name, role in (("a", "admin"), ("b", "reviewer"), ("c", "curator")):
            connection.execute(text(person), {"name": name, "role": role})
        assert connection.execute(text(eyes)).all() == []
        connection.execute(text("UPDATE person SET role = 'reviewer' WHERE name = 'c'"))
        (body,) = connection.execute(text(eyes)).scalars()
        assert canonical_bytes(orjson.loads(body)) == body.encode()
        assert orjson.loads(body)["state"] == "on"
        connection.execute(text("UPDATE person SET role = 'reader'"))
        connection.execute(text("UPDATE person SET role = 'reviewer'"))
        assert connection.execute(text(eyes)).scalars().all() == [body]


def test_of_two_who_become_reviewers_at_once_one_is_the_second(engine: Engine) -> None:
    def known(name: str) -> None:
        with transaction(engine) as db:
            persons.put(db, name, "reviewer")
            time.sleep(0.2)

    assert at_once(partial(known, "a"), partial(known, "b")) == [None, None]

    with engine.connect() as connection:
        told = connection.execute(text("SELECT count(*) FROM act WHERE kind = 'four-eyes'"))
        assert told.scalar() == 1


def test_a_published_release_and_its_rows_are_not_deleted(
    server: Connection, published: int
) -> None:
    refused(server, "DELETE FROM factor", HELD)
    refused(server, "DELETE FROM release", "stays as it is")


@pytest.mark.parametrize(
    "table",
    [
        *("factor", "property", "label", "rejection", "blank", "release", "document", "artifact"),
        *("dataset", "edition", "standing", "advisory"),
        *("act", "submission", "review", "comment", "comment_end", "checked"),
    ],
)
def test_nothing_is_truncated(owner: Connection, published: int, table: str) -> None:
    refused(owner, f"TRUNCATE {table} CASCADE", NEVER)


@pytest.mark.parametrize("table", ["document", "edition", "artifact", "standing", "dataset"])
def test_what_is_added_is_never_changed_or_deleted(
    owner: Connection, published: int, table: str
) -> None:
    refused(owner, f"DELETE FROM {table}", NEVER)
    column = owner.execute(text(f"SELECT * FROM {table}")).keys()
    refused(owner, f"UPDATE {table} SET {next(iter(column))} = DEFAULT", NEVER)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM factor WHERE release_id = :n", HELD),
        ("UPDATE factor SET value = '9' WHERE release_id = :n", NEVER),
        ("UPDATE release SET state = 'draft', edition = NULL WHERE id = :n", "stays as it is"),
        ("DELETE FROM document", NEVER),
        ("TRUNCATE factor", NEVER),
    ],
)
def test_replication_roles_switch_nothing_off(
    owner: Connection, published: int, statement: str, told: str
) -> None:
    owner.execute(text("SET session_replication_role = replica"))
    owner.commit()

    refused(owner, statement, told, n=published)


# The release itself.


@pytest.mark.parametrize(
    "change",
    [
        *("state = 'draft'", "state = 'review'", "edition = 7", "published_at = now()"),
        *("tally = '{}'", "cautions = '[]'", "fingerprint = ''"),
    ],
)
def test_nothing_of_a_published_release_is_changed(
    owner: Connection, published: int, change: str
) -> None:
    refused(owner, f"UPDATE release SET {change} WHERE id = :n", "stays as it is", n=published)


@pytest.mark.parametrize(
    "change",
    [
        *("name = '2099'", "id = 999", "manifest = ''", "read = ''", "mapping = 'x'"),
        *("layout = 'x'", "importer = '9'", "created_at = '1999-01-01'"),
    ],
)
def test_a_draft_keeps_its_name_its_manifest_and_its_file_on_the_way_to_publication(
    owner: Connection, draft: int, change: str
) -> None:
    refused(owner, f"UPDATE release SET {change} WHERE id = :n", "keeps its name", n=draft)


@pytest.mark.parametrize("change", ["tally = '{}'", "cautions = '[1]'", "fingerprint = NULL"])
def test_the_account_of_an_import_is_given_once(
    server: Connection, draft: int, change: str
) -> None:
    refused(server, f"UPDATE release SET {change} WHERE id = :n", "given once", n=draft)


def test_a_release_begins_as_a_draft(server: Connection, published: int) -> None:
    refused(
        server,
        """
        INSERT INTO release (dataset, name, state, manifest, layout, importer, read, tally,
                             cautions, edition, published_at)
        SELECT dataset, 'x', 'published', manifest, layout, importer, read, tally, cautions,
               9, now() FROM release
        """,
        "begins as a draft",
    )


def test_a_draft_that_nobody_accounted_for_is_not_published(server: Connection) -> None:
    server.execute(
        text("""
            INSERT INTO release (dataset, name, state, manifest, layout, importer, read, tally,
                                 cautions)
            SELECT dataset, 'bare', 'draft', manifest, layout, importer, read, tally, cautions
            FROM release LIMIT 1
        """)
    )
    server.execute(
        text("INSERT INTO edition (number, release_id, tables) "
             "SELECT 2, id, '{}' FROM release WHERE name = 'bare'")
    )  # fmt: skip
    refused(
        server,
        "UPDATE release SET state = 'published', edition = 2, published_at = now() "
        "WHERE name = 'bare'",
        "not accounted for",
    )


# Editions: no gap, no empty one, no other time, and no past that is rewritten.

EDITION = "INSERT INTO edition (number, release_id, tables) VALUES (:number, :n, '{}')"


@pytest.mark.parametrize("number", [-1, 0, 1, 3])
def test_an_edition_is_the_next_one_or_none(
    server: Connection, draft: int, published: int, number: int
) -> None:
    refused(server, EDITION, "is not the next", number=number, n=draft)


def test_an_edition_in_which_nothing_happened_is_not_committed(
    server: Connection, draft: int, published: int
) -> None:
    refused(server, EDITION, "nothing was published", number=2, n=draft)
    refused(server, EDITION, "nothing was published", number=2, n=published)


def test_a_release_is_published_only_as_the_edition_that_is_its_own(
    server: Connection, draft: int, published: int
) -> None:
    publishing = "UPDATE release SET state = 'published', published_at = now(), edition = :e "
    for number in (1, 2, 7):
        refused(server, publishing + "WHERE id = :n", "is not of", e=number, n=draft)


def test_the_time_of_publishing_is_the_databases(engine: Engine) -> None:
    draft = a_draft(engine, "2023")
    with engine.begin() as connection:
        connection.execute(text(EDITION), {"number": 1, "n": draft})
        connection.execute(
            text("UPDATE release SET state = 'published', edition = 1, published_at = '1999-01-01'")
        )
    with engine.connect() as connection:
        ages = connection.execute(
            text("SELECT now() - published_at < '1 hour', now() - edition.at < '1 hour' "
                 "FROM release JOIN edition ON release.edition = edition.number")
        )  # fmt: skip
        assert ages.one() == (True, True)


STANDING = (
    "INSERT INTO standing (release_id, kind, since, reason) VALUES (:n, 'withdrawn', :s, 'x')"
)


@pytest.mark.parametrize("since", [0, 1, 3])
def test_no_withdrawal_is_written_into_the_past_or_a_far_future(
    server: Connection, published: int, since: int
) -> None:
    refused(server, STANDING, "from the next edition on", n=published, s=since)


def test_a_withdrawal_without_an_edition_of_its_own_is_not_committed(
    held: Held, server: Connection, draft: int, published: int
) -> None:
    refused(server, STANDING, "does not say that anything is withdrawn", n=published, s=2)
    with pytest.raises(DBAPIError, match="does not say"), transaction(held.server) as db:
        db.connection().execute(text(STANDING), {"n": published, "s": 2})
        releases.publish(db, draft, editions.add(db, draft, {}))


def test_what_is_not_published_is_not_withdrawn(
    server: Connection, draft: int, published: int
) -> None:
    refused(server, STANDING, "only what is published", n=draft, s=2)


# Documents and files.


def test_a_document_is_what_its_digest_says(server: Connection) -> None:
    refused(
        server,
        "INSERT INTO document (digest, kind, body) VALUES (:d, 'factor', :b)",
        "document_is_its_digest",
        d=b"0" * 32,
        b=b'{"schema":"factordb/factor/1"}',
    )


def test_a_document_is_of_the_kind_that_it_says(server: Connection) -> None:
    """A factor kept as a label would never be found as the factor it is."""
    factor = a_factor()
    refused(
        server,
        "INSERT INTO document (digest, kind, body) VALUES (:d, 'label', :b)",
        "document_is_of_its_kind",
        d=raw(factor.digest()),
        b=factor.canonical(),
    )


def test_a_file_is_what_its_hash_says(server: Connection) -> None:
    refused(
        server,
        "INSERT INTO artifact (sha256, size, media, name, content) VALUES ('x', 1, '', '', 'y')",
        "artifact_is_its_hash",
    )


# The role that serves.


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE factor DISABLE TRIGGER ALL",
        "ALTER TABLE document DROP CONSTRAINT document_is_its_digest",
        "DROP TABLE factor CASCADE",
        "DROP TRIGGER factor_inserted ON factor",
        "DROP FUNCTION refuse_change CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NULL; END'",
        "ALTER FUNCTION refuse_change() SET search_path = pg_temp",
        "CREATE TABLE public.release2 (id int)",
        "CREATE VIEW public.seen AS SELECT 1",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE RULE silent AS ON INSERT TO factor DO INSTEAD NOTHING",
        "CREATE TRIGGER a_mine BEFORE INSERT ON factor FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "ALTER TABLE factor ENABLE ROW LEVEL SECURITY",
        "SET session_replication_role = replica",
        "SET ROLE pg_write_all_data",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "UPDATE document SET kind = 'x'",
        "UPDATE factor SET value = '9'",
        "UPDATE edition SET at = now()",
        "UPDATE release SET manifest = ''",
        "UPDATE release SET read = ''",
        "UPDATE alembic_version SET version_num = 'x'",
        "DELETE FROM document",
        "DELETE FROM dataset",
        "TRUNCATE factor",
        "COPY factor FROM PROGRAM 'true'",
        "COPY factor TO '/tmp/factordb-stolen'",
    ],
)
def test_the_server_cannot_touch_the_protection(
    server: Connection, published: int, statement: str
) -> None:
    refused(
        server,
        statement,
        "permission denied|must be owner|must be superuser|Only roles with",
    )


def test_a_temporary_table_does_not_pose_as_ours(server: Connection, published: int) -> None:
    server.execute(text("CREATE TEMPORARY TABLE release (id int, state text)"))
    server.execute(text("INSERT INTO pg_temp.release VALUES (:n, 'draft')"), {"n": published})
    server.commit()
    refused(server, "DELETE FROM public.factor WHERE release_id = :n", HELD, n=published)


def test_a_search_path_of_ones_own_changes_nothing(server: Connection, published: int) -> None:
    server.execute(text("CREATE TEMPORARY TABLE edition (number int)"))
    server.execute(text("CREATE TEMPORARY TABLE release (id int, state text)"))
    server.execute(text("INSERT INTO pg_temp.release VALUES (:n, 'draft')"), {"n": published})
    server.execute(text("SET search_path = pg_temp, public"))
    server.commit()
    refused(server, LATE.replace("rejection", "public.rejection"), HELD, n=published)
    refused(
        server,
        EDITION.replace("INTO edition", "INTO public.edition"),
        "is not the next",
        number=1,
        n=published,
    )


def test_the_servers_rights_are_these_and_no_more(server: Connection) -> None:
    rights = server.execute(
        text("""
            SELECT relname, string_agg(r, ' ' ORDER BY r) FROM pg_class
            CROSS JOIN unnest(ARRAY['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER',
                                    'TRUNCATE', 'UPDATE']) AS r
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND has_table_privilege(pg_class.oid, r) GROUP BY relname
        """)
    )
    assert dict(rights.all()) == {
        "act": "INSERT SELECT",
        "advisory": "INSERT SELECT",
        "alembic_version": "SELECT",
        "artifact": "INSERT SELECT",
        "assessed": "INSERT SELECT",
        "assessment": "INSERT SELECT",
        "blank": "DELETE INSERT SELECT",
        "checked": "INSERT SELECT",
        "checkpoint": "INSERT SELECT",
        "closed_artifact": "INSERT",
        "closed_blank": "DELETE INSERT",
        "closed_document": "INSERT",
        "closed_factor": "DELETE INSERT",
        "closed_label": "DELETE INSERT",
        "closed_property": "DELETE INSERT",
        "closed_rejection": "DELETE INSERT",
        "comment": "INSERT SELECT",
        "comment_end": "INSERT SELECT",
        "dataset": "INSERT SELECT",
        "dataset_grant": "INSERT SELECT",
        "document": "INSERT SELECT",
        "edition": "INSERT SELECT",
        "event": "INSERT SELECT",
        "factor": "DELETE INSERT SELECT",
        "hold": "INSERT SELECT",
        "hold_release": "INSERT SELECT",
        "identity": "INSERT SELECT",
        "import": "INSERT SELECT",
        "import_event": "INSERT SELECT",
        "label": "DELETE INSERT SELECT",
        "log_bundle": "INSERT SELECT",
        "log_edition": "INSERT SELECT",
        "log_head": "SELECT",
        "log_leaf": "INSERT SELECT",
        "log_tile": "INSERT SELECT",
        "person": "INSERT SELECT",
        "property": "DELETE INSERT SELECT",
        "rejection": "DELETE INSERT SELECT",
        "release": "DELETE INSERT SELECT",
        "review": "INSERT SELECT",
        "seal": "INSERT",
        "session": "INSERT SELECT",
        "session_end": "INSERT SELECT",
        "standing": "INSERT SELECT",
        "submission": "INSERT SELECT",
        "token": "INSERT SELECT",
    }


def test_every_trigger_fires_always(owner: Connection) -> None:
    weak = owner.execute(
        text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'")
    )
    assert weak.all() == []


def test_every_function_of_a_trigger_has_its_own_path(owner: Connection) -> None:
    loose = owner.execute(
        text("""
            SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND NOT 'search_path=pg_catalog, public, pg_temp' = ANY(coalesce(proconfig, '{}'))
            AND prosqlbody IS NULL  -- parsed when it was made: no path is looked at again
        """)
    )
    assert loose.all() == []
