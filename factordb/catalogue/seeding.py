"""Seeds: the releases that travel with factordb, published once and never changed."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.intake import Asked, Files, take_all
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.publishing import publish
from factordb.catalogue.reference import split
from factordb.errors import SeedsDiffer
from factordb.model.base import Model
from factordb.store import advisories, releases

ORDER = "order.txt"
"""Names the seeds, a line each, in the order they are published."""
ADVISORIES = "advisories"
"""Folder of notices about them, each a TOML file."""
_SHIPPED = access.shell("factordb")


class Seeded(Model):
    published: tuple[str, ...]
    """What was missing, and is there now."""
    present: int
    """How many were there before."""
    advised: tuple[str, ...] = ()
    """Ids of advisories about them that were missing, and are given now."""


def seed(db: Session, folder: Path) -> Seeded:
    """Publish the seeds of ``folder`` that are missing; the caller commits.

    Raises:
        SeedsDiffer: some that are published were made of other files than those shipped; nothing
            is published then.
    """
    missing, differing, present = [], [], 0
    for reference in references(folder):
        dataset, release = split(reference)
        there = releases.find(db, dataset, release)
        files = files_of(folder, reference)
        if there is None or there.state != "published":
            missing.append((files, Asked(dataset=dataset, release=release, layout="table")))
        elif files.are(there):
            present += 1
        else:
            differing.append(reference)
    _require_none(differing)
    taken = []
    for (files, _), done in zip(missing, take_all(db, missing), strict=True):
        published = publish(db, f"{done.dataset}@{done.release}")
        told = {"state": "published", "edition": published.edition}
        kept = done.model_copy(update=told)
        importing.keep(db, _SHIPPED, kept, files.file.name, "a seed that travels with factordb")
        taken.append(published.reference)
    return Seeded(published=tuple(taken), present=present, advised=_advised(db, folder))


def _advised(db: Session, folder: Path) -> tuple[str, ...]:
    """Give the notices of ``folder`` that are missing; what was said of them later stands."""
    given = []
    for file in sorted((folder / ADVISORIES).glob("*.toml")):
        notice = advising.parsed(file.read_text("utf-8"))
        before = advisories.of_id(db, notice.id)
        if not before:
            given.append(advising.advise(db, _SHIPPED, notice).id)
        elif all(said.body != notice.canonical() for said in before):
            _require_none([notice.id])
    return tuple(given)


def references(folder: Path) -> list[str]:
    """Return the seeds of ``folder`` as ``dataset@release``, in order."""
    lines = (folder / ORDER).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def files_of(folder: Path, reference: str) -> Files:
    """Return the table and mapping of one seed."""
    dataset, release = split(reference)
    home = folder / dataset / release
    return Files.of(home / "factors.csv", home / "release.toml")


def _require_none(differing: Sequence[str]) -> None:
    if differing:
        raise SeedsDiffer(
            f"Published in this database from other files than those shipped with this version of "
            f"factordb: {', '.join(differing)}. A seed never changes: use the version that made "
            "them, or an empty database.",
            releases=list(differing),
        )
