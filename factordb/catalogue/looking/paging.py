"""Where the next page of a list begins, in the edition that its first page was of."""

import base64
import binascii

from sqlmodel import Session

from factordb.errors import Invalid
from factordb.store import editions


def read(db: Session, cursor: str | None, edition: int | None) -> tuple[int, int]:
    """Return how many items came before, and the edition that is meant.

    A cursor holds its edition, so that what is published meanwhile moves nothing.

    Raises:
        Invalid: the cursor is none of ours, or of another edition than the one named.
        EditionAhead: this replica has not reached the edition yet.
    """
    if cursor is None:
        return 0, editions.meant(db, edition)
    try:
        offset, asked = map(int, base64.urlsafe_b64decode(cursor.encode()).decode().split("."))
    except (ValueError, binascii.Error):
        offset, asked = -1, 0
    if not (0 <= offset < 2**31 and 0 <= asked < 2**31):
        raise Invalid(f"{cursor[:40]!r} is no cursor: take it from the answer before.")
    if edition is not None and edition != asked:
        raise Invalid(
            f"The cursor goes on with edition {asked}, and edition {edition} is asked for: begin "
            "without a cursor.",
            edition=edition,
        )
    return offset, editions.meant(db, asked or None)


def written(offset: int, edition: int) -> str:
    """Return the cursor of what comes behind ``offset`` items of ``edition``."""
    return base64.urlsafe_b64encode(f"{offset}.{edition}".encode()).decode()
