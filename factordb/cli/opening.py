"""The catalogue as a verb opens it: where the settings say, the seeds left to the server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from factordb.catalogue.finding.indexing import Indexes
    from factordb.catalogue.opening import Opened


@contextmanager
def transaction(*, indexed: bool = False) -> "Iterator[Session]":
    """Give one transaction on the catalogue of the settings, committed at the end.

    Who sits at the host's shell has the database, and sees all of it.

    Where it publishes, ``indexed`` makes what is published found by search at once.

    Raises:
        DatabaseUnavailable: there is none; the sentence says what to do.
    """
    from factordb.store import engine as engines
    from factordb.store import viewing

    with _opened() as found:
        with _noted(found.engine), engines.transaction(found.engine) as db:
            viewing.see(db, viewing.EVERYTHING)
            yield db
        if indexed:  # of what is committed: another transaction's
            with engines.transaction(found.engine) as db:
                indexes().covering(db)


@contextmanager
def _noted(engine: "Engine") -> "Iterator[None]":
    """Note what is refused here, once its own transaction is undone."""
    from factordb.errors import FactordbError

    try:
        yield
    except FactordbError as error:
        from factordb.catalogue.record import refusing  # only after a refusal
        from factordb.cli.sitting import here
        from factordb.store import engine as engines

        if refusing.refuses(error):
            with suppress(FactordbError), engines.transaction(engine) as db:
                refusing.note(db, error, here(db))
        raise


@contextmanager
def owning(there: "Engine") -> "Iterator[Session]":
    """Give one transaction of several, which sees all there is as `transaction` does."""
    from factordb.store import engine as engines
    from factordb.store import viewing

    with engines.transaction(there) as db:
        viewing.see(db, viewing.EVERYTHING)
        yield db


@contextmanager
def engine(*, indexed: bool = False) -> "Iterator[Engine]":
    """Give the way to the catalogue of the settings, for what needs transactions of its own."""
    from factordb.store import engine as engines

    with _opened() as found:
        with _noted(found.engine):
            yield found.engine
        if indexed:
            with engines.transaction(found.engine) as db:
                indexes().covering(db)


class Signing(NamedTuple):
    """What a verb needs that speaks for the log."""

    engine: "Engine"
    folder: Path
    """Of the key."""
    origin: str | None


@contextmanager
def signing() -> "Iterator[Signing]":
    """Give the catalogue of the settings with the folder of its log's key.

    Raises:
        Invalid: there is no such folder here.
    """
    from factordb.errors import Invalid
    from factordb.settings import Settings

    with _opened() as found:
        if found.keys is None:
            raise Invalid(
                "The log's key is not here: name its folder in FACTORDB_KEYS, where it lies."
            )
        yield Signing(found.engine, found.keys, Settings().origin)


@contextmanager
def signed_transaction() -> "Iterator[Session]":
    """Give one transaction on a catalogue whose log is signed first, where its key is at hand.

    Raises:
        DatabaseUnavailable: there is none; the sentence says what to do.
    """
    from factordb.catalogue.record.vouching import Vouching
    from factordb.settings import Settings
    from factordb.store import engine as engines
    from factordb.store import viewing

    with _opened() as found:
        if found.keys is not None:
            Vouching(found.engine, found.keys, Settings().origin).look()
        with engines.transaction(found.engine) as db:
            viewing.see(db, viewing.EVERYTHING)
            yield db


@contextmanager
def _opened() -> "Iterator[Opened]":
    # Late, so that `factordb --help` answers at once.
    from factordb import shipped
    from factordb.catalogue.opening import Where, opened
    from factordb.settings import Settings

    said = Settings()
    seeds = shipped.SEEDS if said.seeds else None
    where = Where(
        said.database_url, said.owner_url, said.home, seeds, keys=said.keys, origin=said.origin
    )
    with opened(where) as found:
        yield found


def indexes() -> "Indexes":
    """Return the search indexes in the cache folder of the settings."""
    from factordb.catalogue import opening
    from factordb.catalogue.finding.indexing import Indexes
    from factordb.settings import Settings

    said = Settings()
    return Indexes(opening.cache(said.cache, said.home))
