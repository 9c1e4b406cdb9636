"""The whole database as a file and back, by PostgreSQL's own programs.

What may not lie in a plain backup is left out; a restore happens in one transaction or not at all.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import orjson
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from factordb.errors import CatalogueNotEmpty, DatabaseUnavailable
from factordb.store.engine import libpq

SECRET = ("dataset_secret",)
"""Tables whose rows are exported encrypted, and nowhere else."""
_VERSION = re.compile(r"(\d+)\.?\d*")


class Programs(NamedTuple):
    """pg_dump, pg_restore and psql of one version."""

    folder: Path
    major: int


class Snapshot(NamedTuple):
    """A moment of the database, for as long as its connection is open."""

    connection: Connection
    name: str
    postgresql: str


def programs(folders: Iterator[Path] | list[Path], server: int) -> Programs:
    """Return the programs of ``folders`` that go best with a server of that major version.

    Those of an older version cannot read it; those of a newer one write what it may not know.

    Raises:
        DatabaseUnavailable: there are none that can.
    """
    found = [made for folder in folders if (made := _programs(folder)) is not None]
    able = [one for one in found if one.major >= server]
    if not able:
        raise DatabaseUnavailable(
            f"No pg_dump of PostgreSQL {server} or newer is here: install its client programs and "
            "have them on PATH."
        )
    return min(able, key=lambda one: one.major)


def on_path() -> list[Path]:
    """Return the folder of the pg_dump that the shell would call, if it would."""
    found = shutil.which("pg_dump")
    return [Path(found).resolve().parent] if found else []


def major(connection: Connection) -> int:
    """Return the major version of the server."""
    number = connection.execute(text("SHOW server_version_num")).scalar_one()
    return int(number) // 10_000


@contextmanager
def snapshot(engine: Engine) -> Iterator[Snapshot]:
    """Give a moment of the database that others can be told to read as well."""
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        name = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        version = connection.execute(text("SHOW server_version")).scalar_one()
        yield Snapshot(connection, str(name), str(version))


def revision(connection: Connection) -> str:
    """Return the revision that the database is at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def dump(address: str, by: Programs, of: Snapshot, to: Path) -> None:
    """Write the database of ``address`` as it is in a snapshot, without owners, rights, secrets.

    Raises:
        DatabaseUnavailable: pg_dump fails; the sentence holds what it said.
    """
    where, environment = _connection(address)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={of.name}"]
    options += [f"--exclude-table-data={table}" for table in SECRET]
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own
        [str(by.folder / "pg_dump"), *options, "--file", str(to), "--dbname", where],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _failed("pg_dump", done.stderr)


def require_room(connection: Connection, *, replace: bool) -> None:
    """Do nothing where a backup may be restored: an empty database that nobody uses.

    Told to ``replace``, only what is not factordb's own is in the way.

    Raises:
        CatalogueNotEmpty: something is there, or somebody.
    """
    foreign = connection.execute(text(_FOREIGN)).scalars().all()
    if foreign:
        raise CatalogueNotEmpty(
            f"The database holds other tables ({', '.join(foreign[:5])}): restore into a database "
            "of its own."
        )
    others = connection.execute(text(_OTHERS)).scalar_one()
    if others:
        raise CatalogueNotEmpty(
            f"{others} other connections use the database: stop every factordb that serves from it."
        )
    if not replace and any(_holds(connection, table) for table in ("release", "person")):
        raise CatalogueNotEmpty(
            "There is a catalogue already: name an empty FACTORDB_HOME or database, or say "
            "--replace to give up all that is in this one."
        )


def restore(address: str, by: Programs, content: IO[bytes], edition: int, head: str) -> None:
    """Put a dump in the place of all there is; it holds that edition and head of the log then.

    Raises:
        DatabaseUnavailable: it cannot be restored; nothing is changed then.
    """
    where, environment = _connection(address)
    psql = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    with tempfile.TemporaryDirectory(prefix="factordb-") as folder:
        before, after = Path(folder, "before.sql"), Path(folder, "after.sql")
        before.write_text(_EMPTIED)
        after.write_text(_CHECKED.format(edition=edition, head=head))
        steps = [f"--file={before}", "--file=-", f"--file={after}"]
        _piped(
            [str(by.folder / "pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
            [str(by.folder / "psql"), *psql, *steps, "--dbname", where],
            content,
            environment,
        )


def refresh(connection: Connection) -> None:
    """Let the planner know what is there now; the caller commits."""
    connection.execute(text("ANALYZE"))


def secrets(connection: Connection) -> dict[str, list[dict[str, str]]]:
    """Return the rows that no dump holds, by table, each value as PostgreSQL writes it."""
    found: dict[str, list[dict[str, str]]] = {}
    for table in filter(lambda name: _is_there(connection, name), SECRET):
        rows = connection.execute(text(f"SELECT to_jsonb({table}) FROM {table}"))  # noqa: S608  # ours
        found[table] = [{name: str(v) for name, v in row.items()} for row in rows.scalars()]
    return found


def put_secrets(connection: Connection, found: Mapping[str, list[dict[str, str]]]) -> None:
    """Put rows back that no dump held; the caller commits.

    Raises:
        CatalogueNotEmpty: other secrets are there, or the catalogue is not that they belong to.
    """
    there = secrets(connection)
    for table, rows in found.items():
        if table not in there:
            raise CatalogueNotEmpty(
                f"The database has no table {table}: restore the catalogue first, then its secrets."
            )
        for row in rows:
            if row not in there[table]:
                _put(connection, table, row)


def _put(connection: Connection, table: str, row: Mapping[str, str]) -> None:
    try:
        connection.execute(
            text(f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(null::{table}, :row)"),  # noqa: S608  # ours
            {"row": orjson.dumps(row).decode()},
        )
    except IntegrityError as error:
        raise CatalogueNotEmpty(
            f"A secret of {table} does not belong to this catalogue, or another is there: restore "
            "the catalogue that it was exported with first."
        ) from error


def _piped(
    first: list[str], second: list[str], content: IO[bytes], environment: dict[str, str]
) -> None:
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603  # PostgreSQL's own
            second,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        ) as putting,
    ):
        assert putting.stdin  # noqa: S101  # asked for
        with subprocess.Popen(  # noqa: S603  # PostgreSQL's own
            first, stdin=subprocess.PIPE, stdout=putting.stdin, stderr=said, env=environment
        ) as reading:
            putting.stdin.close()
            assert reading.stdin  # noqa: S101  # asked for
            try:
                shutil.copyfileobj(content, reading.stdin, 1 << 20)
                reading.stdin.close()
            except BrokenPipeError:  # the other end says why
                pass
            if reading.wait():
                putting.kill()
        told = putting.stderr.read() if putting.stderr else b""
        status = putting.wait()
        said.seek(0)
        if reading.returncode or status:
            raise _failed("pg_restore", told or said.read())


_FOREIGN = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p', 'f', 'v', 'm') AND to_regclass('public.alembic_version') IS NULL
    ORDER BY relname
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND usename IS NOT NULL
"""
_EMPTIED = """
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')
    LOOP EXECUTE one; END LOOP;
    FOR one IN SELECT format('DROP VIEW IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
    LOOP EXECUTE one; END LOOP;
    FOR one IN SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    LOOP EXECUTE one; END LOOP;
    FOR one IN SELECT format('DROP SEQUENCE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    LOOP EXECUTE one; END LOOP;
    FOR one IN SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    LOOP EXECUTE one; END LOOP;
END $$;
"""
_CHECKED = """
DO $$ BEGIN
    IF (SELECT coalesce(max(number), 0) FROM public.edition) <> {edition}
       OR (SELECT size || ' ' || encode(root, 'hex') FROM public.log_head) <> '{head}' THEN
        RAISE EXCEPTION 'the dump holds another edition or log than its manifest says';
    END IF;
END $$;
"""


def _is_there(connection: Connection, table: str) -> bool:
    found = connection.execute(text("SELECT to_regclass(:t)"), {"t": f"public.{table}"})
    return found.scalar() is not None


def _holds(connection: Connection, table: str) -> bool:
    if not _is_there(connection, table):
        return False
    found = connection.execute(text(f"SELECT EXISTS (SELECT 1 FROM {table})"))  # noqa: S608  # ours
    return bool(found.scalar())


def _programs(folder: Path) -> Programs | None:
    names = ("pg_dump", "pg_restore", "psql")
    if not all((folder / name).is_file() for name in names):
        return None
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own
        [str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False
    )
    told = _VERSION.search(done.stdout)
    return Programs(folder, int(told[1])) if told else None


def _connection(address: str) -> tuple[str, dict[str, str]]:
    """Return how libpq connects, and the environment with what nobody should see in a list."""
    parts = conninfo_to_dict(libpq(address))
    environment = dict(os.environ)
    password = parts.pop("password", None)
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo(**{name: str(value) for name, value in parts.items()}), environment


def _failed(program: str, said: bytes) -> DatabaseUnavailable:
    told = " ".join(said.decode("utf-8", "replace").split())[-500:]
    return DatabaseUnavailable(f"{program} failed, and nothing was changed: {told}")
