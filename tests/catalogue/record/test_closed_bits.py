"""One bit changed in any column of what is closed is found, as in what is open; or named here."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from factordb.catalogue.record import verifying
from factordb.errors import LogBroken
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.record.test_bits import columns, flipped
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
        found = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'p') "
                "ORDER BY contype = 'p'"
            )
        )
        for table, name in found.all():
            connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'))
        with Session(connection) as session:
            yield session
        outer.rollback()


def test_a_sound_catalogue_with_closed_datasets_holds(unbound: Session) -> None:
    found = verifying.verify(unbound)

    assert (found.editions, found.documents) == (2, 6)


def test_one_bit_in_any_column_of_what_is_closed_is_found(unbound: Session) -> None:
    seed = random.randrange(1 << 16)  # noqa: S311  # no secret
    chance, missed, tried = random.Random(seed), list[str](), set[str]()  # noqa: S311  # likewise
    for column in columns(unbound.connection()):
        if not column.table.startswith(TABLES) or column.full in NOT_HELD:
            continue
        with unbound.begin_nested() as attack:
            if flipped(unbound, column, chance):
                tried.add(column.table)
                try:
                    verifying.verify(unbound)
                    missed.append(column.full)
                except LogBroken:
                    pass
                except Exception as error:  # noqa: BLE001  # a crash is no finding, and is told
                    missed.append(f"{column.full} {error!r}"[:300])
            attack.rollback()
            unbound.expire_all()

    assert not missed, f"seed {seed}: {missed}"
    assert {"closed_document", "closed_artifact", "closed_factor", "closed_rejection"} <= tried


def test_a_number_that_is_shown_beside_what_is_metadata_only_is_found(unbound: Session) -> None:
    unbound.connection().execute(
        text("UPDATE public.factor SET value = '1.9172', gas = 'CO2e' WHERE value IS NULL")
    )

    with pytest.raises(LogBroken, match="steel-mill@2023"):
        verifying.verify(unbound)
