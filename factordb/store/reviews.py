"""Submissions of drafts, what reviewers said of them, and what drafts were held against."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from factordb.model.canonical import raw_digest
from factordb.store.review_tables import ActRow, CheckedRow, ReviewRow, SubmissionRow


class Reviewed(NamedTuple):
    """A review with the act that it is."""

    review: ReviewRow
    act: ActRow


def submit(session: Session, row: SubmissionRow) -> SubmissionRow:
    """Keep that a draft was submitted; the caller commits."""
    session.add(row)
    session.flush()
    return row


def submissions(session: Session, dataset: str, release: str) -> list[SubmissionRow]:
    """Return every submission of a release, of earlier drafts too, the oldest first."""
    wanted = select(SubmissionRow).where(
        SubmissionRow.dataset == dataset, SubmissionRow.release == release
    )
    return list(session.exec(wanted.order_by(col(SubmissionRow.id))))


def submission(session: Session, release_id: int) -> SubmissionRow | None:
    """Return how a draft was submitted last, or nothing."""
    wanted = select(SubmissionRow).where(SubmissionRow.release_id == release_id)
    return session.exec(wanted.order_by(col(SubmissionRow.id).desc())).first()


def add(session: Session, row: ReviewRow) -> None:
    """Keep what a reviewer said; the caller commits."""
    session.add(row)
    session.flush()


def of_submission(session: Session, submission_id: int) -> list[Reviewed]:
    """Return the reviews of a draft since it was submitted, the oldest first."""
    wanted = select(ReviewRow, ActRow).join(ActRow)
    wanted = wanted.where(ReviewRow.submission_id == submission_id).order_by(col(ActRow.id))
    return [Reviewed(review, act) for review, act in session.exec(wanted)]


def of_reference(session: Session, reference: str) -> list[Reviewed]:
    """Return every review of ``dataset@release``, the oldest first."""
    wanted = select(ReviewRow, ActRow).join(ActRow).where(ActRow.subject == reference)
    return [Reviewed(review, act) for review, act in session.exec(wanted.order_by(col(ActRow.id)))]


def sheet(session: Session, reference: str, digest: bytes) -> bytes | None:
    """Return the canonical bytes of a sheet that was filed with a review of a release."""
    for one in of_reference(session, reference):
        body = one.review.sheet
        if body is not None and raw_digest(bytes(body)) == digest:
            return bytes(body)
    return None


def by_act(session: Session) -> dict[int | None, ReviewRow]:
    """Return all reviews by the ids of their acts."""
    return {row.act_id: row for row in session.exec(select(ReviewRow))}


def note_check(session: Session, row: CheckedRow) -> None:
    """Keep that a draft was held against a release; the caller commits."""
    session.add(row)
    session.flush()


def last_check(session: Session, release_id: int) -> CheckedRow | None:
    """Return what a draft was held against last, or nothing."""
    wanted = select(CheckedRow).where(CheckedRow.release_id == release_id)
    return session.exec(wanted.order_by(col(CheckedRow.id).desc())).first()


def checks_of(session: Session, release_id: int) -> list[CheckedRow]:
    """Return every check of one draft, the oldest first."""
    wanted = select(CheckedRow).where(CheckedRow.release_id == release_id)
    return list(session.exec(wanted.order_by(col(CheckedRow.id))))


def checks(session: Session, dataset: str, release: str) -> list[CheckedRow]:
    """Return every check of a release, of earlier drafts too, the oldest first."""
    wanted = select(CheckedRow).where(CheckedRow.dataset == dataset, CheckedRow.release == release)
    return list(session.exec(wanted.order_by(col(CheckedRow.id))))
