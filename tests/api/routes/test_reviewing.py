"""Reviews over HTTP: each by its role, and by another person."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.importing import inspecting
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.catalogue.people import bring_in, four_eyes, somebody
from tests.catalogue.tables import a_row

RELEASE = "/v1/datasets/grid-office/releases/2023"
Headers = dict[str, str]


def bearer(engine: Engine, person: str, role: Role) -> Headers:
    with engines.transaction(engine) as db:
        issued = access.issue(db, access.shell("host"), access.Wish(person=person, role=role))
    return {"Authorization": f"Bearer {issued.token}"}


@pytest.fixture
def chen(engine: Engine, tmp_path: Path) -> Headers:
    """Return the token of a curator whose draft is there; four eyes are on."""
    with engines.transaction(engine) as db:
        four_eyes(db)
        bring_in(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row(), a_row("CN-BJ")])
    return bearer(engine, "Chen", Role.CURATOR)


def test_a_draft_goes_its_way_by_two_persons(
    empty: TestClient, engine: Engine, chen: Headers
) -> None:
    li = bearer(engine, "Li Wei", Role.REVIEWER)
    assert empty.post(f"{RELEASE}/publish", headers=chen).status_code == 403
    assert empty.post(f"{RELEASE}/submit", headers=li).status_code == 403
    assert empty.post(f"{RELEASE}/submit", headers=chen).json()["state"] == "review"
    assert empty.post(f"{RELEASE}/submit", headers=chen).status_code == 409
    assert empty.post(f"{RELEASE}/publish", headers=chen).status_code == 409

    factor = empty.get(f"{RELEASE}/review", headers=li).json()
    assert (factor["importer"], factor["four_eyes"]) == ("Chen", "on")
    made = empty.post(f"{RELEASE}/comments", json={"says": "per kWh?"}, headers=li).json()
    path = f"{RELEASE}/comments/{made['id']}/resolve"
    assert empty.post(path, json={"reason": "no"}, headers=chen).status_code == 403
    assert empty.post(path, json={"reason": "it is"}, headers=li).json()["resolved_by"] == "Li Wei"
    assert empty.post(path.replace("1", "9"), json={"reason": "x"}, headers=li).status_code == 404
    assert len(empty.get(f"{RELEASE}/comments", headers=chen).json()["items"]) == 1

    verdict = {"verdict": "approve", "says": "both seen"}
    assert empty.post(f"{RELEASE}/review", json=verdict, headers=chen).status_code == 403
    filed = empty.post(f"{RELEASE}/review", json=verdict, headers=li)
    assert (filed.status_code, filed.json()["by"]) == (200, "Li Wei")
    assert empty.post(f"{RELEASE}/publish", headers=chen).json()["edition"] == 1


def test_the_importer_made_a_reviewer_does_not_approve_her_own(
    empty: TestClient, engine: Engine, chen: Headers
) -> None:
    empty.post(f"{RELEASE}/submit", headers=chen)
    bearer(engine, "Chen", Role.REVIEWER)
    another = bearer(engine, "Chen", Role.REVIEWER)

    refused = empty.post(f"{RELEASE}/review", json={"verdict": "approve"}, headers=another)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/FourEyes")


def test_a_draft_is_recalled_or_sent_back(empty: TestClient, engine: Engine, chen: Headers) -> None:
    li = bearer(engine, "Li Wei", Role.REVIEWER)
    empty.post(f"{RELEASE}/submit", headers=chen)
    assert empty.post(f"{RELEASE}/recall", headers=chen).json()["state"] == "draft"
    empty.post(f"{RELEASE}/submit", headers=chen)
    rejected = {"verdict": "reject", "says": "0.55 is of 2021"}
    assert empty.post(f"{RELEASE}/review", json=rejected, headers=li).status_code == 200
    assert empty.get(f"{RELEASE}/review", headers=li).json()["state"] == "draft"


def test_an_inspection_is_filed_with_its_sheet(
    empty: TestClient, engine: Engine, chen: Headers
) -> None:
    li = bearer(engine, "Li Wei", Role.REVIEWER)
    empty.post(f"{RELEASE}/submit", headers=chen)
    with engines.transaction(engine) as db:
        sheet = inspecting.inspect(db, "grid-office@2023", 2, 7).model_dump(mode="json")

    seen = {"verdict": "approve", "says": "both by hand", "sheet": sheet}
    filed = empty.post(f"{RELEASE}/review", json=seen, headers=li)
    path = f"{RELEASE}/review/sheets/{filed.json()['sheet']}"
    assert empty.get(path, headers=chen).json()["counts"] == {"not held": 2}
    assert empty.get(path).status_code == 401
    assert empty.get(f"{path[:-1]}x", headers=chen).status_code == 422
    forged = seen | {"sheet": sheet | {"seed": 9}}
    assert empty.post(f"{RELEASE}/review", json=forged, headers=li).status_code == 422


def test_the_text_of_a_review_is_given_to_reviewers(
    empty: TestClient, engine: Engine, chen: Headers
) -> None:
    li = bearer(engine, "Li Wei", Role.REVIEWER)
    empty.post(f"{RELEASE}/submit", headers=chen)

    path = f"{RELEASE}/review/text?verdict=approve&says=seen"
    assert '"by":"Li Wei"' in empty.get(path, headers=li).json()["text"]
    assert empty.get(path, headers=chen).status_code == 403
    assert empty.get(path.replace("approve", "applaud"), headers=li).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", "submit"), ("POST", "recall"), ("GET", "review"), ("POST", "review")),
        *(("GET", "comments"), ("POST", "comments"), ("POST", "comments/1/resolve")),
        ("GET", "review/text?verdict=approve"),
    ],
)
def test_nobody_in_particular_takes_part(empty: TestClient, method: str, path: str) -> None:
    said = {"verdict": "comment", "says": "x"} if path == "review" else {"says": "x"}
    body = {"reason": "x"} if "resolve" in path else said

    answer = empty.request(method, f"{RELEASE}/{path}", json=body if method == "POST" else None)

    assert answer.status_code == 401
