"""Assessments: put in bulk by a rule set at publication, one at a time by persons after."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import orjson
from sqlalchemy import text
from sqlmodel import Session

from factordb.store import copying, editions
from factordb.store.editions import NEWEST

_STEP = 20_000


class Columns(NamedTuple):
    """What a rule set looks at of one factor in a release."""

    ordinal: int
    activity: str
    facets: str
    """JSON text."""
    region: str
    data_from: str | None
    data_to: str | None
    applies_from: str | None
    applies_to: str | None
    published: str | None


class Said(NamedTuple):
    """One assessment that stands in an edition."""

    edition: int
    dataset: str
    release: str
    body: bytes


def columns(session: Session, release_id: int) -> Iterator[Columns]:
    """Yield what is known of every factor of a release, in file order."""
    with closing(session.connection().connection.cursor("assessing")) as rows:
        rows.execute(
            "SELECT ordinal, activity, facets::text, region, data_from, data_to, applies_from, "
            "applies_to, published FROM factor WHERE release_id = %s ORDER BY ordinal",
            (release_id,),
        )
        while some := rows.fetchmany(_STEP):
            yield from map(Columns._make, some)


def add(
    session: Session,
    edition: int,
    release_id: int,
    bodies: Sequence[bytes],
    numbers: Iterable[tuple[int, int]],
) -> None:
    """Keep what a rule set found of a draft that is being published; the caller commits.

    ``numbers`` are (ordinal, place in ``bodies`` from 1 on).
    """
    lines = (f"{release_id}\t{ordinal}\t{number}\n" for ordinal, number in numbers)
    copying.copy(session, "assessed", ("release_id", "ordinal", "number"), lines)
    names = ("edition", "number", "release_id", "body")
    lines = (
        copying.line((edition, number, release_id, body))
        for number, body in enumerate(bodies, start=1)
    )
    copying.copy(session, "assessment", names, lines)


def say(
    session: Session, release_id: int, factor: bytes, body: bytes, tables: dict[str, str]
) -> int:
    """Keep what a person says of a published factor, as the next edition; return its number.

    The caller commits.
    """
    number = editions.following(session)
    session.connection().execute(
        text(
            "INSERT INTO assessment (edition, number, release_id, factor, body) "
            "VALUES (:edition, 1, :release, :factor, :body)"
        ),
        {"edition": number, "release": release_id, "factor": factor, "body": body},
    )
    return editions.add(session, release_id, tables, "assessed")


def contents(session: Session, edition: int, release_id: int) -> tuple[bytes, int]:
    """Return SHA-256 and count of what a rule set found of a release's factors.

    Hashed are, in the order of the factors' digests, digest and SHA-256 of the assessment. What is
    pointed at by none, or points at nothing, counts.
    """
    # Rows put a moment ago have no statistics: guessing few, the planner would go over all of them
    # for each.
    session.connection().execute(text("SET LOCAL enable_nestloop = off"))
    row = (
        session.connection()
        .execute(
            text("""
                WITH said AS MATERIALIZED (
                    SELECT number, sha256(body) AS hash FROM assessment
                    WHERE edition = :edition AND release_id = :release AND factor IS NULL),
                pointing AS (
                    SELECT ordinal, number FROM assessed WHERE release_id = :release),
                standing AS (
                    SELECT ordinal, digest FROM factor WHERE release_id = :release)
                SELECT sha256(coalesce(string_agg(digest || hash, '' ORDER BY digest), '')),
                       count(*)
                FROM pointing FULL JOIN said USING (number) LEFT JOIN standing USING (ordinal)
            """),
            {"edition": edition, "release": release_id},
        )
        .one()
    )
    session.connection().execute(text("SET LOCAL enable_nestloop = on"))
    return bytes(row[0]), int(row[1])


def rules(session: Session, edition: int) -> str | None:
    """Return the rule set that assessed what ``edition`` published, or nothing where none did."""
    found = session.connection().execute(
        text("SELECT body FROM assessment WHERE edition = :edition AND factor IS NULL LIMIT 1"),
        {"edition": edition},
    )
    body = found.scalar()
    return None if body is None else str(orjson.loads(bytes(body))["rules"])


def beyond(session: Session, edition: int) -> bool:
    """Say whether anything is assessed in an edition after ``edition``."""
    found = session.connection().execute(
        text("SELECT EXISTS (SELECT 1 FROM assessment WHERE edition > :edition OR edition < 1)"),
        {"edition": edition},
    )
    return bool(found.scalar())


def by_persons(session: Session, edition: int) -> list[tuple[bytes, bytes]]:
    """Return (digest of the factor, body) of what persons said in exactly this edition.

    Only of the release that the edition is about.
    """
    rows = session.connection().execute(
        text(
            "SELECT factor, body FROM assessment JOIN edition AS said "
            "ON said.number = assessment.edition AND said.release_id = assessment.release_id "
            "WHERE assessment.edition = :edition AND factor IS NOT NULL ORDER BY assessment.number"
        ),
        {"edition": edition},
    )
    return [(bytes(factor), bytes(body)) for factor, body in rows]


def of_persons(session: Session, factor: bytes, edition: int = NEWEST) -> list[Said]:
    """Return what persons said of a factor up to ``edition``, in order."""
    return _said(session, "assessment.factor = :factor", factor, edition)


def of_rules(session: Session, factor: bytes, edition: int = NEWEST) -> list[Said]:
    """Return what rule sets found of a factor at each publication up to ``edition``, in order."""
    where = """
        assessment.factor IS NULL AND (assessment.release_id, assessment.number) IN (
            SELECT release_id, assessed.number FROM factor
            JOIN assessed USING (release_id, ordinal) WHERE factor.digest = :factor)
    """
    return _said(session, where, factor, edition)


def _said(session: Session, where: str, factor: bytes, edition: int) -> list[Said]:
    rows = session.connection().execute(
        text(f"""
            SELECT assessment.edition, release.dataset, release.name, body
            FROM assessment JOIN release ON release.id = assessment.release_id
            WHERE {where} AND assessment.edition <= :edition
            AND release.state = 'published' ORDER BY assessment.edition, number
        """),  # noqa: S608  # our own words
        {"factor": factor, "edition": edition},
    )
    return [Said(number, dataset, name, bytes(body)) for number, dataset, name, body in rows]


def found_between(session: Session, after: int, edition: int) -> dict[tuple[int, int], bytes]:
    """Return what rule sets found in the editions after one, by release and number."""
    rows = session.connection().execute(
        text(
            "SELECT release_id, number, body FROM assessment "
            "WHERE factor IS NULL AND edition > :after AND edition <= :edition"
        ),
        {"after": after, "edition": edition},
    )
    return {(release, number): bytes(body) for release, number, body in rows}


def findings(session: Session, release_id: int) -> dict[int, bytes]:
    """Return what a rule set found in a release, by number."""
    rows = session.connection().execute(
        text("SELECT number, body FROM assessment WHERE release_id = :r AND factor IS NULL"),
        {"r": release_id},
    )
    return {number: bytes(body) for number, body in rows}


def numbers(session: Session, release_id: int) -> list[tuple[int, int]]:
    """Return for each ordinal of a release the number of what was found of it."""
    rows = session.connection().execute(
        text("SELECT ordinal, number FROM assessed WHERE release_id = :r"), {"r": release_id}
    )
    return [(ordinal, number) for ordinal, number in rows]
