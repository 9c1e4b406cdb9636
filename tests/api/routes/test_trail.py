from pathlib import Path

from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue.publishing import publishing
from factordb.model.role import Role
from factordb.store import engine as engines
from tests import closed
from tests.api.routes.test_reviewing import bearer
from tests.catalogue.people import bring_in, somebody
from tests.catalogue.tables import a_row

TRAIL = "/v1/datasets/grid-office/releases/2023/trail"


def test_a_trail_is_for_persons_until_it_is_published(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    with engines.transaction(engine) as db:
        chen = somebody(db, "Chen", Role.CURATOR)
        bring_in(db, chen, tmp_path, [a_row()])
    mine = bearer(engine, "Chen", Role.CURATOR)
    assert empty.get(TRAIL).status_code == 404
    assert empty.get(TRAIL, headers=mine).json()["state"] == "draft"

    with engines.transaction(engine) as db:
        publishing.publish(db, "grid-office@2023", chen)

    answer = empty.get(TRAIL)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [step["where"] for step in answer.json()["steps"]] == [None] * 3
    assert empty.get(TRAIL, headers=mine).json()["steps"][0]["where"] == "192.0.2.7"


def test_a_trail_of_a_seed_is_told_in_chinese(client: TestClient) -> None:
    path = "/v1/datasets/cn-mee-grid-co2/releases/2023/trail"

    answer = client.get(f"{path}?format=md&lang=zh")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# cn-mee-grid-co2@2023 的全程记录")
    assert client.get(f"{path}?format=pdf").status_code == 422


CALLS = (
    *(("GET", "trail"), ("GET", "review"), ("GET", "comments")),
    *(("POST", "comments"), ("POST", "review"), ("GET", "review/text?verdict=approve")),
    ("GET", "review/sheets/sha256:" + "0" * 64),
)


def asked(client: TestClient, dataset: str, headers: dict[str, str]) -> list[tuple[int, str]]:
    found = []
    for method, path in CALLS:
        said = {"verdict": "comment", "says": "x"} if path == "review" else {"says": "x"}
        body = said if method == "POST" else None
        whole = f"/v1/datasets/{dataset}/releases/2023/{path}"
        answer = client.request(method, whole, json=body, headers=headers)
        found.append((answer.status_code, answer.text.replace(dataset, "…")))
    return found


def test_what_was_said_of_a_closed_release_is_for_whom_it_was_granted_to(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    owner = closed.curator(engine, "Owner", Role.ADMIN)
    for dataset in (closed.KNOWN, closed.PRIVATE):
        closed.brought_in(engine, tmp_path, dataset, owner)
    mine = bearer(engine, "Owner", Role.ADMIN)
    stranger = bearer(engine, "Li Wei", Role.REVIEWER)

    absent = asked(empty, "absent-mill", stranger)
    assert {status for status, _ in absent} == {404}
    assert asked(empty, closed.PRIVATE, stranger) == absent
    known = asked(empty, closed.KNOWN, stranger)
    assert {status for status, _ in known} == {403}
    for _, text in known:
        assert closed.VALUES[closed.KNOWN] not in text
    for name, status in (("absent-mill", 404), (closed.PRIVATE, 404), (closed.KNOWN, 403)):
        assert empty.get(TRAIL.replace("grid-office", name)).status_code == status
    assert [status for status, _ in asked(empty, closed.PRIVATE, mine)] == [200] * 6 + [404]
