"""The way to a database: one engine an address."""

import select
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session

from factordb.errors import DatabaseUnavailable, TookTooLong, Unavailable
from factordb.store import viewing

if TYPE_CHECKING:
    import psycopg

_AS_HERE = "SET datestyle TO ISO; SET timezone TO UTC"
"""Whatever the shell (``PGDATESTYLE``, ``PGTZ``) or the server's operator set for others."""
_INVALIDATED = "8s2b"
"""SQLAlchemy's word for a transaction whose connection was lost under it."""
_PATIENCE = 10.0
"""Seconds that one waits for a free connection."""
_RESTED = 10.0
"""Seconds after which a connection is asked whether it still stands: the way may have been cut."""

Interruption = Callable[[], object]


def connect(
    address: str,
    pool: int = 10,
    revive: Callable[[], object] | None = None,
    seconds: float | None = None,
) -> Engine:
    """Return an engine for a libpq address: several hosts and ``target_session_attrs`` included.

    ``pool`` is the most connections it keeps; ``revive`` is called once where nothing answers.
    A statement takes ``seconds`` at most, and waits a third of that for others' locks; any time
    where none are named. Nothing is opened yet.
    """

    def opened(*, again: bool = revive is not None) -> object:
        import psycopg.types.json  # noqa: PLC0415  # `factordb --help` need not wait for it

        try:
            made = psycopg.connect(
                libpq(address), connect_timeout=10, client_encoding="UTF8", autocommit=True
            )
            try:
                psycopg.types.json.set_json_loads(orjson.loads, made)
                made.execute(_AS_HERE + _limits(seconds))
                made.autocommit = False
            except BaseException:
                made.close()
                raise
        except psycopg.OperationalError as error:
            if again and revive is not None:
                revive()
                return opened(again=False)
            raise DatabaseUnavailable(
                f"No database answers ({' '.join(str(error).split())[:300]}): check "
                "FACTORDB_DATABASE_URL, or unset it to use the embedded one."
            ) from error
        return made

    # The address goes to libpq as it is: SQLAlchemy would read only its first host.
    made = create_engine(
        "postgresql+psycopg://",
        creator=opened,
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        pool_timeout=_PATIENCE,
    )
    standing = _Standing(made.dialect.do_ping)  # asked before each use
    made.dialect.do_ping = standing  # type: ignore[method-assign,assignment]  # not by name
    return made


class _Standing:
    """Says whether an idle connection still stands, mostly without a round trip.

    A server that ends one says so, or the system closes it: either way there is something to read.
    """

    def __init__(self, ask: Callable[[Any], bool]) -> None:
        self._ask = ask
        self._used: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()

    def __call__(self, connection: Any) -> bool:  # psycopg's, or the pool's around it
        now = time.monotonic()
        rested = now - self._used.get(connection, -_RESTED) >= _RESTED
        self._used[connection] = now
        return self._ask(connection) if rested or _has_said(connection) else True


def _has_said(connection: "psycopg.Connection[Any]") -> bool:
    """Say whether anything came in on a connection that nobody asked anything."""
    looking = select.poll()
    looking.register(connection.pgconn.socket, select.POLLIN)
    return bool(looking.poll(0))


def _limits(seconds: float | None) -> str:
    if seconds is None:
        return ""
    most = max(1, int(seconds * 1_000))
    return f"; SET statement_timeout TO {most}; SET lock_timeout TO {max(1, most // 3)}"


def unhurried(session: Session) -> None:
    """Let the statements of this transaction take their time: it publishes, or reads a file."""
    session.connection().execute(text("SET LOCAL statement_timeout TO 0"))
    session.connection().execute(text("SET LOCAL lock_timeout TO 0"))


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Give one session with one transaction: committed at the end, undone where it raises.

    Raises:
        DatabaseUnavailable: the database went away, or all connections to it are taken.
    """
    with speaking(), Session(engine, expire_on_commit=False) as session, session.begin():
        viewing.begin(session)
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give one session that only reads what is open, each statement by itself.

    Nothing is begun and nothing ended, which saves two ways to the database and back. What a
    session is granted holds for a transaction, so that this one is never granted anything. Where
    one is needed, `together` makes it.

    Raises:
        DatabaseUnavailable: the database went away, or all connections to it are taken.
    """
    with speaking(), Session(engine) as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        viewing.begin(session)
        yield session


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Have the statements of a session that reads one by one in a transaction, for a while.

    Rows that come by the chunk need one. In a session that has its transaction, this changes
    nothing that outlasts it.
    """
    driver: psycopg.Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]  # it is psycopg's
    with driver.transaction():
        yield


def rows(session: Session, statement: bytes, given: Mapping[str, object]) -> list[Any]:
    """Return the rows of a statement in the driver's own words, as named tuples.

    For the few that every search asks: SQLAlchemy's way takes longer than such a statement.
    """
    from psycopg.rows import namedtuple_row  # noqa: PLC0415  # `factordb --help` need not wait for it

    driver: psycopg.Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]  # it is psycopg's
    with driver.cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(statement, given).fetchall()


@contextmanager
def speaking() -> Iterator[None]:
    """Speak to a database that may go away meanwhile.

    Raises:
        DatabaseUnavailable: it did.
        TookTooLong: it did not, and gave up a statement that kept it.
    """
    try:
        yield
    except _gone() as error:
        raise _told(error) from error
    except PendingRollbackError as error:
        if error.code != _INVALIDATED:
            raise
        raise DatabaseUnavailable("The database went away meanwhile: try again.") from error
    except NoConnection as error:
        raise DatabaseUnavailable(
            "All connections to the database are taken: try again."
        ) from error


def _told(error: Exception) -> Unavailable:
    """Return what a failure of the database is to whoever asked."""
    from psycopg import errors  # noqa: PLC0415  # looked at after an error

    cause = getattr(error, "orig", error)
    if isinstance(cause, errors.QueryCanceled):
        return TookTooLong(
            "The database gave up: this took longer than a question may. Ask for less (a lower "
            "limit, a narrower filter, fewer items), or later."
        )
    if isinstance(cause, errors.LockNotAvailable):
        return TookTooLong("Somebody else is changing this, and is not done: try again later.")
    said = " ".join(str(cause).split())[:200]
    return DatabaseUnavailable(f"The database went away ({said}): try again.")


def interruption(session: Session) -> Interruption:
    """Return what ends the statement that ``session`` runs then, called from another thread."""
    driver: psycopg.Connection[object] = session.connection().connection.driver_connection  # type: ignore[assignment]  # it is psycopg's
    return driver.cancel


def _gone() -> tuple[type[Exception], ...]:
    """Return what is raised when the database goes away: by SQLAlchemy, and by COPY's driver."""
    from psycopg import OperationalError as OfTheDriver  # noqa: PLC0415  # looked at after an error

    return (OperationalError, OfTheDriver)


def libpq(address: str) -> str:
    """Return ``address`` as libpq reads it."""
    return address.replace("postgresql+psycopg://", "postgresql://", 1)
