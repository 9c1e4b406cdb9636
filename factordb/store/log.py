"""The log in the database: appended in the publishing transaction, read tile by tile."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from factordb.errors import NotFound, TileNotFound
from factordb.log import tiles, tree
from factordb.log.tiles import Tile
from factordb.store import copying
from factordb.store.log_tables import CheckpointRow, LogEditionRow
from factordb.store.tables import EditionRow

_SIGNING = 7_004
"""Advisory lock: one signer at a time."""


class Head(NamedTuple):
    size: int
    root: bytes


class Place(NamedTuple):
    """One leaf: what it speaks of, as the column of `log_leaf` has it."""

    kind: str
    digest: bytes
    release_id: int | None


def head(session: Session) -> Head:
    """Return how long the log is, and its root, as committed."""
    row = session.connection().execute(text("SELECT size, root FROM log_head")).one()
    return Head(row.size, bytes(row.root))


def locked_head(session: Session) -> Head:
    """Return the head, which nobody else can move until the transaction ends."""
    row = session.connection().execute(text("SELECT size, root FROM log_head FOR UPDATE")).one()
    return Head(row.size, bytes(row.root))


def append(session: Session, entries: Sequence[bytes], places: Sequence[Place]) -> Head:
    """Add ``entries``, each with its place, and return the new head; the caller commits.

    Whoever comes second waits: the head's row is locked until the end of the transaction.
    """
    now = locked_head(session)
    if not entries:
        return now
    grown = tiles.grown(now.size, lambda tile: content(session, tile), entries)
    _put(session, grown.tiles)
    lines = (
        f"{at}\t{kind}\t\\\\x{digest.hex()}\t{copying.NULL if of is None else of}\n"
        for at, (kind, digest, of) in enumerate(places, start=now.size)
    )
    copying.copy(session, "log_leaf", ("place", "kind", "digest", "release_id"), lines)
    fresh = dict(grown.tiles)
    nodes = tiles.nodes_of(lambda t: fresh.get(t) or content(session, t), grown.size)
    root = tree.root(nodes, grown.size)
    session.connection().execute(
        text("UPDATE log_head SET size = :size, root = :root"), {"size": grown.size, "root": root}
    )
    return Head(grown.size, root)


def nodes(session: Session, size: int) -> tree.Nodes:
    """Return the nodes of the log as it was at ``size``."""
    return tiles.nodes_of(lambda tile: content(session, tile), size)


def content(session: Session, tile: Tile) -> bytes:
    """Return the bytes of a tile, or a bundle of entries; of a wider one its beginning.

    Raises:
        TileNotFound: the log is not that long.
    """
    if tile.level is None:
        return _bundle(session, tile)
    found = session.connection().execute(
        text(
            "SELECT hashes FROM log_tile WHERE level = :level AND number = :number "
            "AND width >= :width ORDER BY width LIMIT 1"
        ),
        {"level": tile.level, "number": tile.number, "width": tile.width},
    )
    hashes = found.scalar()
    if hashes is None:
        raise _missing(tile)
    return bytes(hashes)[: tiles.HASH * tile.width]


def entry(session: Session, place: int) -> bytes:
    """Return one entry.

    Raises:
        TileNotFound: the log is not that long.
    """
    number, within = divmod(place, tiles.WIDTH)
    return tiles.unpacked(_bundle(session, Tile(None, number, within + 1)))[within]


def places(session: Session, digest: bytes, kinds: Sequence[str]) -> list[tuple[int, int | None]]:
    """Return where in the log a digest stands, the earliest first, with the release's id."""
    rows = session.connection().execute(
        text(
            "SELECT place, release_id FROM log_leaf WHERE digest = :digest AND kind = ANY(:kinds) "
            "ORDER BY place"
        ),
        {"digest": digest, "kinds": list(kinds)},
    )
    return [(place, release_id) for place, release_id in rows]


def places_in(
    session: Session, kind: str, pairs: Sequence[tuple[bytes, int]]
) -> dict[tuple[bytes, int], int]:
    """Return where in the log documents of one kind stand, by digest and the release's id."""
    rows = session.connection().execute(
        text(
            "SELECT min(place), digest, release_id FROM log_leaf WHERE kind = :kind "
            "AND (digest, release_id) IN (SELECT * FROM "
            "unnest(CAST(:digests AS bytea[]), CAST(:releases AS int[]))) "
            "GROUP BY digest, release_id"
        ),
        {
            "kind": kind,
            "digests": [digest for digest, _ in pairs],
            "releases": [release for _, release in pairs],
        },
    )
    return {(bytes(digest), release): place for place, digest, release in rows}


def places_between(session: Session, first: int, last: int) -> list[Place]:
    """Return what the leaves from ``first`` up to ``last`` speak of, in order."""
    rows = session.connection().execute(
        text(
            "SELECT kind, digest, release_id FROM log_leaf "
            "WHERE place >= :first AND place < :last ORDER BY place"
        ),
        {"first": first, "last": last},
    )
    return [Place(kind, bytes(digest), release_id) for kind, digest, release_id in rows]


def indexes(session: Session, first: int, last: int, kinds: Sequence[str]) -> list[int]:
    """Return where from ``first`` up to ``last`` the leaves of these kinds stand, in order."""
    rows = session.connection().execute(
        text(
            "SELECT place FROM log_leaf WHERE place >= :first AND place < :last "
            "AND kind = ANY(:kinds) ORDER BY place"
        ),
        {"first": first, "last": last, "kinds": list(kinds)},
    )
    return list(rows.scalars())


def every_tile(session: Session) -> Iterator[tuple[Tile, bytes]]:
    """Yield every tile and bundle that is kept, partial ones too."""
    rows = session.connection().execute(text("SELECT level, number, width, hashes FROM log_tile"))
    for level, number, width, hashes in rows:
        yield Tile(level, number, width), bytes(hashes)
    rows = session.connection().execute(text("SELECT number, width, entries FROM log_bundle"))
    for number, width, entries in rows:
        yield Tile(None, number, width), bytes(entries)


def known(session: Session, kind: str, digests: Iterable[bytes]) -> set[bytes]:
    """Return those of ``digests`` that a leaf of this kind speaks of already."""
    rows = session.connection().execute(
        text("SELECT DISTINCT digest FROM log_leaf WHERE kind = :kind AND digest = ANY(:digests)"),
        {"kind": kind, "digests": list(digests)},
    )
    return {bytes(digest) for digest in rows.scalars()}


def close_edition(session: Session, edition: int, reached: Head) -> None:
    """Note how long the log is with ``edition``; the caller commits."""
    session.add(LogEditionRow(edition=edition, size=reached.size, root=reached.root))
    session.flush()


def not_entered(session: Session) -> list[EditionRow]:
    """Return the editions that are not in the log yet, in order."""
    entered = session.connection().execute(text("SELECT max(edition) FROM log_edition")).scalar()
    wanted = select(EditionRow).where(col(EditionRow.number) > (entered or 0))
    return list(session.exec(wanted.order_by(col(EditionRow.number))))


def of_edition(session: Session, edition: int) -> Head | None:
    """Return how long the log was with ``edition``, or nothing where it is not entered yet."""
    row = session.get(LogEditionRow, edition)
    return Head(row.size, bytes(row.root)) if row else None


def signs_alone(session: Session) -> bool:
    """Say whether nobody else is signing; until the transaction ends nobody else will."""
    found = session.connection().execute(
        text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _SIGNING}
    )
    return bool(found.scalar())


def is_signed(session: Session, origin: str, size: int) -> bool:
    """Say whether the log ``origin`` has a checkpoint of this size."""
    return session.get(CheckpointRow, (origin, size)) is not None


def add_checkpoint(session: Session, origin: str, reached: Head, note: str) -> None:
    """Keep a signed checkpoint; the caller commits, and only then hands it out."""
    session.add(CheckpointRow(origin=origin, size=reached.size, root=reached.root, note=note))
    session.flush()


def checkpoints(session: Session) -> list[CheckpointRow]:
    """Return every checkpoint that was handed out, in the order they were signed."""
    in_order = (col(CheckpointRow.size), col(CheckpointRow.at))
    return list(session.exec(select(CheckpointRow).order_by(*in_order)))


def newest_checkpoint(session: Session, origin: str | None = None) -> CheckpointRow:
    """Return the checkpoint that was signed last, of the log ``origin`` where one is named.

    A log only grows, whatever its name and whatever a clock says: the last is the largest.

    Raises:
        NotFound: none was signed yet.
    """
    newest = (col(CheckpointRow.size).desc(), col(CheckpointRow.at).desc())
    wanted = select(CheckpointRow).order_by(*newest).limit(1)
    if origin is not None:
        wanted = wanted.where(CheckpointRow.origin == origin)
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound("No checkpoint is signed yet: ask again in a second.")
    return found


def _bundle(session: Session, tile: Tile) -> bytes:
    found = session.connection().execute(
        text(
            "SELECT entries FROM log_bundle WHERE number = :number AND width >= :width "
            "ORDER BY width LIMIT 1"
        ),
        {"number": tile.number, "width": tile.width},
    )
    entries = found.scalar()
    if entries is None:
        raise _missing(tile)
    return tiles.packed(tiles.unpacked(bytes(entries))[: tile.width])


def _put(session: Session, fresh: Sequence[tuple[Tile, bytes]]) -> None:
    bundles = [(t.number, t.width, body) for t, body in fresh if t.level is None]
    hashes = [(t.level, t.number, t.width, body) for t, body in fresh if t.level is not None]
    copying.copy(session, "log_bundle", ("number", "width", "entries"), map(copying.line, bundles))
    columns = ("level", "number", "width", "hashes")
    copying.copy(session, "log_tile", columns, map(copying.line, hashes))


def _missing(tile: Tile) -> TileNotFound:
    return TileNotFound(f"The log has no tile {tile.path()}; /log/checkpoint says how long it is.")
