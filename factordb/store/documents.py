"""Canonical bytes by digest: put in bulk, and given back as they are."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from factordb.errors import DigestNotFound
from factordb.model.canonical import raw
from factordb.store import viewing
from factordb.store.editions import NEWEST

_PUBLISHED = """
    WITH standing_then AS MATERIALIZED (
        SELECT id FROM release WHERE state = 'published' AND edition <= %(edition)s
    )
    SELECT digest, body FROM document
    WHERE digest = ANY(%(digests)s) AND kind = ANY(%(kinds)s) AND ({stands})
"""
_STANDS = """
    EXISTS (
        SELECT FROM {kind} stands WHERE stands.digest = document.digest
        AND release_id IN (SELECT id FROM standing_then)
    )
"""
_ADDED = """
    INSERT INTO public.document (digest, kind, body)
    SELECT digest, %(kind)s, body
    FROM unnest(%(digests)b::bytea[], %(bodies)b::bytea[]) AS incoming (digest, body)
    ON CONFLICT DO NOTHING
"""
_ADDED_CLOSED = """
    INSERT INTO public.closed_document (digest, kind, body, dataset)
    SELECT digest, %(kind)s, body, %(closed)s
    FROM unnest(%(digests)b::bytea[], %(bodies)b::bytea[]) AS incoming (digest, body)
    ON CONFLICT DO NOTHING
"""


def add(
    session: Session, documents: Iterable[tuple[bytes, str, bytes]], closed: str | None = None
) -> None:
    """Add documents as (raw digest, kind, body); those that are there stay; the caller commits.

    ``closed`` is the dataset whose grant they are read by; everybody reads them where none is.
    """
    kinds: dict[str, dict[bytes, bytes]] = {}
    for digest, kind, content in sorted(documents):  # what an index takes in order costs it less
        kinds.setdefault(kind, {})[digest] = content
    # As arrays of bytes they lie down nowhere before they are put where they belong.
    cursor = session.connection().connection.cursor()
    for kind, found in kinds.items():
        given = {"kind": kind, "digests": [*found], "bodies": [*found.values()], "closed": closed}
        cursor.execute(_ADDED if closed is None else _ADDED_CLOSED, given)


def body(
    session: Session, digest: str, kinds: Sequence[str] = ("factor",), edition: int = NEWEST
) -> bytes:
    """Return the canonical bytes of a document that stands in ``edition``.

    Raises:
        Invalid: ``digest`` is not ``sha256:`` and 64 lower-case hex digits.
        DigestNotFound: no published document of these kinds has it.
        ValuesClosed: one has, and the session was not granted it.
    """
    found = published(session, [digest], kinds, edition)
    if digest not in found:
        # What is private and what is not there at all come this way alike.
        for dataset in withheld(session, [digest], edition).values():
            viewing.require(session, dataset, "metadata-only")
        raise DigestNotFound(
            f"No published {' or '.join(kinds)} has the digest {digest}; "
            "search or resolve to find one that is.",
            digest=digest,
        )
    return found[digest]


def published(
    session: Session,
    digests: Sequence[str],
    kinds: Sequence[str] = ("factor",),
    edition: int = NEWEST,
) -> dict[str, bytes]:
    """Return the bodies of those of ``digests`` that stand in ``edition``, by digest."""
    names = {raw(digest): digest for digest in digests}
    stands = " OR ".join(_STANDS.format(kind=kind) for kind in kinds)
    # Bytes as bytes: as text they are twice as many, and are read twice.
    cursor = session.connection().connection.cursor(binary=True)
    cursor.execute(
        _PUBLISHED.format(stands=stands),
        {"digests": [*names], "kinds": [*kinds], "edition": edition},
    )
    return {names[digest]: content for digest, content in cursor.fetchall()}


def withheld(session: Session, digests: Sequence[str], edition: int = NEWEST) -> dict[str, str]:
    """Return those of ``digests`` that are known here and closed to this session, by dataset.

    Of a metadata-only dataset the log names every document: factors, properties and labels alike.
    """
    rows = session.connection().execute(
        text("""
            SELECT encode(leaf.digest, 'hex'), release.dataset FROM log_leaf AS leaf
            JOIN release ON release.id = leaf.release_id
            WHERE leaf.digest = ANY(:digests) AND leaf.kind IN ('factor', 'property', 'label')
            AND release.edition <= :edition
            AND NOT EXISTS (SELECT 1 FROM document WHERE document.digest = leaf.digest)
        """),
        {"digests": [raw(d) for d in digests], "edition": edition},
    )
    return {f"sha256:{name}": dataset for name, dataset in rows}


def any_bodies(session: Session, digests: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return documents' bytes by their raw digests, of drafts too; for our own reading."""
    found = session.connection().execute(
        text("SELECT digest, body FROM document WHERE digest = ANY(:digests)"),
        {"digests": list(digests)},
    )
    return {bytes(digest): bytes(body) for digest, body in found}


def kind(session: Session, digest: bytes) -> str:
    """Return the kind of a document by its raw digest, such as ``factor``."""
    found = session.connection().execute(
        text("SELECT kind FROM document WHERE digest = :digest"), {"digest": digest}
    )
    return str(found.scalar_one())


def of_release(
    session: Session, kind: str, release_id: int, after: int, limit: int
) -> list[tuple[int, bytes, bytes]]:
    """Return (ordinal, raw digest, body) of a release's documents of one kind, in file order."""
    rows = session.connection().execute(
        text(
            f"SELECT ordinal, document.digest, body FROM {kind} JOIN document USING (digest) "  # noqa: S608  # our own word
            "WHERE release_id = :release AND ordinal > :after ORDER BY ordinal LIMIT :limit"
        ),
        {"release": release_id, "after": after, "limit": limit},
    )
    return [(ordinal, bytes(digest), bytes(content)) for ordinal, digest, content in rows]


def digests_of(session: Session, kind: str, release_id: int) -> list[bytes]:
    """Return the raw digests of a release's documents of one kind, sorted."""
    cursor = session.connection().connection.cursor(binary=True)  # as bytes, not as hex
    cursor.execute(
        f"SELECT digest FROM {kind} WHERE release_id = %s ORDER BY digest",  # noqa: S608  # our own word
        (release_id,),
    )
    return [digest for (digest,) in cursor.fetchall()]
