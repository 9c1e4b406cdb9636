"""Closed rows are backed up and restored as all others, and stay closed; secrets go apart."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from factordb.catalogue import access
from factordb.catalogue.looking import fetching
from factordb.catalogue.record import verifying
from factordb.catalogue.safekeeping import backing_up, restoring, secrets
from factordb.errors import DigestNotFound, ValuesClosed
from factordb.store import closing
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.safekeeping.places import rows, shape, site_of
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases

PASSPHRASE = "correct horse battery staple"  # noqa: S105  # of a test


class Moved(NamedTuple):
    """A catalogue with a dataset of each class, and what was restored of it."""

    source: str
    target: str
    pins: dict[str, closed.Pins]
    verified: verifying.Verified


@pytest.fixture(scope="module")
def moved(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    source, target = databases.copy(), databases.blank()
    folder = tmp_path_factory.mktemp("closed")
    engine = engines.connect(databases.server(source))
    for dataset, who in ((OPEN, "editor"), (KNOWN, "owner"), (PRIVATE, "owner")):
        closed.brought_in(engine, folder, dataset, closed.curator(engine, who))
    pins = {dataset: closed.pins(engine, dataset) for dataset in (KNOWN, PRIVATE)}
    engine.dispose()
    with site_of(databases, source) as site:
        backing_up.backup(site, folder / "backup")
        secrets.export(site, folder / "secrets", PASSPHRASE)
    with site_of(databases, target) as site:
        found = restoring.restore(site, folder / "backup", restoring.read(folder / "backup"))
        secrets.put_back(site, folder / "secrets", PASSPHRASE)
    yield Moved(source, target, pins, found)
    for name in (source, target):
        databases.drop(name)


def test_every_closed_row_policy_and_right_is_back_and_verified(
    databases: Databases, moved: Moved
) -> None:
    with site_of(databases, moved.source) as was, site_of(databases, moved.target) as now:
        assert rows(now.engine) == rows(was.engine)
        assert shape(now.engine, databases.role) == shape(was.engine, databases.role)
        for site in (was, now):
            with site.engine.connect() as connection:
                closed_rows = connection.execute(text("SELECT count(*) FROM closed_factor"))
                assert closed_rows.scalar() == 2
    assert (moved.verified.editions, moved.verified.documents) == (3, 8)


def test_what_was_closed_is_closed_and_its_owner_reads_it(
    databases: Databases, moved: Moved
) -> None:
    engine = engines.connect(databases.server(moved.target))
    owner = closed.curator(engine, "owner")
    for dataset, error in ((KNOWN, ValuesClosed), (PRIVATE, DigestNotFound)):
        with engines.transaction(engine) as db, pytest.raises(error):
            fetching.document(db, moved.pins[dataset].factor)
        with engines.transaction(engine) as db:
            access.show(db, owner)
            body = fetching.document(db, moved.pins[dataset].factor)
            assert closed.VALUES[dataset] in str(body)
    for table in ("closed_document", "closed_factor", "dataset_secret", "seal"):
        with pytest.raises(ProgrammingError), engine.begin() as connection:
            connection.execute(text(f"SELECT * FROM public.{table}"))
    engine.dispose()


def test_what_is_imported_next_is_salted_as_before_once_its_secret_was_put_back(
    databases: Databases, moved: Moved
) -> None:
    salted = []
    for name in (moved.source, moved.target):
        engine = engines.connect(databases.server(name))
        with engines.transaction(engine) as db:
            access.show(db, closed.curator(engine, "owner"))
            salted.append(closing.salts(db, PRIVATE, [b"{}"]))
        engine.dispose()

    assert salted[0] == salted[1]
