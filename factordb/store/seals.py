"""What seals of private datasets are hashed with: a nonce an edition, read by a grant."""

import secrets

from sqlalchemy import text
from sqlmodel import Session

from factordb.errors import LogBroken

LENGTH = 32


def make(session: Session, edition: int, dataset: str) -> None:
    """Make the nonce of an edition; the caller commits."""
    session.connection().execute(
        text("INSERT INTO public.seal (edition, dataset, nonce) VALUES (:edition, :of, :nonce)"),
        {"edition": edition, "of": dataset, "nonce": secrets.token_bytes(LENGTH)},
    )


def nonce(session: Session, edition: int) -> bytes:
    """Return the nonce of an edition, to a session that was granted its dataset.

    Raises:
        LogBroken: it is gone.
    """
    found = session.connection().execute(
        text("SELECT nonce FROM seen.seal WHERE edition = :edition"), {"edition": edition}
    )
    kept = found.scalar()
    if kept is None:
        raise LogBroken(f"The nonce of edition {edition} is gone: its seal cannot be opened.")
    return bytes(kept)
