"""Quality over HTTP: schemes, assessments for a use, a reviewer's word, policies."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.model.role import Role
from factordb.store.engine import transaction
from tests.catalogue.tables import a_row, take_in
from tests.served import UNKNOWN

QUESTION = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023, "use": "organisation"}
JUDGEMENT = {"scheme": "ef-dqr", "scores": {"technology": "2"}, "note": "seen the meters"}


@pytest.fixture(scope="module")
def pin(client: TestClient) -> str:
    answer = client.post("/v1/resolve", json={"items": [QUESTION]})
    return str(answer.json()["items"][0]["hit"]["digest"])


def test_every_scheme_is_listed_and_given_whole(client: TestClient) -> None:
    listed = client.get("/v1/schemes").json()
    assert (listed["rules"], listed["default"]) == ("assess-1", "ef-dqr-1")
    for item in listed["items"]:
        whole = client.get(f"/v1/schemes/{item['scheme']}").json()
        assert whole["citation"] == item["citation"]
        assert bool(whole["grades"]) is item["letters"]
    assert client.get("/v1/schemes/none").status_code == 404


def test_an_assessment_for_a_place_and_year(client: TestClient, pin: str) -> None:
    answer = client.get(
        f"/v1/factors/{pin}/assessment?region=CN-SH&year=2024&technology=coal&scheme=pedigree-v3"
    )
    told = answer.json()
    assert answer.headers["factordb-edition"] == str(told["edition"])
    assert (told["region"], told["year"], told["technology"]) == ("CN-SH", 2024, "coal")
    assert {s["indicator"] for s in told["scores"]} >= {"reliability", "time"}
    assert all(s["why"]["en"] and s["why"]["zh"] for s in told["scores"])
    assert told["grading"]["grade"] is None
    assert told["uncertainty"]["gsd2"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("region=XX-9", 404), ("year=1", 422), ("scheme=none", 404), ("edition=999", 503)],
)
def test_what_cannot_be_meant_is_a_problem(
    client: TestClient, pin: str, query: str, status: int
) -> None:
    answer = client.get(f"/v1/factors/{pin}/assessment?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_an_unknown_factor_has_no_assessment(client: TestClient) -> None:
    assert client.get(f"/v1/factors/{UNKNOWN}/assessment").status_code == 404


def test_search_narrows_by_least_grade_and_hits_tell_theirs(client: TestClient) -> None:
    found = client.get("/v1/search?q=electricity&year=2023&min_grade=ef-dqr:B").json()
    assert found["hits"]
    assert {hit["grade"] for hit in found["hits"]} <= {"ef-dqr-1:A", "ef-dqr-1:B"}
    assert client.get("/v1/search?q=x&min_grade=pact-v3:B").status_code == 422


def test_resolve_takes_a_least_grade(client: TestClient) -> None:
    asked = [QUESTION | {"min_grade": least} for least in ("ef-dqr:A", "ef-dqr:Z")]
    good, wrong = client.post("/v1/resolve", json={"items": asked}).json()["items"]
    assert good["hit"]["grade"] == "ef-dqr-1:A"
    assert "no least grade" in wrong["problem"]["detail"]


def test_a_reviewer_adds_her_word_and_nobody_else(
    empty: TestClient, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with transaction(engine) as db:
        _published(db, tmp_path_factory)
        shell = access.shell("root")
        tokens = {
            role: access.issue(db, shell, Wish(person=role.value, role=role)).token for role in Role
        }
    pin = empty.get("/v1/search?q=grid").json()["hits"][0]["digest"]
    address = f"/v1/factors/{pin}/assessments"

    assert empty.post(address, json=JUDGEMENT).status_code == 401
    bearer = {role: {"Authorization": f"Bearer {token}"} for role, token in tokens.items()}
    assert empty.post(address, json=JUDGEMENT, headers=bearer[Role.CURATOR]).status_code == 403
    wrong = JUDGEMENT | {"scores": {"technology": "9"}}
    assert empty.post(address, json=wrong, headers=bearer[Role.REVIEWER]).status_code == 422
    said = empty.post(address, json=JUDGEMENT, headers=bearer[Role.REVIEWER])
    assert (said.status_code, said.json()["edition"]) == (200, 2)
    (told,) = empty.get(f"/v1/factors/{pin}/assessment").json()["persons"]
    assert told["assessment"]["by"] == "reviewer"


def _published(db: Session, folders: pytest.TempPathFactory) -> None:
    take_in(db, folders.mktemp("table"), [a_row()])


@pytest.mark.parametrize("as_text", [True, False])
def test_a_policy_is_checked_as_toml_or_as_an_object(
    client: TestClient, pin: str, as_text: bool
) -> None:
    said: dict[str, object] = {"name": "p", "title": {"en": "P"}, "oldest_data_year": 2024}
    text = 'name = "p"\ntitle = {en = "P"}\noldest_data_year = 2024\n'
    body = {"policy": text if as_text else said, "items": [{"digest": pin}, {"digest": UNKNOWN}]}
    told = client.post("/v1/policies/check", json=body).json()
    assert told["kept"] is False
    assert told["items"][0]["findings"][0]["says"] == (
        "its data end in 2023; 2024 or later is asked for"
    )
    assert told["items"][1]["findings"][0]["rule"] == "published"


def test_what_is_no_policy_is_422(client: TestClient) -> None:
    answer = client.post("/v1/policies/check", json={"policy": "x", "items": []})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/Invalid")
