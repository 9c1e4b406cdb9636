"""Files, byte for byte, by their SHA-256."""

from collections.abc import Sequence

from sqlalchemy import MetaData, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from factordb.errors import ArtifactNotFound
from factordb.store.closed_tables import ARTIFACT
from factordb.store.tables import ArtifactRow

_TABLE = ArtifactRow.__table__.to_metadata(MetaData(), schema="public")  # type: ignore[attr-defined]  # SQLModel's own
"""The table itself, which a session that was granted something sees a view of."""


def add(session: Session, row: ArtifactRow, closed: str | None = None) -> None:
    """Keep a file; one that is kept already stays. The caller commits.

    ``closed`` is the dataset whose grant it is read by; its existence is nobody else's either.
    """
    if closed is None:
        new = insert(_TABLE).values(**row.model_dump())
    else:
        new = insert(ARTIFACT).values(**row.model_dump(), dataset=closed)
    session.connection().execute(new.on_conflict_do_nothing())


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
