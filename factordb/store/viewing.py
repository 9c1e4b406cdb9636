"""What a session may see of closed datasets: nothing, unless it is told what it was granted.

A session that was granted nothing asks the tables that hold what is open, and meets no row of what
is closed. One that was granted something asks views of the same names, which add what it may read.
What is told holds until the transaction ends.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.errors import ValuesClosed

EVERYTHING = frozenset({"*"})
"""For whoever has the database itself: the host's shell, and the server's own book-keeping."""

_GRANTED = "granted"
_TABLES, _VIEWS = "public", "seen, public"


def begin(session: Session) -> None:
    """Note that a fresh transaction was granted nothing, so that nobody has to ask it."""
    session.info[_GRANTED] = frozenset()


def see(session: Session, granted: Collection[str]) -> None:
    """Show the session the closed datasets ``granted``, beside what is open, from now on."""
    wanted = frozenset(granted)
    if session.info.get(_GRANTED) == wanted:
        return
    session.connection().execute(
        text(
            "SELECT set_config('factordb.granted', :g, true), set_config('search_path', :p, true)"
        ),
        {"g": ",".join(sorted(wanted)), "p": _VIEWS if wanted else _TABLES},
    )
    session.info[_GRANTED] = wanted
    if not event.contains(session, "after_transaction_end", _forget):
        event.listen(session, "after_transaction_end", _forget)


def see_also(session: Session, dataset: str) -> None:
    """Show the session one closed dataset more."""
    if not may_read(session, dataset):
        see(session, granted_to(session) | {dataset})


def granted_to(session: Session) -> frozenset[str]:
    """Return the closed datasets that the session may read; one star for all."""
    found: frozenset[str] | None = session.info.get(_GRANTED)
    if found is None:
        asked = text("SELECT current_setting('factordb.granted', true)")
        said = session.connection().execute(asked).scalar()
        found = session.info[_GRANTED] = frozenset(said.split(",") if said else ())
    return found


def may_read(session: Session, dataset: str) -> bool:
    """Say whether the session was granted a closed dataset."""
    granted = granted_to(session)
    return granted == EVERYTHING or dataset in granted


def require(session: Session, dataset: str, access: str) -> None:
    """Do nothing where the session may read the values of a dataset of this class.

    Raises:
        ValuesClosed: it is closed, and was not granted.
    """
    if access != "open" and not may_read(session, dataset):
        raise closed(dataset, access)


def closed(dataset: str, access: str) -> ValuesClosed:
    """Return what is said where the values of a dataset of this class were not granted."""
    return ValuesClosed(
        f"{dataset} is {access}: what it holds is found and pinned by all, and its values need a "
        "grant, which an admin gives with `factordb grant give`.",
        dataset=dataset,
    )


@contextmanager
def everything(session: Session) -> Iterator[None]:
    """Show the session all there is, for the catalogue's own book-keeping; as before afterwards."""
    before = granted_to(session)
    see(session, EVERYTHING)
    try:
        yield
    except BaseException:
        with suppress(DBAPIError):  # a transaction that failed ends, and with it what it saw
            see(session, before)
        raise
    see(session, before)


def _forget(session: Session, transaction: object) -> None:
    """What was told ends with its transaction, or is undone with a savepoint: ask again."""
    session.info.pop(_GRANTED, None)
