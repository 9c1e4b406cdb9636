"""The curator's side over HTTP: import, follow, cancel, publish, let go; and hostile files."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.model.role import Role
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, a_table
from tests.importers import workbooks
from tests.served import serving

Headers = dict[str, str]
RELEASE = "/v1/datasets/grid-office/releases/2023"


def bearer(engine: Engine, role: Role, *datasets: str) -> Headers:
    with engines.transaction(engine) as db:
        wish = access.Wish(person=f"a {role}", role=role, datasets=datasets)
        issued = access.issue(db, access.shell("host"), wish)
    return {"Authorization": f"Bearer {issued.token}"}


@pytest.fixture
def curator(engine: Engine) -> Headers:
    return bearer(engine, Role.CURATOR)


def send(client: TestClient, who: Headers, file: Path, **texts: str) -> httpx2.Response:
    """Send a file, and the mapping beside it where there is one."""
    mapping = file.with_name("release.toml")
    files = {"file": (file.name, file.read_bytes())}
    if mapping.exists():
        files["mapping"] = (mapping.name, mapping.read_bytes())
    fields = {"dataset": "grid-office", "release": "2023"} | texts
    return client.post("/v1/imports", files=files, data=fields, headers=who)


def ended(client: TestClient, who: Headers, number: int) -> dict[str, Any]:
    """Return an import once it is over."""
    while True:
        found: dict[str, Any] = client.get(f"/v1/imports/{number}", headers=who).json()
        if found["state"] not in ("queued", "running"):
            return found
        time.sleep(0.02)


def events(client: TestClient, who: Headers, number: int, after: int = 0) -> list[dict[str, str]]:
    """Return the server-sent events of an import until it is over."""
    said = client.get(
        f"/v1/imports/{number}/events", headers=who | {"Last-Event-ID": str(after)}
    ).text
    return [
        dict(line.split(": ", 1) for line in block.splitlines())
        for block in said.split("\n\n")[:-1]
    ]


def test_a_file_becomes_a_draft_and_then_an_edition(
    empty: TestClient, curator: Headers, tmp_path: Path
) -> None:
    taken = send(empty, curator, a_table(tmp_path, [a_row(), a_row("CN-BJ", "a lot")]))
    assert taken.status_code == 202
    assert taken.headers["location"] == f"/v1/imports/{taken.json()['id']}"

    done = ended(empty, curator, taken.json()["id"])
    assert done["failure"] is None
    assert (done["state"], done["report"]["became"]) == ("done", "draft")
    assert done["report"]["tally"]["numbers"] == 2
    assert done["report"]["rejected"][0]["cells"] == ["factors.csv line 3"]

    published = empty.post(f"{RELEASE}/publish", headers=curator)
    assert (published.status_code, published.headers["factordb-edition"]) == (200, "1")
    assert empty.get(RELEASE).json()["tally"]["factors"] == 1
    assert empty.post(f"{RELEASE}/publish", headers=curator).status_code == 409


def test_its_steps_are_followed_and_taken_up_again_where_they_broke_off(
    empty: TestClient, curator: Headers, tmp_path: Path
) -> None:
    number = send(empty, curator, a_table(tmp_path, [a_row()])).json()["id"]

    all_ = events(empty, curator, number)
    assert [e["event"] for e in all_ if e["event"] != "progress"] == ["queued", "running", "done"]
    assert orjson.loads(all_[0]["data"])["file"] == "factors.csv"
    behind = events(empty, curator, number, int(all_[-2]["id"]))
    assert [e["event"] for e in behind] == ["done"]


def test_only_a_curator_of_the_dataset_imports(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])

    assert send(empty, {}, file).status_code == 401
    for who in (bearer(engine, Role.READER), bearer(engine, Role.CURATOR, "other-office")):
        assert send(empty, who, file).status_code == 403
    for path in ("/v1/imports", "/v1/imports/1", "/v1/imports/1/events", f"{RELEASE}/holds"):
        assert empty.get(path).status_code == 401
    assert empty.post(f"{RELEASE}/publish").status_code == 401


def test_a_form_that_says_too_little_or_too_much_is_refused(
    empty: TestClient, curator: Headers, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row()])

    assert "colour" in send(empty, curator, file, colour="red").json()["detail"]
    assert send(empty, curator, file, dataset="Grid Office").status_code == 422
    assert send(empty, curator, file, release="../1").status_code == 422
    assert empty.post("/v1/imports", data={"dataset": "d"}, headers=curator).status_code == 422
    assert empty.get("/v1/imports/404", headers=curator).status_code == 404
    assert empty.post("/v1/imports/404/cancel", headers=curator).status_code == 404


def test_what_is_over_cannot_be_cancelled(
    empty: TestClient, curator: Headers, tmp_path: Path
) -> None:
    number = send(empty, curator, a_table(tmp_path, [a_row()])).json()["id"]
    ended(empty, curator, number)

    assert empty.post(f"/v1/imports/{number}/cancel", headers=curator).status_code == 409


def test_two_at_once_and_more_that_wait_all_come_to_their_end(
    empty: TestClient, curator: Headers, tmp_path: Path
) -> None:
    numbers = [
        send(
            empty, curator, a_table(tmp_path / year, [a_row()], year), release=year, publish="true"
        ).json()["id"]
        for year in ("2020", "2021", "2022", "2023")
    ]

    done = [ended(empty, curator, number) for number in numbers]

    assert [one["report"]["became"] for one in done] == ["published"] * 4
    assert sorted(one["report"]["edition"] for one in done) == [1, 2, 3, 4]
    listed = empty.get("/v1/imports?limit=3", headers=curator).json()
    assert [one["id"] for one in listed["items"]] == sorted(numbers, reverse=True)[:3]
    rest = empty.get(f"/v1/imports?before={listed['next']}", headers=curator).json()
    assert (len(rest["items"]), rest["next"]) == (1, None)


Hostile = Callable[[Path], Path]


@pytest.mark.parametrize(
    "hostile",
    [
        lambda file: workbooks.a_bomb(file, 24),
        workbooks.a_billion_laughs,
        workbooks.a_million_empty_rows,
        workbooks.formulas_alone,
        workbooks.a_password_protected,
    ],
    ids=["bomb", "billion laughs", "empty rows", "formulas", "password"],
)
def test_a_hostile_workbook_is_refused_in_words_and_leaves_its_record_only(
    empty: TestClient, engine: Engine, curator: Headers, tmp_path: Path, hostile: Hostile
) -> None:
    file = hostile(tmp_path / "factors.xlsx")

    done = ended(empty, curator, send(empty, curator, file, layout="uk-ghg-flat").json()["id"])

    assert (done["state"], done["report"]) == ("failed", None)
    assert done["failure"]["error"] in ("UnreadableFile", "UnknownLayout")
    assert done["failure"]["detail"].endswith((".", "…"))
    assert "Traceback" not in done["failure"]["detail"]
    with engine.connect() as connection:
        for table in ("release", "document", "artifact"):
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            assert (table, count) == (table, 0)
    assert empty.get("/healthz").status_code == 200


def test_a_server_that_stops_cancels_what_waits_and_leaves_no_file(
    address: str, engine: Engine, curator: Headers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    file = a_table(tmp_path / "made", [a_row()])
    with serving(address) as client:
        numbers = [
            send(client, curator, file, release=str(year)).json()["id"]
            for year in range(2000, 2005)
        ]

    with serving(address) as client:
        states = {client.get(f"/v1/imports/{n}", headers=curator).json()["state"] for n in numbers}
    assert states <= {"done", "cancelled"}
    assert list(tmp_path.glob("factordb-import-*")) == []
