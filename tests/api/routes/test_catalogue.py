import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import seeding
from factordb.catalogue.importing import intake
from factordb.shipped import SEEDS
from factordb.store import engine as engines
from tests.catalogue import tables
from tests.importers import spending
from tests.served import IMMUTABLE, PROBLEM


def test_every_seed_dataset_is_listed_with_licence_and_attribution(client: TestClient) -> None:
    answer = client.get("/v1/datasets?limit=1000").json()

    there = {f"{d['dataset']}@{r['release']}" for d in answer["items"] for r in d["releases"]}
    assert there == set(seeding.references(SEEDS))
    assert all(d["manifest"]["attribution"] for d in answer["items"])
    assert all(r["licence"] and r["attribution"] for d in answer["items"] for r in d["releases"])


def test_datasets_come_by_pages_of_one_edition(client: TestClient) -> None:
    whole = client.get("/v1/datasets?edition=9").json()["items"]
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/datasets?limit=2&edition=9{cursor and '&cursor=' + cursor}").json()
        seen += page["items"]
        cursor = page["next"]

    assert seen == whole
    assert len(whole) > 2


def test_a_dataset_in_an_older_edition_has_only_the_releases_of_then(client: TestClient) -> None:
    told = client.get("/v1/datasets/cn-mee-grid-co2?edition=2").json()

    assert [r["release"] for r in told["releases"]] == ["2021", "2022"]


def test_a_dataset_not_there_yet_is_404_and_says_where_to_look(client: TestClient) -> None:
    answer = client.get("/v1/datasets/ipcc-gwp100?edition=1")

    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert "/v1/datasets" in answer.json()["detail"]


def test_a_release_accounts_for_every_number_of_its_file(client: TestClient) -> None:
    told = client.get("/v1/datasets/cn-mee-grid-co2/releases/2023").json()
    t = told["tally"]

    assert t["numbers"] == t["in_factors"] + t["in_properties"] + t["rejected"] + t["not_ours"]
    assert (told["edition"], t["factors"], told["layout"]) == (3, 40, "table")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/datasets/cn-mee-grid-co2/releases/1999",
        "/v1/datasets/cn-mee-grid-co2/releases/2023?edition=2",
        "/v1/datasets/cn-mee-grid-co2/releases/..%2fx",
        "/v1/datasets/..%2fx/releases/2023",
        "/v1/datasets/..%2f..%2fetc",
        "/v1/datasets/" + "x" * 80,
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    assert "factordb-edition" not in answer.headers


def test_a_missing_release_names_those_there_are(client: TestClient) -> None:
    told = client.get("/v1/datasets/cn-mee-grid-co2/releases/1999").json()["detail"]

    assert "2021, 2022, 2023" in told


def test_a_diff_compares_numbers_by_key(client: TestClient) -> None:
    path = "/v1/diff?from=cn-mee-grid-co2@2022&to=cn-mee-grid-co2@2023"
    told = client.get(path).json()
    shanghai = next(d for d in told["differences"] if '"CN-SH"' in d["key"])

    assert told["counts"]["changed"] > 30
    assert (shanghai["old"], shanghai["new"]) == ("0.5849", "0.5737")
    assert shanghai["change_percent"] == "-1.91"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("from=cn-mee-grid-co2@2022&to=cn-mee-grid-co2@2023&edition=2", 404),
        ("from=cn-mee-grid-co2&to=cn-mee-grid-co2@2023", 422),
        ("from=../x@1&to=../x@2", 404),
        ("from=a@b@c&to=a@b", 422),
        ("to=cn-mee-grid-co2@2023", 422),
    ],
)
def test_a_diff_of_what_is_not_there_is_a_problem(
    client: TestClient, asked: str, status: int
) -> None:
    answer = client.get(f"/v1/diff?{asked}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def test_another_price_year_and_gwp_method_is_not_comparable_and_says_both(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    for release, file in spending.two_releases(tmp_path).items():
        with engines.transaction(engine) as db:
            wanted = intake.Asked(dataset=spending.DATASET, release=release, publish=True)
            intake.take_in(db, file, wanted)

    path = f"/v1/diff?from={spending.DATASET}@1.2&to={spending.DATASET}@2.0"
    told = empty.get(path).json()

    assert (told["change"], told["counts"]) == (None, {"not comparable": 6, "unchanged": 0})
    assert {d["why"] for d in told["differences"]} == {spending.WHY}
    assert {d["change_percent"] for d in told["differences"]} == {None}


def test_a_blank_that_was_filled_is_told_from_a_number_that_was_added(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    for year, value in (("2022", "NA"), ("2023", "0.51")):
        rows = [tables.a_row(), tables.a_row("CN-BJ", value)]
        with engines.transaction(engine) as db:
            intake.take_in(db, tables.a_table(tmp_path / year, rows, year), tables.asked(year))

    told = empty.get("/v1/diff?from=grid-office@2022&to=grid-office@2023&moved=true").json()

    assert told["counts"] == {"blank filled": 1, "unchanged": 1}
    (filled,) = told["differences"]
    assert (filled["kind"], filled["new"], filled["old_at"]) == (
        "blank filled",
        "0.51",
        "table 3, CN-BJ",
    )


def test_editions_are_numbered_without_gaps_and_record_their_tables(client: TestClient) -> None:
    items = client.get("/v1/editions").json()["items"]

    assert [e["edition"] for e in items] == list(range(1, len(items) + 1))
    assert items[0]["release"] == "cn-mee-grid-co2@2021"
    assert all(d.startswith("sha256:") for d in items[0]["tables"].values())


def test_editions_come_by_pages(client: TestClient) -> None:
    first = client.get("/v1/editions?limit=2&edition=3").json()
    last = client.get(f"/v1/editions?limit=2&cursor={first['next']}").json()

    assert [e["edition"] for e in first["items"] + last["items"]] == [1, 2, 3]
    assert last["next"] is None


def test_a_file_is_handed_on_where_its_licence_lets_it(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()], redistribute=True)
    with engines.transaction(engine) as db:
        intake.take_in(db, file, tables.asked())
    name = hashlib.sha256(file.read_bytes()).hexdigest()

    answer = empty.get(f"/v1/artifacts/sha256:{name}")

    assert answer.content == file.read_bytes() == empty.get(f"/v1/artifacts/{name}").content
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["etag"] == f'"sha256:{name}"'
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "factordb-edition" not in answer.headers
    known = {"If-None-Match": answer.headers["etag"]}
    assert empty.get(f"/v1/artifacts/{name}", headers=known).status_code == 304
    assert empty.head(f"/v1/artifacts/{name}").headers["content-length"] == str(
        len(file.read_bytes())
    )


def test_a_file_stays_here_where_its_licence_does_not_say(
    empty: TestClient, engine: Engine, tmp_path: Path
) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])
    with engines.transaction(engine) as db:
        intake.take_in(db, file, tables.asked())
    name = hashlib.sha256(file.read_bytes()).hexdigest()

    answer = empty.get(f"/v1/artifacts/{name}")

    assert answer.status_code == 404
    assert "licence" in answer.json()["detail"]


@pytest.mark.parametrize(("name", "status"), [("0" * 64, 404), ("zz", 422), ("SHA256:x", 422)])
def test_a_file_that_is_not_there_is_a_problem(client: TestClient, name: str, status: int) -> None:
    assert client.get(f"/v1/artifacts/{name}").status_code == status
