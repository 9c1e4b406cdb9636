from pathlib import Path

import pytest

from factordb.catalogue.opening import Where
from factordb.catalogue.safekeeping import sites
from factordb.embedded import binaries
from factordb.errors import DatabaseUnavailable, Invalid
from tests.conftest import Databases


def test_a_named_server_needs_its_owner() -> None:
    with pytest.raises(Invalid, match="FACTORDB_OWNER_URL"), sites.opened(Where("postgresql://x")):
        pass


def test_a_server_that_is_not_there_is_said() -> None:
    where = Where("postgresql://x@127.0.0.1:1/x", "postgresql://x@127.0.0.1:1/x")
    with pytest.raises(DatabaseUnavailable), sites.opened(where):
        pass


def test_a_named_database_is_given_as_its_owner_with_programs(
    databases: Databases, database: str, tmp_path: Path
) -> None:
    where = Where(databases.server(database), databases.owner(database), keys=tmp_path)
    with sites.opened(where) as site:
        assert site.role == databases.role
        assert site.keys == tmp_path
        assert (site.programs.folder / "pg_restore").exists()


def test_an_embedded_database_comes_with_the_programs_of_its_wheel(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    with sites.opened(Where(home=tmp_path / "home")) as site:
        assert site.programs.folder == binaries.clients()
        assert site.keys == tmp_path / "home" / "log"
