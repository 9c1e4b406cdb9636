"""Rows as they are, held against rows as their documents would make them."""

from collections.abc import Iterable, Sequence

from psycopg import sql
from sqlalchemy import text
from sqlmodel import Session

from factordb.store import copying


def differing(  # noqa: PLR0913  # what is held against what
    session: Session,
    table: str,
    columns: Sequence[str],
    release_id: int,
    lines: Iterable[str],
    *,
    shown: bool = False,
) -> bytes | None:
    """Return the digest of a row of a release that is not what ``lines`` say, or nothing.

    A row that is missing, surplus or changed in any column counts; ``lines`` are COPY's.
    ``shown`` asks for the rows that everybody sees, whatever this session may.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    whole = sql.SQL(
        "CREATE TEMPORARY TABLE IF NOT EXISTS {expected} (LIKE {table}) ON COMMIT DROP;"
        "TRUNCATE {expected}"
    ).format(expected=sql.Identifier(f"expected_{table}"), table=sql.Identifier(table))
    cursor = session.connection().connection.cursor()
    cursor.execute(whole)
    copying.copy(session, f"expected_{table}", columns, lines, "pg_temp")
    place = sql.Identifier("public", table) if shown else sql.Identifier(table)
    there = sql.SQL("SELECT {names} FROM {table} WHERE release_id = %(release)s").format(
        names=names, table=place
    )
    meant = sql.SQL("SELECT {names} FROM {expected}").format(
        names=names, expected=sql.Identifier(f"expected_{table}")
    )
    compared = sql.SQL(
        "SELECT digest FROM (({there}) EXCEPT ALL ({meant})) AS surplus "
        "UNION ALL SELECT digest FROM (({meant}) EXCEPT ALL ({there})) AS missing LIMIT 1"
    ).format(there=there, meant=meant)
    cursor.execute(compared, {"release": release_id})
    row = cursor.fetchone()
    return None if row is None else bytes(row[0])


def misplaced(session: Session, size: int) -> int | None:
    """Return a place of the log that has no leaf row, or a row beyond ``size``; or nothing."""
    found = session.connection().execute(
        text("""
            SELECT coalesce(log_leaf.place, wanted.place) FROM log_leaf
            FULL JOIN generate_series(0, :last) AS wanted (place) USING (place)
            WHERE log_leaf.place IS NULL OR wanted.place IS NULL LIMIT 1
        """),
        {"last": size - 1},
    )
    place = found.scalar()
    return None if place is None else int(place)


def unlike_its_edition(session: Session) -> str | None:
    """Return a release that no edition published and says it is, or the other way round.

    Or one whose dataset is gone, or knows it by another name.
    """
    found = session.connection().execute(
        text("""
            SELECT release.dataset || '@' || release.name FROM release
            LEFT JOIN edition ON edition.release_id = release.id AND event = 'published'
            LEFT JOIN dataset ON slug = release.dataset
            WHERE (state = 'published') <> (number IS NOT NULL)
            OR release.edition IS DISTINCT FROM number OR slug IS NULL
            OR release.known_as IS DISTINCT FROM dataset.known_as LIMIT 1
        """)
    )
    return found.scalar()


def changed_file(session: Session) -> bytes | None:
    """Return the SHA-256 of a stored file whose bytes have another, or another length."""
    found = session.connection().execute(
        text(
            "SELECT sha256 FROM artifact WHERE sha256(content) <> sha256 "
            "OR length(content) <> size LIMIT 1"
        )
    )
    digest = found.scalar()
    return None if digest is None else bytes(digest)


def of_another_kind(session: Session) -> bytes | None:
    """Return the digest of a document that is kept as of another kind than it says."""
    found = session.connection().execute(
        text(
            "SELECT digest FROM document WHERE position(convert_to("
            """'"schema":"factordb/' || kind || '/', 'UTF8') in body) = 0 LIMIT 1"""
        )
    )
    digest = found.scalar()
    return None if digest is None else bytes(digest)


def of_another_dataset(session: Session) -> str | None:
    """Return what is closed and kept as of another dataset than it is, or nothing.

    Who was granted that one would read it.
    """
    found = session.connection().execute(text("SELECT public.of_another_dataset()"))
    return found.scalar()
