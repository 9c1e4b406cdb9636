import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.model.role import Role
from factordb.store import engine as engines

HOST = access.shell("operator")


def shown(engine: Engine, role: Role, **more: object) -> dict[str, str]:
    wish = Wish.model_validate({"person": f"A {role}", "role": role} | more)
    with engines.transaction(engine) as db:
        return {"Authorization": f"Bearer {access.issue(db, HOST, wish).token}"}


@pytest.mark.parametrize("role", [Role.READER, Role.CURATOR, Role.REVIEWER])
def test_only_an_admin_reads_the_trail(empty: TestClient, engine: Engine, role: Role) -> None:
    assert empty.get("/v1/events").status_code == 401
    assert empty.get("/v1/events", headers=shown(engine, role)).status_code == 403


def test_an_admin_of_one_dataset_does_not_read_of_all(empty: TestClient, engine: Engine) -> None:
    answer = empty.get("/v1/events", headers=shown(engine, Role.ADMIN, datasets=("one",)))

    assert answer.status_code == 403
    assert "every dataset" in answer.json()["detail"]


def test_the_trail_is_read_by_pages_and_filters(empty: TestClient, engine: Engine) -> None:
    for _ in range(3):
        who = shown(engine, Role.ADMIN)
    empty.get("/v1/events")  # refused

    first = empty.get("/v1/events?limit=2&action=token", headers=who).json()
    rest = empty.get(f"/v1/events?action=token&before={first['next']}", headers=who).json()
    of_nobody = empty.get("/v1/events?person=nobody", headers=who)

    assert [e["action"] for e in first["items"] + rest["items"]] == ["token.issued"] * 3
    assert first["items"][0]["id"] > first["items"][1]["id"] > rest["items"][0]["id"]
    assert rest["next"] is None
    assert of_nobody.json()["items"] == []
    assert of_nobody.headers["cache-control"] == "no-store"


def test_a_filter_that_is_none_is_refused(empty: TestClient, engine: Engine) -> None:
    answer = empty.get("/v1/events?actions=refused", headers=shown(engine, Role.ADMIN))

    assert answer.status_code == 422
    assert "action" in answer.json()["detail"]
