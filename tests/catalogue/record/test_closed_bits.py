"""One bit changed in any column of what is closed is found, as in what is open; or named here."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from factordb.catalogue.record import verifying
from factordb.errors import LogBroken
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.record import bits
from tests.closed import KNOWN, PRIVATE
from tests.conftest import Databases

NOT_HELD = {
    "closed_artifact.media": "a name on the way in; the bytes are held",
    "closed_artifact.name": "likewise",
}
TABLES = ("closed_", "seal")
"""Beside these: `dataset_grant`, who may read today, and `dataset_secret`, the owner's alone."""


@pytest.fixture(scope="module")
def mills(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give a database with a metadata-only and a private release, as its owner reaches it."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("mills")
    engine = engines.connect(databases.server(name))
    for dataset in (KNOWN, PRIVATE):
        closed.brought_in(engine, folder, dataset, closed.curator(engine, f"of {dataset}"))
    engine.dispose()
    owner = create_engine(databases.owner(name))
    yield owner
    owner.dispose()
    databases.drop(name)


@pytest.fixture
def unbound(mills: Engine) -> Iterator[Session]:
    """Give a session that no trigger stops and no constraint or index; undone after the test."""
    with mills.connect() as connection, connection.begin() as outer:
        there = "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        for table in connection.execute(text(f"SELECT relname {there}")).scalars().all():
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        bits.unbind(connection)
        with Session(connection) as session:
            yield session
        outer.rollback()


def test_a_sound_catalogue_with_closed_datasets_holds(unbound: Session) -> None:
    found = verifying.verify(unbound)

    assert (found.editions, found.documents) == (2, 6)


def test_one_bit_in_any_column_of_what_is_closed_is_found(unbound: Session) -> None:
    held = [
        column
        for column in bits.columns(unbound.connection())
        if column.table.startswith(TABLES) and column.full not in NOT_HELD
    ]
    seed, tried, missed = bits.attack(unbound, held)

    assert not missed, f"seed {seed}: {missed}"
    assert {"closed_document", "closed_artifact", "closed_factor", "closed_rejection"} <= tried


def test_a_number_that_is_shown_beside_what_is_metadata_only_is_found(unbound: Session) -> None:
    unbound.connection().execute(
        text("UPDATE public.factor SET value = '1.9172', gas = 'CO2e' WHERE value IS NULL")
    )

    with pytest.raises(LogBroken, match="steel-mill@2023"):
        verifying.verify(unbound)
