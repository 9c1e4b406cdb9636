"""Seeds: the releases that travel with factordb, published once and never changed."""

from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.intake import Asked, Files, take_all, unchanged
from factordb.catalogue.publishing import publish, split
from factordb.errors import AlreadyPublished, SeedsDiffer
from factordb.model.base import Model
from factordb.store import releases
from factordb.store.tables import ReleaseRow

ORDER = "order.txt"
"""Names the seeds, a line each, in the order they are published."""


class Seeded(Model):
    published: tuple[str, ...]
    """What was missing, and is there now."""
    present: int
    """How many were there before."""


def seed(db: Session, folder: Path) -> Seeded:
    """Publish the seeds of ``folder`` that are missing; the caller commits.

    Raises:
        SeedsDiffer: one that is published was made of another file than the one shipped.
    """
    missing, present = [], 0
    for reference in references(folder):
        dataset, release = split(reference)
        there = releases.find(db, dataset, release)
        files = files_of(folder, reference)
        if there is not None and there.state == "published":
            _require_same(there, files)
            present += 1
        else:
            missing.append((files, Asked(dataset=dataset, release=release, layout="table")))
    taken = [
        publish(db, f"{done.dataset}@{done.release}").reference for done in take_all(db, missing)
    ]
    return Seeded(published=tuple(taken), present=present)


def references(folder: Path) -> list[str]:
    """Return the seeds of ``folder`` as ``dataset@release``, in order."""
    lines = (folder / ORDER).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def files_of(folder: Path, reference: str) -> Files:
    """Return the table and mapping of one seed."""
    dataset, release = split(reference)
    home = folder / dataset / release
    return Files.of(home / "factors.csv", home / "release.toml")


def _require_same(there: ReleaseRow, files: Files) -> None:
    try:
        unchanged(there, files)
    except AlreadyPublished as error:
        reference = f"{there.dataset}@{there.name}"
        raise SeedsDiffer(
            f"{reference} is published in this database from another file than the one shipped "
            "with this version of factordb. A seed never changes: use the version that made it, or "
            "an empty database.",
            release=reference,
        ) from error
