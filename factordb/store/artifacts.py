"""Files, byte for byte, by their SHA-256."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from factordb.errors import ArtifactNotFound
from factordb.store.tables import ArtifactRow


def add(session: Session, row: ArtifactRow) -> None:
    """Keep a file; one that is kept already stays. The caller commits."""
    new = insert(ArtifactRow).values(**row.model_dump()).on_conflict_do_nothing()
    session.connection().execute(new)


def get(session: Session, sha256: bytes) -> ArtifactRow:
    """Return a file.

    Raises:
        ArtifactNotFound: it is not held.
    """
    found = session.exec(select(ArtifactRow).where(ArtifactRow.sha256 == sha256)).first()
    if found is None:
        raise ArtifactNotFound(
            f"The file sha256:{sha256.hex()} is not held here; its publisher may have it.",
            sha256=sha256.hex(),
        )
    return found


def known(session: Session, sha256s: Sequence[bytes]) -> dict[bytes, tuple[str, int]]:
    """Return name and size of those of ``sha256s`` that are held."""
    rows = session.connection().execute(
        text("SELECT sha256, name, size FROM artifact WHERE sha256 = ANY(:wanted)"),
        {"wanted": list(sha256s)},
    )
    return {bytes(sha256): (name, size) for sha256, name, size in rows}
