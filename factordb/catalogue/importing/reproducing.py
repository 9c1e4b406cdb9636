"""Reproducing: the stored file is read again, and every document has to come out the same."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.importing.salting import Salting
from factordb.catalogue.reference import split
from factordb.importers import confinement
from factordb.importers.confinement import Begun, Job, Record
from factordb.importers.protocol import Intake
from factordb.importers.wire import Kind, Received
from factordb.model.base import Model
from factordb.model.canonical import digest, raw, text_of
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.property import Property
from factordb.store import artifacts, documents, releases
from factordb.store.editions import NEWEST
from factordb.store.tables import ReleaseRow

KINDS: tuple[Kind, ...] = ("factor", "property", "label")
_SHOWN = 200


class Difference(Model):
    """One document that did not come out the same."""

    kind: Kind
    about: str
    """What it is of: identity, or the document a label is about."""
    old: str | None
    """Its published digest; nothing where it is new."""
    new: str | None
    """The digest it has now; nothing where it does not come out any more."""
    fields: tuple[str, ...] = ()
    """What differs between the two."""


class Reproduced(Model):
    release: str
    layout: str
    importer: str
    """The version that read it then."""
    importer_now: str
    artifact: str
    """Digest of the file that was read."""
    same: int
    """How many documents came out byte for byte."""
    differing: int
    differences: tuple[Difference, ...]
    """The first of them."""
    sound: bool


def reproduce(db: Session, reference: str) -> Reproduced:
    """Read the file of a release again, as it was told to be read, and compare every digest.

    Raises:
        ReleaseNotFound: it is not published.
        ArtifactNotFound: its file is not held.
        ImporterNotFound: nothing reads its layout any more.
        UnreadableFile: the importer of today refuses the file.
    """
    row = releases.published(db, *split(reference), NEWEST)
    with _files(db, row) as (file, mapping):
        name = text_of(bytes(row.read))
        intake = Intake(file, name, row.dataset, mapping)
        closed = manifest(db, bytes(row.manifest)).access != "open"
        salting = Salting(db, row.dataset) if closed else None
        ((begun, found),) = (
            _digests(records, salting) for records in confinement.read([Job(intake, row.layout)])
        )
    published = _published(db, row)
    gone, fresh = published.keys() - found.keys(), found.keys() - published.keys()
    bodies = documents.any_bodies(db, [raw(one) for one in gone])
    old = {text_of(one): body for one, body in bodies.items()}
    differences = sorted(
        _paired({one: (published[one], old[one]) for one in gone}, {d: found[d] for d in fresh}),
        key=lambda d: (d.kind, d.about),
    )
    return Reproduced(
        release=reference,
        layout=row.layout,
        importer=row.importer,
        importer_now=begun.version,
        artifact=name,
        same=len(published.keys() & found.keys()),
        differing=len(differences),
        differences=tuple(differences[:_SHOWN]),
        sound=not differences,
    )


@contextmanager
def _files(db: Session, row: ReleaseRow) -> Iterator[tuple[Path, Path | None]]:
    """Give the file that was read and its mapping under their own names, apart."""
    with tempfile.TemporaryDirectory(prefix="factordb-reproduce-") as folder:
        yield (
            held(db, bytes(row.read), Path(folder) / "file"),
            held(db, bytes(row.mapping), Path(folder) / "mapping") if row.mapping else None,
        )


def held(db: Session, sha256: bytes, folder: Path) -> Path:
    """Write a stored file into ``folder`` under its own name, and return it.

    Raises:
        ArtifactNotFound: it is not held.
    """
    found = artifacts.get(db, sha256)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (Path(found.name).name or "file")
    file.write_bytes(found.content)
    return file


def _digests(
    records: Iterable[Record], salting: Salting | None
) -> tuple[Begun, dict[str, tuple[Kind, bytes]]]:
    begun, found = Begun("", ""), dict[str, tuple[Kind, bytes]]()
    unsalted: list[Received] = []
    for record in records:
        if isinstance(record, Begun):
            begun = record
        elif salting is not None and record.kind not in (None, "manifest"):
            unsalted.append(record)
        elif record.kind:
            found[digest(record.body)] = record.kind, record.body
    for made in salting.salted(unsalted) if salting is not None else ():
        if made.kind:
            found[digest(made.body)] = made.kind, made.body
    return begun, found


def _published(db: Session, row: ReleaseRow) -> dict[str, Kind]:
    number = releases.id_of(row)
    found: dict[str, Kind] = {text_of(bytes(row.manifest)): "manifest"}
    for kind in KINDS:
        found |= {text_of(one): kind for one in documents.digests_of(db, kind, number)}
    return found


def _paired(
    old: Mapping[str, tuple[Kind, bytes]], new: Mapping[str, tuple[Kind, bytes]]
) -> Iterator[Difference]:
    """Pair documents that are of the same thing, so that it is said in what they differ."""
    waiting: dict[tuple[Kind, str], str] = {_about(*said): one for one, said in new.items()}
    for one, (kind, body) in old.items():
        other = waiting.pop(_about(kind, body), None)
        fields = _fields(body, new[other][1]) if other else ()
        yield Difference(kind=kind, about=_about(kind, body)[1], old=one, new=other, fields=fields)
    for (kind, about), one in waiting.items():
        yield Difference(kind=kind, about=about, old=None, new=one)


def _about(kind: Kind, body: bytes) -> tuple[Kind, str]:
    if kind == "factor":
        return kind, Factor.of(body).identity()
    if kind == "property":
        return kind, Property.of(body).identity()
    return kind, Label.of(body).about if kind == "label" else "manifest"


def _fields(old: bytes, new: bytes) -> tuple[str, ...]:
    before, after = dict[str, Any](orjson.loads(old)), dict[str, Any](orjson.loads(new))
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))
