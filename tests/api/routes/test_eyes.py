from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue.reviewing.signing import claim
from factordb.log.notes import SigningKey
from factordb.model.role import Role
from tests.api.routes.test_reviewing import bearer

KEY = SigningKey("li-wei.example/review", bytes(range(32)))


def test_four_eyes_are_shown_to_persons_and_switched_by_admins(
    empty: TestClient, engine: Engine
) -> None:
    li = bearer(engine, "Li Wei", Role.REVIEWER)
    bearer(engine, "Ada", Role.REVIEWER)
    grace = bearer(engine, "Grace", Role.ADMIN)
    off = {"state": "off", "reason": "nobody here before May"}

    assert empty.get("/v1/four-eyes").status_code == 401
    assert empty.get("/v1/four-eyes", headers=li).json()["state"] == "on"
    assert empty.post("/v1/four-eyes", json=off, headers=li).status_code == 403
    assert empty.post("/v1/four-eyes", json=off | {"state": "x"}, headers=grace).status_code == 422
    assert empty.post("/v1/four-eyes", json=off, headers=grace).json()["by"] == "Grace"
    assert empty.post("/v1/four-eyes", json=off, headers=grace).status_code == 422


def test_a_key_is_registered_seen_by_all_and_revoked(empty: TestClient, engine: Engine) -> None:
    li, ada = bearer(engine, "Li Wei", Role.REVIEWER), bearer(engine, "Ada", Role.REVIEWER)
    text = KEY.verifier.text()
    note = {"note": KEY.signed(claim("Li Wei", text))}
    lost = {"key": text, "reason": "lost"}

    assert empty.post("/v1/person-keys", json=note).status_code == 401
    assert empty.post("/v1/person-keys", json=note, headers=ada).status_code == 422
    assert empty.post("/v1/person-keys", json=note, headers=li).json()["state"] == "registered"
    assert empty.post("/v1/person-keys", json=note, headers=li).status_code == 409
    (seen,) = empty.get("/v1/person-keys?person=Li Wei").json()["items"]
    assert seen["key"] == text
    assert empty.get("/v1/person-keys?person=Ada").json()["items"] == []
    assert empty.post("/v1/person-keys/revoke", json=lost, headers=ada).status_code == 403
    assert empty.post("/v1/person-keys/revoke", json=lost, headers=li).json()["state"] == "revoked"
    assert empty.post("/v1/person-keys/revoke", json=lost, headers=li).status_code == 404
