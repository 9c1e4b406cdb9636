from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.model.role import Role
from factordb.store import engine as engines
from tests.advisories import a_notice
from tests.api.routes.test_withdrawing import bearer
from tests.catalogue.tables import a_row, take_in


@pytest.fixture
def office(engine: Engine, empty: TestClient, tmp_path: Path) -> TestClient:
    """Return a client of a server with two releases."""
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row()], "2022")
        take_in(db, tmp_path, [a_row(printed="0.57")], "2023")
    return empty


def give(office: TestClient, engine: Engine, **changes: Any) -> Any:  # an answer
    notice = a_notice(**changes).plain()
    return office.post("/v1/advisories", json=notice, headers=bearer(engine))


def test_a_notice_is_given_read_and_listed_as_it_was_signed_into_the_log(
    office: TestClient, engine: Engine
) -> None:
    done = give(office, engine)
    one = office.get("/v1/advisories/OFFICE-2023-0001")
    listed = office.get("/v1/advisories?since=2")

    assert (done.status_code, done.json()["edition"], done.json()["factors"]) == (200, 3, 1)
    assert one.content == a_notice().canonical()
    assert listed.json() == {"edition": 3, "items": [{"edition": 3, "advisory": one.json()}]}
    assert listed.headers["factordb-edition"] == "3"
    assert office.get("/v1/advisories?since=3").json() == {"edition": 3, "items": []}
    assert office.get("/v1/advisories?edition=2").json()["items"] == []
    assert office.get("/v1/advisories/OFFICE-2023-0001?edition=2").status_code == 404


def test_osv_asks_by_package_and_version(office: TestClient, engine: Engine) -> None:
    give(office, engine)

    def asked(name: str, version: str, ecosystem: str = "factordb") -> Any:
        package = {"name": name, "ecosystem": ecosystem}
        return office.post("/v1/query", json={"package": package, "version": version}).json()

    assert [v["id"] for v in asked("grid-office", "2022")["vulns"]] == ["OFFICE-2023-0001"]
    assert asked("grid-office", "2023") == {}
    assert asked("grid-office", "2022", "PyPI") == {}
    assert asked("no-office", "2022") == {}


def test_who_may_not_or_says_nothing_new_is_refused(office: TestClient, engine: Engine) -> None:
    notice = a_notice().plain()
    curator = bearer(engine, Role.CURATOR)
    assert office.post("/v1/advisories", json=notice).status_code == 401
    assert office.post("/v1/advisories", json=notice, headers=curator).status_code == 403
    assert give(office, engine).status_code == 200
    assert give(office, engine).status_code == 409
    strange = [{"package": {"name": "no-office"}, "versions": ["1"]}]
    assert give(office, engine, id="OFFICE-2023-0002", affected=strange).status_code == 404
    assert office.get("/v1/advisories/OFFICE-2023-0009").status_code == 404
