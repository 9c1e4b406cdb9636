"""From the store's flat rows to entries."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from factordb.catalogue.hits.entry import Entry
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.store import documents, properties, viewing

_KEPT: dict[bytes, Manifest] = {}
_MOST_KEPT = 1024


def entries(db: Session, edition: int, rows: Iterable[Row[Any]]) -> list[Entry]:
    """Return ``rows`` as entries, each with its release's manifest and our names for it."""
    rows = list(rows)
    ours = _ours(db, edition, rows)
    known = manifests(db, (bytes(row.manifest) for row in rows))

    return [
        _entry(
            row,
            said,
            ours.get(bytes(row.digest), {}),
            withheld=said.access != "open" and not viewing.may_read(db, row.dataset),
        )
        for row, said in ((row, known[bytes(row.manifest)]) for row in rows)
    ]


def _ours(db: Session, edition: int, rows: list[Row[Any]]) -> dict[bytes, dict[str, str]]:
    """Return our names by raw digest; some rows bring them along."""
    if rows and hasattr(rows[0], "ours"):
        return {bytes(row.digest): row.ours or {} for row in rows}
    return properties.names(db, edition, [bytes(row.digest) for row in rows])


def loader(db: Session) -> Callable[[str], Factor]:
    """Return what gives the document of a digest."""

    def load(digest: str) -> Factor:
        return Factor.of(documents.body(db, digest))

    return load


def manifest(db: Session, digest: bytes) -> Manifest:
    """Return a manifest by its raw digest."""
    return manifests(db, [digest])[digest]


def manifests(db: Session, digests: Iterable[bytes]) -> dict[bytes, Manifest]:
    """Return manifests by their raw digests; what a digest names never changes, so it is kept."""
    wanted = set(digests)
    known = {digest: _KEPT[digest] for digest in wanted if digest in _KEPT}
    if len(known) < len(wanted):
        bodies = documents.any_bodies(db, sorted(wanted - known.keys()))
        known |= {digest: _parsed(body) for digest, body in bodies.items()}
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.clear()
        _KEPT.update(known)
    return known


def _entry(
    row: Row[Any], manifest: Manifest, ours: dict[str, str], *, withheld: bool = False
) -> Entry:
    return Entry(
        digest=f"sha256:{bytes(row.digest).hex()}",
        dataset=row.dataset,
        release=row.release,
        edition=row.edition,
        manifest=manifest,
        activity=row.activity,
        facets=row.facets,
        boundary=tuple(row.boundary),
        region=row.region,
        data=(row.data_from, row.data_to) if row.data_from else None,
        applies=(row.applies_from, row.applies_to) if row.applies_from or row.applies_to else None,
        published=row.published,
        unit=row.unit,
        dimension=row.dimension,
        key=row.key,
        value=row.value,
        gas=row.gas,
        gwp=row.gwp,
        computed=row.computed,
        purpose=tuple(row.purpose),
        status=row.status,
        name=ours | row.name,
        standing=row.standing,
        withheld=withheld,
    )


@lru_cache(maxsize=1024)
def _parsed(body: bytes) -> Manifest:
    return Manifest.of(body)
