"""The signer's key and head, and datasets' secrets: exported apart, put back where none is."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from factordb.catalogue import access
from factordb.catalogue.record import rotating
from factordb.catalogue.record.keyring import HEAD, KEY, Keyring
from factordb.catalogue.record.vouching import opened
from factordb.catalogue.safekeeping import secrets
from factordb.errors import (
    BackupBroken,
    CatalogueNotEmpty,
    Invalid,
    KeyUnusable,
    Unavailable,
)
from factordb.store import log
from factordb.store.engine import transaction
from factordb.store.log import Place
from tests.catalogue.safekeeping.places import site_of
from tests.conftest import Databases

PASSPHRASE = "correct horse battery"  # noqa: S105  # guards nothing
ORIGIN = "factors.example/log"


@pytest.fixture
def keys(engine: Engine, tmp_path: Path) -> Path:
    """Return the folder of the key of a signed log."""
    opened(engine, tmp_path / "keys", ORIGIN).sign(engine)
    return tmp_path / "keys"


def grow(engine: Engine) -> None:
    with transaction(engine) as db:
        log.append(db, [b"more"], [Place("table", bytes(32), None)])


def test_the_same_head_goes_on_where_the_secrets_are_put_back(
    databases: Databases, database: str, engine: Engine, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        told = secrets.export(site, tmp_path / "secrets", PASSPHRASE)
    with site_of(databases, database, tmp_path / "new") as site:
        back = secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
    grow(engine)

    assert (told.origin, told.size) == (ORIGIN, 1)
    assert back == told
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600
    assert (keys / KEY).read_text().split()[1] not in (tmp_path / "secrets").read_text()
    assert opened(engine, tmp_path / "new", ORIGIN).sign(engine)


def test_secrets_that_are_older_than_what_was_signed_do_not_go_on(
    databases: Databases, database: str, engine: Engine, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        secrets.export(site, tmp_path / "secrets", PASSPHRASE)
    grow(engine)
    opened(engine, keys, ORIGIN).sign(engine)
    shutil.rmtree(keys)
    with site_of(databases, database, keys) as site:
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
    grow(engine)

    with pytest.raises(KeyUnusable, match=r"was restored.*what was signed last is not known"):
        opened(engine, keys, ORIGIN).sign(engine)


def test_a_key_before_its_rotation_is_of_no_use_after_it(
    databases: Databases, database: str, engine: Engine, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        secrets.export(site, tmp_path / "secrets", PASSPHRASE)
    rotating.rotate(engine, keys, access.shell("ada"))
    with site_of(databases, database, tmp_path / "new") as site:
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)

    with pytest.raises(KeyUnusable, match="is signed with the key"):
        opened(engine, tmp_path / "new", ORIGIN).sign(engine)


def test_another_key_is_never_written_over_and_a_newer_head_stays(
    databases: Databases, database: str, engine: Engine, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        secrets.export(site, tmp_path / "secrets", PASSPHRASE)
        grow(engine)
        opened(engine, keys, ORIGIN).sign(engine)
        before = (keys / HEAD).read_text()
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
    Keyring(tmp_path / "other").make("other.example/log")
    with (
        site_of(databases, database, tmp_path / "other") as site,
        pytest.raises(CatalogueNotEmpty, match="Another key"),
    ):
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)

    assert (keys / HEAD).read_text() == before


def test_secrets_of_datasets_go_with_the_key_and_come_back(
    databases: Databases, database: str, engine: Engine, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        with site.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO dataset (slug, access) VALUES ('closed', 'private')")
            )
            made = connection.execute(text("SELECT secret FROM dataset_secret")).scalars().all()
        assert secrets.export(site, tmp_path / "secrets", PASSPHRASE).datasets == 1
        for statement in (
            "ALTER TABLE dataset_secret DISABLE TRIGGER ALL",
            "DELETE FROM dataset_secret",
        ):
            with site.engine.begin() as connection:
                connection.execute(text(statement))
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
        secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
        with site.engine.begin() as connection:
            found = connection.execute(text("SELECT secret FROM dataset_secret")).scalars().all()
            connection.execute(text("UPDATE dataset_secret SET secret = sha256('x')"))
        assert [bytes(one) for one in found] == [bytes(one) for one in made]
        assert len(found) == 1
        with pytest.raises(CatalogueNotEmpty, match="another is there"):
            secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)


def test_what_does_not_open_touches_nothing(
    databases: Databases, database: str, keys: Path, tmp_path: Path
) -> None:
    with site_of(databases, database, keys) as site:
        secrets.export(site, tmp_path / "secrets", PASSPHRASE)
        with pytest.raises(Unavailable, match="is there already"):
            secrets.export(site, tmp_path / "secrets", PASSPHRASE)
    with site_of(databases, database, tmp_path / "new") as site:
        with pytest.raises(BackupBroken, match="another passphrase"):
            secrets.put_back(site, tmp_path / "secrets", "wrong horse battery")
        with pytest.raises(Unavailable, match="cannot be read"):
            secrets.put_back(site, tmp_path / "nothing", PASSPHRASE)
    with site_of(databases, database) as site:
        with pytest.raises(Invalid, match="FACTORDB_KEYS"):
            secrets.put_back(site, tmp_path / "secrets", PASSPHRASE)
        with pytest.raises(Invalid, match="nothing secret here"):
            secrets.export(site, tmp_path / "more", PASSPHRASE)
    assert not (tmp_path / "new").exists()
