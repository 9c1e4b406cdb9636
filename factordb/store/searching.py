"""What the search index is made of and held against: factors by edition, standings, hits."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlmodel import Session

from factordb.store import engine as engines
from factordb.store import factors, viewing

_CHUNK = 4_000
_MOST_DIGESTS = 200


class State(NamedTuple):
    """Where the catalogue stands."""

    newest: int
    """Its newest edition; 0 where nothing is published."""
    mark: str
    """What tells the edition asked about from another of the same number."""
    standings: int
    """The newest statement that something is withdrawn or superseded."""


_STATE = b"""
    SELECT newest, coalesce((
        SELECT md5(concat_ws(' ', extract(epoch FROM at), coalesce(release_id, 0), tables))
        FROM edition WHERE number = coalesce(%(edition)s::int, newest)), '') AS mark, standings
    FROM (SELECT coalesce(max(number), 0) AS newest FROM edition) AS one,
         (SELECT coalesce(max(id), 0) AS standings FROM standing) AS two
"""


def state(session: Session, edition: int | None) -> State:
    """Return the state of the catalogue, with the mark of ``edition``, or of the newest."""
    (row,) = engines.rows(session, _STATE, {"edition": edition})
    return State(*row)


def origin(session: Session) -> str:
    """Return what tells this database from any other."""
    found = session.connection().execute(
        text("""
            SELECT (SELECT system_identifier FROM pg_control_system()) || '-' || oid
            FROM pg_database WHERE datname = current_database()
        """)
    )
    return str(found.scalar_one())


def vanished(session: Session, origins: Sequence[str]) -> set[str]:
    """Return those of ``origins`` that were databases of this server, and are no more."""
    found = session.connection().execute(
        text("""
            SELECT origin FROM unnest(CAST(:origins AS text[])) AS origin
            WHERE split_part(origin, '-', 1) =
                  (SELECT system_identifier::text FROM pg_control_system())
              AND NOT EXISTS (
                  SELECT 1 FROM pg_database WHERE oid::text = split_part(origin, '-', 2))
        """),
        {"origins": list(origins)},
    )
    return set(found.scalars())


def more_than(session: Session, after: int, many: int) -> bool:
    """Say whether the editions after ``after`` published more than ``many`` factors."""
    found = session.connection().execute(
        text("""
            SELECT count(*) > :many FROM (
                SELECT 1 FROM factor JOIN release ON release.id = factor.release_id
                WHERE release.state = 'published' AND release.edition > :after LIMIT :many + 1
            ) AS few
        """),
        {"after": after, "many": many},
    )
    return bool(found.scalar_one())


_ITEMS = """
    SELECT release_id, ordinal, release.edition, release.dataset, factor.digest,
           factor.words, factor.group_name, factor.activity, factor.region,
           factor.data_from, factor.data_to, factor.applies_from, factor.applies_to,
           factor.unit, factor.dimension, factor.purpose, factor.boundary,
           factor.facets::text AS facets, factor.status = 'archived' AS archived, factor.ids,
           assessed.number AS finding,
           hashtextextended(release.dataset || encode(factor.identity, 'hex'), 0) AS identity,
           hashtextextended(concat_ws(
               E'\\n', release.dataset, factor.key, factor.gas, factor.gwp,
               coalesce(factor.value, encode(factor.identity, 'hex'))), 1) AS number
    FROM {factor} AS factor
    JOIN release ON release.id = factor.release_id JOIN dataset ON dataset.slug = release.dataset
    LEFT JOIN assessed USING (release_id, ordinal)
    WHERE release.state = 'published' AND release.edition > :after AND release.edition <= :edition
      AND {of}
    ORDER BY release.edition, ordinal
"""
_FOUND_BY_ALL = _ITEMS.format(factor="public.factor", of="dataset.access <> 'private'")
"""Whatever the session that builds the index may see."""
_OF_ONE = _ITEMS.format(factor="factor", of="dataset.slug = :dataset")


def items(
    session: Session, after: int, edition: int, dataset: str | None = None
) -> Iterator[Row[Any]]:
    """Yield what is searched and filtered by, of the factors that ``after`` did not have.

    They are those that everybody finds, or those of one private dataset that was granted.
    """
    with session.connection().execute(
        text(_FOUND_BY_ALL if dataset is None else _OF_ONE),
        {"after": after, "edition": edition, **({"dataset": dataset} if dataset else {})},
        execution_options={"yield_per": _CHUNK},
    ) as rows:
        yield from rows


def private(session: Session) -> list[str]:
    """Return the private datasets that the session was granted, by name."""
    if not viewing.granted_to(session):
        return []
    found = session.connection().execute(
        text("SELECT slug FROM dataset WHERE access = 'private' ORDER BY slug")
    )
    return list(found.scalars())


def added_labels(session: Session, after: int, edition: int) -> dict[bytes, list[bytes]]:
    """Return labels about documents of other releases than their own, by raw digest.

    They are those that everybody reads.
    """
    rows = session.connection().execute(
        text("""
            SELECT label.about, document.body FROM public.label
            JOIN release ON release.id = label.release_id JOIN public.document USING (digest)
            WHERE release.state = 'published' AND release.edition > :after
              AND release.edition <= :edition
              AND NOT EXISTS (SELECT 1 FROM public.factor
                              WHERE factor.release_id = label.release_id
                              AND factor.digest = label.about)
            ORDER BY release.edition, label.ordinal
        """),
        {"after": after, "edition": edition},
    )
    found: dict[bytes, list[bytes]] = {}
    for about, body in rows:
        found.setdefault(bytes(about), []).append(bytes(body))
    return found


def by_digest(session: Session, first: bytes, last: bytes) -> list[tuple[int, int]]:
    """Return where factors stand whose digest lies between ``first`` and ``last``, some of them."""
    rows = session.connection().execute(
        text(
            "SELECT release_id, ordinal FROM factor WHERE digest BETWEEN :first AND :last "
            "ORDER BY digest LIMIT :most"
        ),
        {"first": first, "last": last, "most": _MOST_DIGESTS},
    )
    return [(row[0], row[1]) for row in rows]


def fallen(session: Session) -> list[tuple[int, int | None, str, int]]:
    """Return what was said of releases and factors: release, ordinal, kind, edition; in order."""
    rows = session.connection().execute(
        text("""
            SELECT standing.release_id, factor.ordinal, standing.kind, standing.since
            FROM standing LEFT JOIN factor
            ON factor.release_id = standing.release_id AND factor.digest = standing.digest
            WHERE standing.digest IS NULL OR factor.digest IS NOT NULL ORDER BY standing.id
        """)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def placed(
    session: Session, edition: int, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Any]:
    """Return factors by release and ordinal, of those that stand in ``edition`` and are open."""
    return factors.placed(session, edition, places)
