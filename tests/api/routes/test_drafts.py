"""The whole way over HTTP: a file comes in, a reviewer reads what it changes, it is published."""

import time
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.model.role import Role
from factordb.store import engine as engines
from tests.api.routes.test_reviewing import Headers, bearer
from tests.catalogue.people import four_eyes
from tests.catalogue.tables import Row, a_property_row, a_row, a_table

AT = "/v1/datasets/grid-office/releases"
LAST = [a_row(), a_row("CN-BJ", "0.6000"), a_row("CN-TJ", "0.7000"), a_row("CN-XZ", "NA")]
NEXT = [
    a_row("CN-SH", "0.5610"),
    a_row("CN-BJ", "0.6120"),
    a_row("CN-XZ", "0.4000"),
    a_row("CN-CQ", "about 3"),
    a_row("CN-GS", "NA"),
    a_row("CN-SC", "0.2000"),
    a_property_row(),
]


@pytest.fixture
def chen(engine: Engine) -> Headers:
    return bearer(engine, "Chen", Role.CURATOR)


@pytest.fixture
def li(engine: Engine) -> Headers:
    return bearer(engine, "Li Wei", Role.REVIEWER)


def brought_in(
    client: TestClient, by: Headers, folder: Path, rows: list[Row], release: str
) -> dict[str, Any]:
    """Send a table as its curator does, and return the report once the import is over."""
    file = a_table(folder / release, rows, year=release)
    form = {"dataset": "grid-office", "release": release}
    files = {
        "file": ("factors.csv", file.read_bytes()),
        "mapping": ("release.toml", file.with_name("release.toml").read_bytes()),
    }
    path = (
        f"/v1/imports/{client.post('/v1/imports', data=form, files=files, headers=by).json()['id']}"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found: dict[str, Any] = client.get(path, headers=by).json()
        if found["ended_at"]:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} did not end")


def walked(client: TestClient, path: str, by: Headers) -> list[Any]:
    """Return all items of a list, two a page."""
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(
            path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}), headers=by
        ).json()
        found += page["items"]
        cursor = page["next"]
    return found


def _changes_are_shown(client: TestClient, seen: str, by: Headers, report: dict[str, Any]) -> None:
    first = client.get(f"{seen}/changes?limit=2", headers=by)
    told = first.json()
    assert first.headers["cache-control"] == "no-store"
    assert (told["release"], told["state"]) == ("grid-office@2023", "review")
    assert told["step"] == report["step"]
    assert told["step"]["change"] == {
        "numbers": 2, "rose": 2, "fell": 0, "median": "2.00", "p95": "2.00", "largest": "2.00",
    }  # fmt: skip
    whole = walked(client, f"{seen}/changes", by)
    kinds = {(one["kind"], orjson.loads(one["key"])[3]) for one in whole}
    assert kinds == {
        ("changed", "CN-SH"),
        ("changed", "CN-BJ"),
        ("removed", "CN-TJ"),
        ("blank filled", "CN-XZ"),
        ("blank added", "CN-GS"),
        ("added", "CN-SC"),
        ("added", "GLO"),
    }
    lines = client.get(f"{seen}/changes?format=ndjson", headers=by)
    assert [orjson.loads(line) for line in lines.content.splitlines()] == whole

    shanghai = next(one for one in whole if (one["old"], one["new"]) == ("0.5500", "0.5610"))
    body = client.get(f"{seen}/documents/{shanghai['new_digest']}", headers=by).json()
    assert body["amounts"][0]["kg"] == "0.5610"


def _what_was_found_and_left_out_is_shown(
    client: TestClient, seen: str, by: Headers, report: dict[str, Any]
) -> tuple[Any, Any]:
    (checked,) = client.get(f"{seen}/findings", headers=by).json()["items"]
    assert (checked["step"], checked["against"]) == ("import", "grid-office@2022")
    assert checked["findings"] == report["findings"]
    (rejected,) = walked(client, f"{seen}/rejections", by)
    assert "about 3" in rejected["printed"]
    (blank,) = walked(client, f"{seen}/blanks", by)
    assert (blank["of"]["region"], blank["pick"]) == ("CN-GS", "CO2")
    return rejected, blank


def test_a_reviewer_reads_what_a_draft_changes_before_it_is_published(
    empty: TestClient, engine: Engine, chen: Headers, li: Headers, tmp_path: Path
) -> None:
    brought_in(empty, chen, tmp_path, LAST, "2022")
    assert empty.post(f"{AT}/2022/publish", headers=chen).json()["edition"] == 1
    with engines.transaction(engine) as db:
        four_eyes(db)
    report = brought_in(empty, chen, tmp_path, NEXT, "2023")["report"]
    assert empty.post(f"{AT}/2023/submit", headers=chen).json()["state"] == "review"
    seen = f"{AT}/2023/review"

    _changes_are_shown(empty, seen, li, report)
    rejected, blank = _what_was_found_and_left_out_is_shown(empty, seen, li, report)
    verdict = {"verdict": "approve", "says": "the two that changed were seen"}
    assert empty.post(f"{seen}", json=verdict, headers=li).status_code == 200
    assert empty.post(f"{AT}/2023/publish", headers=chen).json()["edition"] == 2
    over = empty.get(f"{seen}/changes", headers=li)
    assert (over.status_code, over.json()["type"]) == (409, "/problems/AlreadyPublished")
    assert empty.get(f"{AT}/2023/rejections").json()["items"] == [rejected]
    assert empty.get(f"{AT}/2023/blanks").json()["items"] == [blank]


@pytest.mark.parametrize("what", ["changes", "findings", "rejections", "blanks"])
def test_a_draft_is_for_curators_and_reviewers(
    empty: TestClient, engine: Engine, chen: Headers, li: Headers, tmp_path: Path, what: str
) -> None:
    brought_in(empty, chen, tmp_path, [a_row()], "2022")
    reader = bearer(engine, "Rita", Role.READER)
    path = f"{AT}/2022/review/{what}"

    assert [empty.get(path, headers=by).status_code for by in (chen, li)] == [200, 200]
    refused = empty.get(path, headers=reader)
    assert (refused.status_code, empty.get(path).status_code) == (403, 401)
    assert "needs a curator or a reviewer" in refused.json()["detail"]
    assert empty.get(path.replace("2022", "1999"), headers=li).status_code == 404


def test_the_first_release_has_nothing_to_be_compared_with(
    empty: TestClient, chen: Headers, tmp_path: Path
) -> None:
    brought_in(empty, chen, tmp_path, [a_row()], "2022")

    told = empty.get(f"{AT}/2022/review/changes", headers=chen).json()

    assert (told["step"], told["items"], told["next"]) == (None, [], None)


def test_a_cursor_is_good_for_its_draft_only(
    empty: TestClient, chen: Headers, tmp_path: Path
) -> None:
    brought_in(empty, chen, tmp_path, LAST, "2022")
    empty.post(f"{AT}/2022/publish", headers=chen)
    brought_in(empty, chen, tmp_path, NEXT, "2023")
    path = f"{AT}/2023/review/changes"
    cursor = empty.get(f"{path}?limit=2", headers=chen).json()["next"]
    brought_in(empty, chen, tmp_path, NEXT, "2023")

    gone = empty.get(f"{path}?cursor={cursor}", headers=chen)

    assert gone.status_code == 422
    assert "Begin again without a cursor" in gone.json()["detail"]
    assert empty.get(f"{path}?cursor=tea", headers=chen).status_code == 422
    mixed = empty.get(f"{path}?cursor={cursor}&format=ndjson", headers=chen)
    assert mixed.status_code == 422


def test_a_document_that_is_not_in_the_draft_is_not_there(
    empty: TestClient, chen: Headers, tmp_path: Path
) -> None:
    brought_in(empty, chen, tmp_path, [a_row()], "2022")
    path = f"{AT}/2022/review/documents"

    assert empty.get(f"{path}/sha256:{'0' * 64}", headers=chen).status_code == 404
    assert empty.get(f"{path}/tea", headers=chen).status_code == 422
