import pytest
from starlette.testclient import TestClient

from factordb.catalogue.resolve import asking
from tests.served import PROBLEM

GRID = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}


def resolved(client: TestClient, **changes: object) -> dict[str, object]:
    answer = client.post("/v1/resolve", json={"items": [GRID | changes]})
    assert answer.status_code == 200, answer.text
    (item,) = answer.json()["items"]
    return dict(item)


def test_search_finds_chinese_words_and_says_why(client: TestClient) -> None:
    told = client.get("/v1/search", params={"q": "上海 电力", "year": 2023}).json()

    found = next(hit for hit in told["hits"] if hit["dataset"] == "cn-mee-grid-co2")
    assert (found["value"], found["unit"], found["region"]) == ("0.5737", "kWh", "CN-SH")
    assert found["why"]
    assert told["counts"]["dataset"]["cn-mee-grid-co2"] >= 1


def test_search_needs_no_words(client: TestClient) -> None:
    told = client.get("/v1/search?dataset=cn-mee-grid-co2&edition=3&limit=1").json()

    assert (told["total"], told["hits"][0]["release"]) == (120, "2023")


def test_search_narrows_by_filters_and_facets(client: TestClient) -> None:
    told = client.get(
        "/v1/search?q=上海&region=CN-SH&unit=MWh&dataset=cn-mee-grid-co2&use=organisation"
        "&boundary=direct&facet.mix=average&group=electricity&year=2022"
    ).json()

    assert [hit["value"] for hit in told["hits"]] == ["0.5849"]


def test_search_converts_what_it_shows(client: TestClient) -> None:
    path = "/v1/search?region=CN-SH&year=2023&dataset=cn-mee-grid-co2&in=MWh"
    (hit,) = client.get(path).json()["hits"]

    assert (hit["unit"], float(hit["value"])) == ("MWh", 573.7)
    assert hit["steps"]


def test_search_pages_stay_in_their_edition(client: TestClient) -> None:
    asked = {"q": "电力", "limit": "3", "edition": "2"}
    first = client.get("/v1/search", params=asked).json()
    second = client.get("/v1/search", params=asked | {"cursor": first["next"]}).json()

    assert first["edition"] == second["edition"] == 2
    assert not {h["digest"] for h in first["hits"]} & {h["digest"] for h in second["hits"]}


@pytest.mark.parametrize(
    "asked",
    ["nonsense=1", "q=a&q=b", "unit=10**10**10", "in=nonsense", "region=XX-YY", "year=x",
     "year=12", "limit=0", "limit=201", "cursor=x", "cursor=LTUuMQ==", "use=nonsense",
     "boundary=nonsense", "facet.mix=nonsense", "facet.nonsense=1", "gwp=nonsense", "dataset=../x",
     "group=../x", "edition=0", "q=" + "x" * 301],
)  # fmt: skip
def test_what_search_cannot_mean_is_refused_by_name(client: TestClient, asked: str) -> None:
    answer = client.get(f"/v1/search?{asked}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    assert not answer.json()["detail"].endswith("..")


STRANGE = [
    "%", "_", "\\", "'", "100%", "電力", "a" * 300, "\t\n", "😀", "\x01\x1b[31m", "\u202eنفط",
    "'; DROP TABLE factor; --", "(a+)+$", "ﷺ" * 300, "e" + "\u0301" * 299, "电" * 300, "\ufffe",
]  # fmt: skip


@pytest.mark.parametrize("q", STRANGE)
def test_any_text_may_be_searched_for(client: TestClient, q: str) -> None:
    assert client.get("/v1/search", params={"q": q}).status_code == 200


def test_any_text_may_be_matched(client: TestClient) -> None:
    lines = [{"text": text} for text in [*STRANGE, "柴油 " * 3_000, "x" * 10_000]]
    answers = client.post("/v1/match", json={"lines": [*lines, {"text": "x" * 10_001}]}).json()

    assert [next(iter(one)) for one in answers["lines"]] == ["decision"] * len(lines) + ["problem"]


def test_a_text_of_ten_thousand_characters_is_refused_with_what_may_be(client: TestClient) -> None:
    answer = client.get("/v1/search", params={"q": "x" * 10_000})

    assert (answer.status_code, "300 characters" in answer.json()["detail"]) == (422, True)


def test_resolve_answers_with_one_factor_and_its_steps(client: TestClient) -> None:
    item = resolved(client, use="organisation")

    assert item["status"] == "found"
    assert isinstance(item["hit"], dict)
    assert (item["hit"]["value"], item["hit"]["gas"]) == ("0.5737", "CO2")
    assert item["steps"]


def test_ambiguity_and_none_are_answers(client: TestClient) -> None:
    several, none = resolved(client), resolved(client, use="product")

    assert (several["status"], none["status"]) == ("ambiguous", "none")
    assert several["candidates"]
    assert none["reason"]


def test_a_fallback_returns_its_steps(client: TestClient) -> None:
    item = resolved(client, use="product", fallback=["region"])

    assert isinstance(item["hit"], dict)
    assert item["hit"]["value"] == "0.6205"
    assert [s["kind"] for s in item["steps"] if s["kind"] == "region"]  # type: ignore[attr-defined]


def test_latest_in_an_older_edition_is_the_latest_of_then(client: TestClient) -> None:
    asked = {"edition": 2, "items": [GRID | {"year": "latest", "use": "organisation"}]}

    answer = client.post("/v1/resolve", json=asked)

    assert answer.headers["factordb-edition"] == "2"
    assert answer.json()["items"][0]["hit"]["release"] == "2022"


def test_answers_come_in_the_order_of_the_questions(client: TestClient) -> None:
    regions = ["CN-BJ", "CN-SH", "CN-XZ", "CN-GD"]
    items = [GRID | {"region": region, "use": "organisation"} for region in regions]

    answers = client.post("/v1/resolve", json={"items": items}).json()["items"]

    assert [a["hit"]["region"] if a.get("hit") else None for a in answers] == [
        "CN-BJ", "CN-SH", None, "CN-GD",
    ]  # fmt: skip


def test_resolve_of_an_edition_not_reached_is_503(client: TestClient) -> None:
    answer = client.post("/v1/resolve", json={"edition": 9999, "items": [GRID]})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "item",
    [{}, {"activity": "electricity.grid"}, GRID | {"digest": "sha256:" + "0" * 64},
     GRID | {"unit": "10**10**10"}, GRID | {"year": 12}, GRID | {"use": "x"}, GRID | {"more": 1},
     GRID | {"region": "ZZ-ZZ"}, {"id": "\x00"}, GRID | {"fallback": ["luck"]}],
)  # fmt: skip
def test_a_question_that_cannot_be_meant_is_a_problem_of_its_own(
    client: TestClient, item: dict[str, object]
) -> None:
    answer = client.post("/v1/resolve", json={"items": [GRID, item]})

    first, second = answer.json()["items"]
    assert first["status"] == "ambiguous"
    assert second["problem"]["status"] == 422
    assert second["problem"]["detail"]


def test_resolve_has_its_bound(client: TestClient) -> None:
    answer = client.post("/v1/resolve", json={"items": [GRID] * (asking.MOST + 1)})

    assert answer.status_code == 422


def test_properties_are_looked_up_by_subject(client: TestClient) -> None:
    items = client.get("/v1/properties?subject=fuel&property=net-calorific-value").json()["items"]

    assert items
    assert {p["property"] for p in items} == {"net-calorific-value"}
    assert all(p["subject"].startswith("fuel.") for p in items)


def test_a_property_that_is_found_is_pinned(client: TestClient) -> None:
    (found,) = client.get("/v1/properties?subject=gas.ch4&limit=1").json()["items"]

    pinned = client.get(f"/v1/properties/{found['digest']}").json()

    assert (pinned["subject"], pinned["unit"]) == (found["subject"], found["unit"])
    assert pinned.get("value") == found["value"]


@pytest.mark.parametrize(
    "asked", ["subject=../x", "property=nonsense", "region=ZZ", "limit=0", "cursor=x", "q=1"]
)
def test_what_no_property_has_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get(f"/v1/properties?{asked}")

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_match_answers_every_line_in_order_with_reasons(client: TestClient) -> None:
    lines: list[object] = [
        {"text": "外购电力", "region": "CN-SH", "year": 2023, "unit": "MWh", "amount": 2},
        {"text": ""},
        {"text": "cotton yarn Ne 30/1", "unit": "kg"},
        "柴油",
    ]
    answer = client.post("/v1/match", json={"lines": lines, "candidates": 1})
    power, empty, yarn, word = answer.json()["lines"]

    assert answer.headers["factordb-edition"] == str(answer.json()["edition"])
    assert (power["decision"], len(power["candidates"])) == ("accept", 1)
    assert power["candidates"][0]["unit"] == "MWh"
    assert float(power["kg"]) == 2 * float(power["candidates"][0]["value"])
    assert empty["problem"]["detail"].startswith("text: ")
    assert word["problem"]["status"] == 422
    assert yarn["decision"] == "none"
    assert yarn["why"]


def test_match_takes_as_many_lines_as_it_says_and_no_more(client: TestClient) -> None:
    many = [{"text": f"diesel {n % 7}", "region": "GB", "unit": "L"} for n in range(5_000)]

    assert len(client.post("/v1/match", json={"lines": many}).json()["lines"]) == 5_000
    assert client.post("/v1/match", json={"lines": [*many, many[0]]}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"lines": None}, {"lines": "diesel"}, {"lines": [], "candidates": 0}, []),
        *({"lines": [], "colour": 1}, {"lines": [], "edition": True}),
    ],
)
def test_what_is_no_list_of_lines_is_refused(client: TestClient, body: object) -> None:
    answer = client.post("/v1/match", json=body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM


def test_match_of_an_edition_not_reached_is_no_older_answer(client: TestClient) -> None:
    answer = client.post("/v1/match", json={"lines": [{"text": "diesel"}], "edition": 999})

    assert answer.status_code == 503
