"""Factors in releases: flat columns put in bulk, and the candidates that answer a question."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

from sqlalchemy import Row, text
from sqlmodel import Session

from factordb import units
from factordb.model import gwp
from factordb.model.dates import Dates
from factordb.model.factor import Factor
from factordb.model.headline import Headline, headline
from factordb.model.manifest import Manifest
from factordb.store import copying
from factordb.store import engine as engines
from factordb.store.tables import FactorRow

COLUMNS = (
    *("release_id", "digest", "ordinal", "identity", "key", "activity", "group_name", "facets"),
    *("boundary", "region", "data_from", "data_to", "applies_from", "applies_to", "published"),
    *("unit", "dimension", "value", "gas", "gwp", "computed", "purpose", "status", "ids"),
    *("name", "words"),
)


class Named(NamedTuple):
    """What a factor stands under in its release."""

    ordinal: int
    digest: bytes
    key: str
    identity: bytes
    """SHA-256 of it."""

    @classmethod
    def of(cls, ordinal: int, digest: bytes, factor: Factor) -> Self:
        """Return what ``factor`` stands under."""
        key, identity = factor.named()
        return cls(ordinal, digest, key, hashlib.sha256(identity.encode()).digest())


def line(release_id: int, named: Named, factor: Factor, manifest: Manifest, words: str) -> str:
    """Return the row of ``factor`` for COPY, read with the manifest of its release."""
    shown = headline(factor, None, manifest.inferred_gwp(), gwp.COLUMNS)
    field = copying.field
    ids = {*(factor.ids or ()), *[amount.id for amount in factor.amounts if amount.id]}
    purpose = factor.use or manifest.purpose_of(factor.activity)
    said = (
        f"{release_id}\t\\\\x{named.digest.hex()}\t{named.ordinal}",
        f"\\\\x{named.identity.hex()}\t{field(named.key)}\t{factor.activity}",
        factor.activity.partition(".")[0],
        field(factor.facets) if factor.facets else "{}",
        _placed_in(factor.boundary, factor.region, factor.dates, factor.unit),
        _shown(shown),
        field(purpose) if purpose else "{}",
        factor.status or copying.NULL,
        field(sorted(ids)) if ids else "{}",
        field(factor.name),
        field(words),
    )
    return "\t".join(said) + "\n"


@lru_cache(maxsize=4096)
def _placed_in(
    boundary: tuple[str, ...] | None, region: str, dates: Dates | None, unit: str
) -> str:
    """Return the fields from boundary to dimension; many factors have the same in all of them."""
    data, applies = (dates.data, dates.applies) if dates else (None, None)
    fields: tuple[copying.Value, ...] = (
        boundary or (),
        region,
        data.from_ if data else None,
        data.to if data else None,
        applies.from_ if applies else None,
        applies.to if applies else None,
        dates.published if dates else None,
        unit,
        units.dimension(unit),
    )
    return copying.line(fields)[:-1]


def _shown(shown: Headline | None) -> str:
    """Return value, gas, GWP and whether it is computed."""
    if shown is None:
        return f"{copying.NULL}\t{copying.NULL}\t{copying.NULL}\tf"
    gwp, computed = shown.gwp or copying.NULL, "t" if shown.computed else "f"
    return f"{shown.value}\t{shown.gas}\t{gwp}\t{computed}"


def without_number(line: str) -> str:
    """Return a row as everybody sees it where the numbers are closed: nothing of its amounts."""
    fields = line.split("\t")
    for name in ("value", "gas", "gwp"):
        fields[_PLACE[name]] = copying.NULL
    fields[_PLACE["computed"]] = "f"
    return "\t".join(fields)


_PLACE = {name: place for place, name in enumerate(COLUMNS)}


def add(session: Session, lines: Iterable[str], closed: str | None = None) -> None:
    """Add the rows of a draft; the caller commits.

    ``closed`` is the dataset whose grant they are read by; everybody reads them where none is.
    """
    copying.into(session, FactorRow.__tablename__, COLUMNS, lines, closed)


_STANDING = """
    (SELECT standing.kind FROM standing WHERE standing.release_id = factor.release_id
     AND (standing.digest IS NULL OR standing.digest = factor.digest)
     AND standing.since <= :edition ORDER BY standing.id DESC LIMIT 1) AS standing
"""
_SELECT = f"""
    SELECT factor.digest, release.dataset, release.name AS release, release.edition,
           release.manifest, activity, facets, boundary, region, data_from, data_to, applies_from,
           applies_to, published, unit, dimension, key, value, gas, gwp, computed, purpose, status,
           ids, factor.name, words, {_STANDING}
    FROM factor JOIN release ON release.id = factor.release_id
    WHERE release.state = 'published' AND release.edition <= :edition
"""  # noqa: S608  # our own words

_OURS = """
    (SELECT jsonb_object_agg(word.key, word.value ORDER BY saying.edition)
     FROM (SELECT release_id, name FROM label WHERE about = factor.digest OFFSET 0) AS label
     JOIN release AS saying ON saying.id = label.release_id
     CROSS JOIN jsonb_each(label.name) AS word
     WHERE saying.state = 'published' AND saying.edition <= :edition) AS ours
"""
"""Our names of a document, the newest label of each language.

The labels of a document come first, and are few: while nobody has counted a table that has just
grown, all labels of each release would be gone through.
"""

_PLACED = (
    _SELECT.replace(
        "SELECT factor.digest",
        f"SELECT factor.release_id, factor.ordinal, {_OURS}, factor.digest",  # as above
        1,
    )
    .replace(", words,", ",", 1)
    .replace(
        "FROM factor JOIN",
        "FROM unnest(CAST(:places AS int[]), CAST(:ordinals AS int[])) AS asked (place, ordinal) "
        "JOIN factor ON factor.release_id = asked.place AND factor.ordinal = asked.ordinal JOIN",
        1,
    )
)


def candidates(session: Session, edition: int, pairs: Iterable[tuple[str, str]]) -> list[Row[Any]]:
    """Return the factors of every pair of activity and region."""
    wanted = sorted(set(pairs))
    where = """
        AND (activity, region) IN (
            SELECT * FROM unnest(CAST(:activities AS text[]), CAST(:regions AS text[])))
    """
    return _standing_in(
        session,
        where,
        {
            "edition": edition,
            "activities": [activity for activity, _ in wanted],
            "regions": [region for _, region in wanted],
        },
    )


def under_ids(session: Session, edition: int, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the factors that have one of the publishers' ``ids``, as their own or an amount's."""
    where = "AND ids <> '{}' AND ids && CAST(:ids AS text[])"  # the index has no others
    return _standing_in(session, where, {"edition": edition, "ids": list(ids)})


def standing_as(session: Session, edition: int, digests: Sequence[bytes]) -> list[Row[Any]]:
    """Return the rows of documents by their digests, one for each release they stand in."""
    where = "AND factor.digest = ANY(:digests)"
    return _standing_in(session, where, {"edition": edition, "digests": list(digests)})


def manifests_of(session: Session, edition: int, digests: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the manifest of the newest release that each document stands in, by raw digest."""
    rows = session.connection().execute(
        text("""
            SELECT DISTINCT ON (factor.digest) factor.digest, release.manifest
            FROM factor JOIN release ON release.id = factor.release_id
            WHERE factor.digest = ANY(:digests)
              AND release.state = 'published' AND release.edition <= :edition
            ORDER BY factor.digest, release.edition DESC
        """),
        {"digests": list(digests), "edition": edition},
    )
    return {bytes(digest): bytes(manifest) for digest, manifest in rows}


def _standing_in(session: Session, where: str, given: dict[str, Any]) -> list[Row[Any]]:
    statement = text(f"{_SELECT} {where} ORDER BY release.edition, factor.ordinal")
    return list(session.connection().execute(statement, given))


_AT_PLACES = re.sub(r"(?<!:):([a-z]+)", r"%(\1)s", _PLACED).encode()
"""In the driver's own words."""


def placed(
    session: Session, edition: int, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Any]:
    """Return the factors at (release, ordinal), of those that stand in ``edition``."""
    given = {
        "edition": edition,
        "places": [release for release, _ in places],
        "ordinals": [ordinal for _, ordinal in places],
    }
    rows = engines.rows(session, _AT_PLACES, given)
    return {(row.release_id, row.ordinal): row for row in rows}
