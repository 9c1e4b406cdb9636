"""Holds on drafts: put by checks, released by persons, both for ever on record."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from factordb.errors import HoldNotFound
from factordb.store import releases
from factordb.store.import_tables import HoldReleaseRow, HoldRow


class Held(NamedTuple):
    """A hold, and who released it, if anybody has."""

    hold: HoldRow
    released: HoldReleaseRow | None


def add(session: Session, rows: Iterable[HoldRow]) -> list[HoldRow]:
    """Put holds on a draft and return them; the caller commits."""
    added = list(rows)
    session.add_all(added)
    session.flush()
    return added


def open_of(session: Session, release_id: int) -> list[HoldRow]:
    """Return the holds of a draft that nobody has released."""
    return [held.hold for held in of_release(session, release_id) if held.released is None]


def of_release(session: Session, release_id: int) -> list[Held]:
    """Return all holds ever put on a draft or published release."""
    wanted = (
        select(HoldRow, HoldReleaseRow)
        .join(HoldReleaseRow, isouter=True)
        .where(HoldRow.release_id == release_id)
        .order_by(col(HoldRow.id))
    )
    return [Held(hold, released) for hold, released in session.exec(wanted)]


def of_reference(session: Session, dataset: str, release: str) -> list[Held]:
    """Return all holds ever put on a release, on earlier drafts of it too."""
    wanted = (
        select(HoldRow, HoldReleaseRow)
        .join(HoldReleaseRow, isouter=True)
        .where(HoldRow.dataset == dataset, HoldRow.release == release)
        .order_by(col(HoldRow.id))
    )
    return [Held(hold, released) for hold, released in session.exec(wanted)]


def get(session: Session, id_: int) -> Held:
    """Return a hold.

    Raises:
        HoldNotFound: there is none.
    """
    hold = session.get(HoldRow, id_)
    # One on what the session may not know of is not there.
    if hold is None or releases.is_hidden(session, hold.dataset):
        raise HoldNotFound(f"There is no hold {id_}; `factordb hold list` tells.", id=id_)
    return Held(hold, session.get(HoldReleaseRow, id_))


def release(session: Session, row: HoldReleaseRow) -> None:
    """Release a hold; the caller commits."""
    session.add(row)
    session.flush()
