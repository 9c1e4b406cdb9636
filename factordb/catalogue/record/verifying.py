"""The whole log checked, from its entries up and down to every column that resolve reads."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import orjson
from sqlalchemy.exc import DataError, NoResultFound
from sqlmodel import Session

from factordb.catalogue.hits import wording
from factordb.catalogue.record import findings, logbook, signatures
from factordb.catalogue.record.approvals import Approvals
from factordb.catalogue.record.loose import Loose
from factordb.catalogue.record.signatures import Whole
from factordb.errors import FactordbError, LogBroken
from factordb.log import tiles, tree
from factordb.log.notes import VerifierKey
from factordb.log.tiles import Tile
from factordb.model.base import Model
from factordb.model.canonical import text_of
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.store import (
    advisories,
    assessments,
    checking,
    documents,
    editions,
    factors,
    log,
    properties,
    releases,
    viewing,
)
from factordb.store.log import Head, Place
from factordb.store.tables import EditionRow, ReleaseRow

_STEP = 5_000
_UNREADABLE = (FactordbError, ValueError, TypeError, LookupError, NoResultFound, DataError)
_T = TypeVar("_T", Factor, Property, Label)


class Verified(Model):
    """What was found sound."""

    size: int
    """Entries of the log."""
    editions: int
    documents: int
    checkpoints: int
    origin: str | None
    """Of the newest checkpoint; nothing where none is signed."""
    key: str | None
    """The verifier key that the checkpoints were held against."""
    not_assessed_anew: tuple[str, ...] = ()
    """Releases whose findings could not be made again, since this version lacks a table that they
    were made with; that they are those of the log was checked."""


def verify(db: Session, trusted: VerifierKey | None = None) -> Verified:
    """Check everything, and return what there is.

    In order: bundles, tiles and head; checkpoints; editions and their leaves; every published
    document against its digest, its flat columns against the document, and what the rule set finds
    of it against what was found.

    ``trusted`` comes from elsewhere; without it the key that the log itself names is taken, which
    proves only that the log agrees with itself.

    Raises:
        LogBroken: something is wrong; the sentence names the first thing that is.
    """
    try:
        with viewing.everything(db):
            return _verified(db, trusted)
    except LogBroken:
        raise
    except _UNREADABLE as error:
        # What was changed may no longer be of the kind that it is read as.
        raise LogBroken(f"A row cannot be read as what it should be: {error}") from error


def _verified(db: Session, trusted: VerifierKey | None) -> Verified:
    head = log.head(db)
    whole = _rebuilt(db, head)
    vouched = signatures.hold(db, whole, trusted)
    _whole_rows(db)
    entered = _editions(db, whole, vouched.named)
    checked, unread = 0, list[str]()
    for row in releases.every(db, editions.NEWEST):
        checked += _release(db, row, unread)
    return Verified(
        size=head.size,
        editions=entered,
        documents=checked,
        checkpoints=len(vouched.checkpoints),
        origin=vouched.checkpoints[-1].origin if vouched.checkpoints else None,
        key=vouched.key.text() if vouched.key else None,
        not_assessed_anew=tuple(unread),
    )


def _rebuilt(db: Session, head: Head) -> Whole:
    """Rebuild the tree from the entries and hold every tile that is kept against it."""
    entries: list[bytes] = []
    for number in range(-(-head.size // tiles.WIDTH)):
        width = min(tiles.WIDTH, head.size - number * tiles.WIDTH)
        entries += tiles.unpacked(_read(db, Tile(None, number, width)))
    if len(entries) != head.size:
        raise LogBroken(f"The log says {head.size} entries, and its bundles hold {len(entries)}.")
    grown = tiles.grown(0, _nothing_before, entries)
    made = {(tile.level, tile.number): content for tile, content in grown.tiles}
    kept: set[Tile] = set()
    for tile, content in log.every_tile(db):
        kept.add(tile)
        meant = made.get((tile.level, tile.number), b"")
        whole = tiles.packed(tiles.unpacked(meant)[: tile.width]) if tile.level is None else meant
        if content != (whole if tile.level is None else whole[: tiles.HASH * tile.width]):
            raise LogBroken(f"The tile {tile.path()} of the log is not what its entries make.")
    missing = next((tile for tile, _ in grown.tiles if tile not in kept), None)
    if missing is not None:
        raise LogBroken(f"The log lacks the tile {missing.path()}.")
    fresh = dict(grown.tiles)
    nodes = tiles.nodes_of(fresh.__getitem__, head.size)
    if tree.root(nodes, head.size) != head.root:
        raise LogBroken(f"The head of the log is not the root of its {head.size} entries.")
    _places(db, entries)
    return Whole(entries, nodes)


def _places(db: Session, entries: Sequence[bytes]) -> None:
    missing = checking.misplaced(db, len(entries))
    if missing is not None:
        raise LogBroken(f"Entry {missing} of the log has no row of its own, or one too many.")


def _whole_rows(db: Session) -> None:
    """Hold what no document says: releases stand in their editions, and files are their hash."""
    unlike = checking.unlike_its_edition(db)
    if unlike is not None:
        raise LogBroken(
            f"The release {unlike} and the editions do not agree on when it was published."
        )
    document = checking.of_another_kind(db)
    if document is not None:
        raise LogBroken(f"The document {text_of(document)} is kept as of a kind that it is not.")
    elsewhere = checking.of_another_dataset(db)
    if elsewhere is not None:
        raise LogBroken(f"The {elsewhere} is kept as of another dataset than its release is.")
    file = checking.changed_file(db)
    if file is not None:
        raise LogBroken(f"The file {text_of(file)} was changed: its bytes have another hash.")


def _editions(db: Session, whole: Whole, named: Collection[int]) -> int:
    """Hold every edition against its leaves; between them stand only keys and acts."""
    at, seen, count, loose = 0, set[bytes](), 0, Loose(db, named)
    for row in editions.every(db):
        reached = log.of_edition(db, row.number)
        if reached is None:
            break
        entries, places = logbook.leaves(db, row, seen)
        seen |= {place.digest for place in places if place.kind == "table"}
        if loose.without(whole.entries, at, reached.size) != (entries, places):
            raise LogBroken(
                f"The log does not hold what edition {row.number} published: a document, table, "
                "manifest or row of the log was changed, added or taken away."
            )
        if tree.root(whole.nodes, reached.size) != reached.root:
            raise LogBroken(f"Edition {row.number} names another root than its log has.")
        is_sealed = logbook.private_of(db, row) is not None
        befell = logbook.befallen(db, row) if is_sealed else (entries, places)
        _require_event(row, *befell)
        _require_approved(loose.approvals, *befell)
        at, count = reached.size, count + 1
    if loose.without(whole.entries, at, len(whole.entries)) != ([], []):
        raise LogBroken(f"Behind entry {at} the log holds what no edition published.")
    loose.require_all()
    if assessments.beyond(db, editions.current(db)):
        raise LogBroken("Something is assessed in an edition that there is not.")
    if advisories.beyond(db, editions.current(db)):
        raise LogBroken("Something is advised in an edition that there is not.")
    return count


def _require_event(row: EditionRow, entries: Sequence[bytes], places: Sequence[Place]) -> None:
    """The event of an edition is what its leaves tell of."""
    by_kind = {place.kind: entry for entry, place in zip(entries, places, strict=True)}
    events = {"release": "published", "assessment": "assessed", "advisory": "advised"}
    told = next((event for kind, event in events.items() if kind in by_kind), "tables")
    if "standing" in by_kind:
        told = str(orjson.loads(by_kind["standing"])["kind"])
    if row.event != told:
        raise LogBroken(f"Edition {row.number} says {row.event!r}, and its leaves {told!r}.")


def _require_approved(
    approvals: Approvals, entries: Sequence[bytes], places: Sequence[Place]
) -> None:
    for entry, place in zip(entries, places, strict=True):
        if place.kind == "release" and place.release_id is not None:
            approvals.require(place.release_id, entry)


def _release(db: Session, row: ReleaseRow, unread: list[str]) -> int:
    number, name = releases.id_of(row), bytes(row.manifest)
    _left_as_imported(db, row)
    body = documents.any_bodies(db, [name]).get(name)
    if body is None:
        raise LogBroken(f"The manifest {text_of(name)} of {row.dataset}@{row.name} is gone.")
    _body(body, name)
    said = Manifest.of(body)
    labels = list(_documents(db, "label", number, Label))
    found = list(_documents(db, "factor", number, Factor))
    others = list(_documents(db, "property", number, Property))
    about = {label.about: label for _, _, label in labels}
    lines = (
        factors.line(
            number,
            factors.Named.of(n, raw, factor),
            factor,
            said,
            wording.words(factor, about.get(text_of(raw))),
        )
        for n, raw, factor in found
    )
    access = releases.access_of(db, row.dataset)
    if access != said.access:
        raise LogBroken(f"{row.dataset} is {access}, and its manifest says {said.access}.")
    whole = list(lines)
    _same(db, row, "factor", factors.COLUMNS, whole)
    shown = {"open": whole, "metadata-only": map(factors.without_number, whole)}.get(access, ())
    _same(db, row, "factor", factors.COLUMNS, shown, shown=True)
    lines = (properties.line(number, n, raw, one) for n, raw, one in others)
    _same(db, row, "property", properties.COLUMNS, lines)
    lines = (properties.label_line(number, n, raw, label) for n, raw, label in labels)
    _same(db, row, "label", properties.LABEL_COLUMNS, lines)
    if not findings.hold(db, row, said):
        unread.append(f"{row.dataset}@{row.name}")
    return len(found) + len(others) + len(labels)


def _left_as_imported(db: Session, row: ReleaseRow) -> None:
    """Rejected numbers and blank cells have no leaf; the import left a hash over all rows."""
    if row.fingerprint is not None and releases.fingerprint(db, releases.id_of(row)) != bytes(
        row.fingerprint
    ):
        raise LogBroken(
            f"A row of {row.dataset}@{row.name}, rejected numbers and blanks among them, is not as "
            "its import left it."
        )


def _documents(
    db: Session, kind: str, release_id: int, type_: type[_T]
) -> Iterator[tuple[int, bytes, _T]]:
    after = 0
    while page := documents.of_release(db, kind, release_id, after, _STEP):
        for ordinal, digest, body in page:
            _body(body, digest)
            yield ordinal, digest, type_.of(body)
        after = page[-1][0]


def _body(body: bytes, digest: bytes) -> None:
    if hashlib.sha256(body).digest() != digest:
        raise LogBroken(f"The document {text_of(digest)} was changed: its bytes have another hash.")


def _same(  # noqa: PLR0913  # what is held against what
    db: Session,
    row: ReleaseRow,
    table: str,
    columns: Sequence[str],
    lines: Iterable[str],
    *,
    shown: bool = False,
) -> None:
    number = releases.id_of(row)
    digest = checking.differing(db, table, columns, number, lines, shown=shown)
    if digest is not None:
        raise LogBroken(
            f"A column of the {table} {text_of(digest)} in {row.dataset}@{row.name} is not what "
            "its document says."
        )


def _read(db: Session, tile: Tile) -> bytes:
    try:
        return log.content(db, tile)
    except FactordbError as error:
        raise LogBroken(f"The log lacks {tile.path()}, or it is damaged.") from error


def _nothing_before(tile: Tile) -> bytes:
    raise AssertionError(tile)
