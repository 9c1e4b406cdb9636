import csv
import hashlib
import io
import threading
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue.importing import intake
from factordb.catalogue.looking import fetching
from factordb.store import engine as engines
from tests.catalogue import tables
from tests.served import PROBLEM, serving

GRID = "/v1/datasets/cn-mee-grid-co2/releases/2023"
GWP = "/v1/datasets/ipcc-gwp100/releases/1"
OFFICE = "/v1/datasets/grid-office/releases/2023"
LISTS = ("factors", "properties", "rejections", "blanks")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def walked(client: TestClient, path: str, limit: int) -> list[object]:
    seen: list[object] = []
    cursor = ""
    while cursor is not None:
        page = client.get(f"{path}?limit={limit}{cursor and '&cursor=' + cursor}").json()
        seen += page["items"]
        cursor = page["next"]
    return seen


@pytest.fixture
def office(empty: TestClient, engine: Engine, tmp_path: Path) -> TestClient:
    """Return a client of a release with factors, a property, and rejections."""
    made = [
        tables.a_row("CN-SH", "0.5500", name__zh='上海, "电网"\n第二行'),
        tables.a_row("CN-BJ", "0.6000"),
        tables.a_row("CN-TJ", "=1+1"),
        tables.a_row("CN-CQ", "about 3"),
        tables.a_row("CN-XZ", "NA"),
        tables.a_property_row("43.0"),
        tables.a_property_row("n/a", property="density", unit="kg/L"),
    ]
    with engines.transaction(engine) as db:
        intake.take_in(db, tables.a_table(tmp_path, made), tables.asked())
    return empty


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_repeats_licence_and_attribution(office: TestClient, kind: str) -> None:
    answer = office.get(f"{OFFICE}/{kind}")
    told = answer.json()

    assert (told["licence"], told["attribution"]) == (
        "CC0 1.0",
        "Grid Office, invented for tests",
    )
    assert (told["dataset"], told["release"], told["edition"]) == ("grid-office", "2023", 1)
    assert answer.headers["factordb-edition"] == "1"


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_lines_point_to_the_release_that_states_them(
    office: TestClient, kind: str, format_: str
) -> None:
    answer = office.get(f"{OFFICE}/{kind}?format={format_}")

    assert answer.headers["link"] == f'<{OFFICE}>; rel="license describedby"'
    assert answer.headers["factordb-edition"] == "1"


@pytest.mark.parametrize("limit", [1, 7, 39, 40, 41])
def test_pages_give_every_factor_once_in_file_order(client: TestClient, limit: int) -> None:
    whole = client.get(f"{GRID}/factors?limit=1000").json()["items"]

    assert walked(client, f"{GRID}/factors", limit) == whole
    assert len(whole) == 40


def test_documents_of_a_page_are_the_bytes_that_are_hashed(client: TestClient) -> None:
    page = client.get(f"{GRID}/factors?limit=1")
    (row,) = rows(client.get(f"{GRID}/factors?format=csv").text)[:1]

    assert client.get(f"/v1/factors/{row['digest']}").content in page.content


def test_ndjson_is_one_canonical_document_a_line(client: TestClient) -> None:
    answer = client.get(f"{GRID}/factors?format=ndjson")
    lines = answer.content.splitlines()
    digests = [r["digest"] for r in rows(client.get(f"{GRID}/factors?format=csv").text)]

    assert answer.headers["content-type"] == "application/x-ndjson"
    assert ["sha256:" + hashlib.sha256(line).hexdigest() for line in lines] == digests


def test_csv_has_the_headline_of_every_factor(client: TestClient) -> None:
    answer = client.get(f"{GRID}/factors?format=csv")
    shanghai = next(r for r in rows(answer.text) if r["region"] == "CN-SH")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (shanghai["value"], shanghai["unit"], shanghai["gas"]) == ("0.5737", "kWh", "CO2")
    assert shanghai["facets"] == "at=consumer;mix=average"


def test_csv_guards_nothing_and_is_read_back_as_it_was(office: TestClient) -> None:
    first, second = rows(office.get(f"{OFFICE}/factors?format=csv").text)

    assert '上海, "电网"\n第二行' in first["name"]
    assert (first["value"], second["value"]) == ("0.5500", "0.6000")


def test_properties_come_in_all_three_forms(client: TestClient) -> None:
    page = client.get(f"{GWP}/properties?limit=1000").json()["items"]
    lines = client.get(f"{GWP}/properties?format=ndjson").content.splitlines()
    table = rows(client.get(f"{GWP}/properties?format=csv").text)

    assert [orjson.loads(line) for line in lines] == page
    assert [r["value"] or r["low"] for r in table] == [p.get("value", p.get("low")) for p in page]
    assert table[0]["digest"] == "sha256:" + hashlib.sha256(lines[0]).hexdigest()


def test_rejections_name_cell_and_reason_in_all_three_forms(office: TestClient) -> None:
    page = office.get(f"{OFFICE}/rejections").json()["items"]
    lines = office.get(f"{OFFICE}/rejections?format=ndjson").content.splitlines()
    table = rows(office.get(f"{OFFICE}/rejections?format=csv").text)

    assert page
    assert all(r["at"] and r["reason"] for r in page)
    assert [orjson.loads(line) for line in lines] == page
    assert [r["printed"] for r in table] == [r["printed"] for r in page]


def test_blanks_name_cell_and_what_the_number_would_be_in_all_three_forms(
    office: TestClient,
) -> None:
    page = office.get(f"{OFFICE}/blanks").json()["items"]
    lines = office.get(f"{OFFICE}/blanks?format=ndjson").content.splitlines()
    table = rows(office.get(f"{OFFICE}/blanks?format=csv").text)

    assert [(b["of"]["region"], b["pick"], b["count"]) for b in page] == [
        ("CN-XZ", "CO2", 1),
        ("GLO", "density", 1),
    ]
    assert page[0]["at"].endswith("CN-XZ")
    assert page[0]["of"]["dates"] == {"data": {"from": "2023-01-01", "to": "2023-12-31"}}
    assert [orjson.loads(line) for line in lines] == page
    assert [(r["of"], r["property"], r["facets"], r["boundary"], r["unit"]) for r in table] == [
        ("electricity.grid", "", "mix=average", "direct", "kWh"),
        ("fuel.diesel", "density", "", "", "kg/L"),
    ]
    assert table[0]["data_from"] == "2023-01-01"
    assert walked(office, f"{OFFICE}/blanks", 1) == page


def test_rejections_come_by_pages(office: TestClient) -> None:
    whole = office.get(f"{OFFICE}/rejections").json()["items"]

    assert walked(office, f"{OFFICE}/rejections", 1) == whole


def test_an_empty_list_is_empty_in_every_form(client: TestClient) -> None:
    assert client.get(f"{GRID}/rejections").json()["items"] == []
    assert client.get(f"{GRID}/rejections?format=ndjson").content == b""
    assert client.get(f"{GRID}/rejections?format=csv").text == "at,printed,reason,numbers\n"


@pytest.mark.parametrize(
    "asked",
    ["cursor=x", "cursor=-1", "cursor=99999999999", "limit=0", "limit=1001", "format=xml",
     "cursor=5&format=csv", "cursor=５"],
)  # fmt: skip
def test_what_no_list_has_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get(f"{GRID}/factors?{asked}")

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_a_whole_release_is_read_in_blocks_that_hold_no_connection(
    seeded_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_ITEMS", 7)
    with serving(seeded_address) as client:
        whole = client.get(f"{GRID}/factors?format=ndjson").content
        in_csv = rows(client.get(f"{GRID}/factors?format=csv").text)

    assert len(whole.splitlines()) == len(in_csv) == 40


def test_many_clients_at_once_are_all_answered(client: TestClient) -> None:
    statuses: list[int] = []

    def ask() -> None:
        for path in (f"{GRID}/factors?format=csv", "/v1/search?q=上海", "/v1/datasets"):
            statuses.append(client.get(path).status_code)

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert statuses == [200] * 90
