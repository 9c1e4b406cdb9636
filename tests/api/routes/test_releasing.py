"""Drafts over HTTP: held, let go of, published."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.importing import intake
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, a_table, asked

RELEASE = "/v1/datasets/grid-office/releases/2023"


def bearer(engine: Engine, role: Role) -> dict[str, str]:
    with engines.transaction(engine) as db:
        wish = access.Wish(person=f"a {role}", role=role)
        issued = access.issue(db, access.shell("host"), wish)
    return {"Authorization": f"Bearer {issued.token}"}


@pytest.fixture
def hold(engine: Engine, tmp_path: Path) -> int:
    """Return the hold on a draft whose Beijing is printed in grams."""
    with engines.transaction(engine) as db:
        file = a_table(tmp_path, [a_row(), a_row("CN-BJ", "558")])
        (number,) = intake.take_in(db, file, asked(publish=False)).holds
    return number


def test_a_held_release_is_let_go_by_a_reviewer_and_published_by_a_curator(
    empty: TestClient, engine: Engine, hold: int
) -> None:
    curator, reviewer = bearer(engine, Role.CURATOR), bearer(engine, Role.REVIEWER)

    refused = empty.post(f"{RELEASE}/publish", headers=curator)
    assert (refused.status_code, refused.json()["holds"]) == (409, [hold])
    path, why = f"{RELEASE}/holds/{hold}", {"reason": "a peat plant"}
    assert empty.post(path, json=why, headers=curator).status_code == 403
    assert empty.post(path, json={"reason": " "}, headers=reviewer).status_code == 422
    assert empty.post(path, json=why, headers=reviewer).json()["reason"] == "a peat plant"

    (listed,) = empty.get(f"{RELEASE}/holds", headers=reviewer).json()["items"]
    assert listed["released_by"] == "a reviewer"
    published = empty.post(f"{RELEASE}/publish", headers=curator)
    assert (published.status_code, published.headers["factordb-edition"]) == (200, "1")


def test_a_hold_of_another_release_is_not_found(
    empty: TestClient, engine: Engine, hold: int
) -> None:
    reviewer = bearer(engine, Role.REVIEWER)

    for path in (f"{RELEASE}/holds/404", f"{RELEASE}/holds/{hold + 1}"):
        assert empty.post(path, json={"reason": "x"}, headers=reviewer).status_code == 404


def test_nobody_in_particular_publishes_or_sees_holds(empty: TestClient, hold: int) -> None:
    assert empty.post(f"{RELEASE}/publish").status_code == 401
    assert empty.get(f"{RELEASE}/holds").status_code == 401
    assert empty.post(f"{RELEASE}/holds/{hold}", json={"reason": "x"}).status_code == 401
