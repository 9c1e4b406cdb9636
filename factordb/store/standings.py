"""Standings: statements that a release, or a factor in it, is withdrawn or superseded."""

from sqlmodel import Session

from factordb.store.tables import StandingRow


def add(session: Session, row: StandingRow) -> None:
    """Say that something is withdrawn or superseded; the caller commits."""
    session.add(row)
    session.flush()
