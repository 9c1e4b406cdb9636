"""What a draft was held against: the last release of its dataset, which may be another by now."""

from collections.abc import Iterable

from sqlmodel import Session

from factordb.errors import StaleChecks
from factordb.quality.checks.finding import Finding
from factordb.store import releases, reviews
from factordb.store.editions import NEWEST
from factordb.store.review_tables import CheckedRow
from factordb.store.tables import ReleaseRow


def last(db: Session, row: ReleaseRow) -> str | None:
    """Return the release of a draft's dataset that is the last now, if there is any."""
    there = releases.of_dataset(db, row.dataset, NEWEST)
    return f"{there[-1].dataset}@{there[-1].name}" if there else None


def note(
    db: Session, row: ReleaseRow, against: str | None, step: str, findings: Iterable[Finding]
) -> None:
    """Keep that a draft was held against ``against``; the caller commits."""
    kept = CheckedRow(
        release_id=releases.id_of(row),
        dataset=row.dataset,
        release=row.name,
        against=against,
        step=step,
        findings=[finding.model_dump(mode="json") for finding in findings],
    )
    reviews.note_check(db, kept)


def are_stale(db: Session, row: ReleaseRow) -> bool:
    """Say whether a draft was held against another release than the one that is the last now."""
    found = reviews.last_check(db, releases.id_of(row))
    return found is None or found.against != last(db, row)


def require_fresh(db: Session, row: ReleaseRow) -> None:
    """Do nothing where a draft was held against the release that is the last now.

    Raises:
        StaleChecks: another one was published since.
    """
    if are_stale(db, row):
        raise StaleChecks(
            f"{row.dataset}@{row.name} was not held against {last(db, row)}, which was published "
            "meanwhile: do the same again, and it will be.",
            release=f"{row.dataset}@{row.name}",
        )
