"""Properties and labels in releases: put in bulk, and looked up."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from factordb.model.label import Label
from factordb.model.property import Property
from factordb.store import copying

COLUMNS = (
    *("release_id", "digest", "ordinal", "identity", "key", "subject", "property", "region"),
    *("unit", "value"),
)
LABEL_COLUMNS = ("release_id", "digest", "ordinal", "about", "name")


def line(release_id: int, ordinal: int, digest: bytes, found: Property) -> str:
    """Return the row of ``found`` for COPY."""
    return copying.line(
        (
            release_id,
            digest,
            ordinal,
            hashlib.sha256(found.identity().encode()).digest(),
            found.key(),
            found.subject,
            found.property,
            found.region,
            found.unit,
            found.value if found.value is not None else f"{found.low}/{found.high}",
        )
    )


def label_line(release_id: int, ordinal: int, digest: bytes, label: Label) -> str:
    """Return the row of ``label`` for COPY."""
    about = bytes.fromhex(label.about.removeprefix("sha256:"))
    return copying.line((release_id, digest, ordinal, about, label.name or {}))


def add(session: Session, lines: Iterable[str], closed: str | None = None) -> None:
    """Add a draft's properties, read by the grant of a ``closed`` dataset; the caller commits."""
    copying.into(session, "property", COLUMNS, lines, closed)


def add_labels(session: Session, lines: Iterable[str], closed: str | None = None) -> None:
    """Add a draft's labels, read by the grant of a ``closed`` dataset; the caller commits."""
    copying.into(session, "label", LABEL_COLUMNS, lines, closed)


_CONDITIONS = {
    "subject": "(subject = :subject OR starts_with(subject, :subject || '.'))",
    "property": "property.property = :property",
    "region": "region = :region",
    "dataset": "release.dataset = :dataset",
}


def matching(
    session: Session, edition: int, wanted: Mapping[str, str], offset: int, limit: int
) -> list[Row[Any]]:
    """Return the properties of an edition, each once, in the newest release it stands in.

    ``wanted`` names exact values of `_CONDITIONS`; a subject includes those below it.
    """
    where = "".join(f" AND {_CONDITIONS[name]}" for name in wanted)
    return list(
        session.connection().execute(
            text(f"""
                SELECT found.*, document.body FROM (
                    SELECT DISTINCT ON (property.digest) property.digest, release.dataset,
                           release.name AS release, subject, property.property, region
                    FROM property JOIN release ON release.id = property.release_id
                    WHERE release.state = 'published' AND release.edition <= :edition {where}
                    ORDER BY property.digest, release.edition DESC
                ) AS found JOIN document USING (digest)
                ORDER BY subject, property, region, dataset, digest
                OFFSET :offset LIMIT :limit
            """),  # noqa: S608  # our own words; values are parameters
            {"edition": edition, "offset": offset, "limit": limit, **wanted},
        )
    )


def names(session: Session, edition: int, digests: Sequence[bytes]) -> dict[bytes, dict[str, str]]:
    """Return our names of documents by raw digest, the newest label of each language."""
    rows = session.connection().execute(
        text("""
            SELECT about, label.name FROM label JOIN release ON release.id = label.release_id
            WHERE about = ANY(:digests) AND release.state = 'published'
            AND release.edition <= :edition ORDER BY release.edition
        """),
        {"digests": list(digests), "edition": edition},
    )
    found: dict[bytes, dict[str, str]] = {}
    for about, name in rows:
        found.setdefault(bytes(about), {}).update(name)
    return found
