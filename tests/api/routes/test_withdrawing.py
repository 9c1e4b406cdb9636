from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in

PATH = "/v1/datasets/grid-office/releases/2022/withdraw"
WHY = {"reason": "小数点错位"}


@pytest.fixture
def pins(engine: Engine, empty: TestClient, tmp_path: Path) -> list[str]:
    """Return the digests of a published release."""
    with engines.transaction(engine) as db:
        take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")
    found = empty.get("/v1/datasets/grid-office/releases/2022/factors?format=csv").text
    return [row.partition(",")[0] for row in found.splitlines()[1:]]


def bearer(engine: Engine, role: Role = Role.ADMIN) -> dict[str, str]:
    with engines.transaction(engine) as db:
        wish = access.Wish(person=role.value, role=role)
        issued = access.issue(db, access.shell("host"), wish)
    return {"Authorization": f"Bearer {issued.token}"}


def test_a_pinned_body_stays_and_says_that_it_is_withdrawn(
    empty: TestClient, engine: Engine, pins: list[str]
) -> None:
    before = empty.get(f"/v1/factors/{pins[0]}")

    done = empty.post(PATH, json=WHY, headers=bearer(engine))
    after = empty.get(f"/v1/factors/{pins[0]}")

    assert (done.status_code, done.json()["factors"]) == (200, 2)
    assert done.headers["factordb-edition"] == "2"
    assert "factordb-notice" not in before.headers
    assert (after.status_code, after.content) == (200, before.content)
    (said,) = orjson.loads(after.headers["factordb-notice"])
    assert (said["kind"], said["release"], said["reason"]) == (
        "withdrawn",
        "grid-office@2022",
        WHY["reason"],
    )
    assert empty.get(f"/v1/factors/{pins[0]}").headers["factordb-notice"]


def test_a_batch_tells_it_beside_the_factor_kept_in_memory_or_not(
    empty: TestClient, engine: Engine, pins: list[str]
) -> None:
    empty.post("/v1/factors/batch", json={"digests": pins})
    empty.post(PATH, json=WHY | {"factors": pins[:1]}, headers=bearer(engine))

    for _ in range(2):
        items = empty.post("/v1/factors/batch", json={"digests": pins}).json()["items"]
        assert items[0]["notice"][0]["reason"] == WHY["reason"]
        assert items[0]["factor"]["region"]
        assert "notice" not in items[1]
    old = {"digests": pins, "edition": 1}
    assert "notice" not in empty.post("/v1/factors/batch", json=old).json()["items"][0]


def test_search_drops_it_and_shows_it_where_it_is_asked_for(
    empty: TestClient, engine: Engine, pins: list[str]
) -> None:
    empty.post(PATH, json=WHY | {"factors": pins[:1]}, headers=bearer(engine))

    found = empty.get("/v1/search?q=grid").json()
    both = empty.get("/v1/search?q=grid&withdrawn=true").json()

    assert [hit["digest"] for hit in found["hits"]] == pins[1:]
    assert [hit["standing"] for hit in both["hits"]] == [None, "withdrawn"]


@pytest.mark.parametrize("role", [Role.READER, Role.CURATOR, Role.REVIEWER])
def test_only_an_admin_may(empty: TestClient, engine: Engine, pins: list[str], role: Role) -> None:
    assert empty.post(PATH, json=WHY, headers=bearer(engine, role)).status_code == 403
    assert empty.post(PATH, json=WHY).status_code == 401
    assert empty.get("/readyz").json()["edition"] == 1
    assert pins


def test_what_is_unknown_or_said_already_is_refused(
    empty: TestClient, engine: Engine, pins: list[str]
) -> None:
    admin = bearer(engine)
    assert empty.post(PATH.replace("2022", "2021"), json=WHY, headers=admin).status_code == 404
    strange = WHY | {"factors": ["sha256:" + "0" * 64]}
    assert empty.post(PATH, json=strange, headers=admin).status_code == 404
    assert empty.post(PATH, json={"reason": ""}, headers=admin).status_code == 422
    assert empty.post(PATH, json=WHY, headers=admin).status_code == 200
    assert empty.post(PATH, json=WHY, headers=admin).status_code == 409
    assert pins
