from pathlib import Path

from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.model.role import Role
from tests import closed
from tests.closed import PRIVATE


def test_an_admin_gives_and_takes_a_grant(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    admin = {"Authorization": f"Bearer {closed.token_of(engine, 'ada', Role.ADMIN)}"}
    wish = {"dataset": PRIVATE, "person": "ada"}

    given = empty.post("/v1/grants", json=wish, headers=admin)
    seen = empty.get(f"/v1/datasets/{PRIVATE}", headers=admin)
    taken = empty.post("/v1/grants", json=wish | {"given": False}, headers=admin)

    assert [one["person"] for one in given.json()["items"]] == ["ada", "owner"]
    assert (given.headers["cache-control"], seen.status_code) == ("private, no-store", 200)
    assert [one["person"] for one in taken.json()["items"]] == ["owner"]
    assert empty.get(f"/v1/datasets/{PRIVATE}", headers=admin).status_code == 404
    unknown = empty.post("/v1/grants", json=wish | {"dataset": "nothing"}, headers=admin)
    assert unknown.status_code == 404
