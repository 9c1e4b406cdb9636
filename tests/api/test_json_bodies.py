import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.api.json_bodies import DEPTH, parsed
from factordb.errors import UnreadableBody
from factordb.settings import Settings
from tests.served import PROBLEM

JSON = "application/json"
READ = [
    path
    for path, methods in create_app(Settings()).app.openapi()["paths"].items()  # type: ignore[attr-defined]  # FastAPI's
    if JSON in methods.get("post", {}).get("requestBody", {}).get("content", {})
]
ANYTHING = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(some.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: some.lists(inner) | some.dictionaries(some.text('aé"[{\\'), inner),
    max_leaves=20,
)


@pytest.mark.parametrize("path", READ)
def test_every_call_reads_its_body_strictly(client: TestClient, path: str) -> None:
    answer = client.post(path, content=b'{"a":1,"a":2}', headers={"Content-Type": JSON})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    assert "'a' stands twice" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "line 1, column 1"),
        (b"{", "line 1, column 2"),
        (b'{"a":1}\n{', "line 2, column 1"),
        (b"\xff", "byte 0 is no UTF-8"),
        (b'"\xed\xa0\x80"', "byte 1 is no UTF-8"),
        (b'"\xc0\xaf"', "byte 1 is no UTF-8"),
        (b'{"a":NaN}', "NaN is no number"),
        (b'{"a":-Infinity}', "-Infinity is no number"),
        (b'{"a":1e999}', "nothing here has"),
        (b'{"a":' + b"9" * 5_000 + b"}", "5000 digits"),
        (b'{"a":0.' + b"9" * 5_000 + b"}", "nothing here has"),
        (b'{"a":{"b":1,"c":2,"b":1}}', "'b' stands twice"),
        (b'{"\\u0061":1,"a":1}', "'a' stands twice"),
        (b"\x00", "line 1, column 1"),
        (b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), "deep"),
        (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, "deep"),
        (b"[" * 100_000, "deep"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(UnreadableBody, match=said) as caught:
        parsed(body)

    assert "/docs" in caught.value.detail
    assert len(caught.value.detail) < 300


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"[[[[{{{{\\"[[[["}',
        b"[" * DEPTH + b"]" * DEPTH,
        b"[" + b"[],{}," * 500 + b"1]",
        b'{"a":"\\ud83c\\udf0d"}',
        b'{"a":"\\\\u0000"}',
        b'{"a":' + b"9" * 300 + b"}",
    ],
)
def test_what_is_merely_unusual_is_read(body: bytes) -> None:
    assert parsed(body) == json.loads(body)


@given(ANYTHING)
def test_sound_json_is_read_as_it_was_meant(said: Any) -> None:
    assert parsed(json.dumps(said).encode()) == said
    assert parsed(json.dumps(said, ensure_ascii=False).encode()) == said


def test_a_large_body_is_read_in_a_moment(client: TestClient) -> None:
    body = b'{"items":[' + b"[]," * 900_000 + b"1]}"
    answer = client.post("/v1/resolve", content=body, headers={"Content-Type": JSON})

    assert answer.status_code == 422


def test_what_says_it_is_no_json_is_not_read_as_such(client: TestClient) -> None:
    answer = client.post("/v1/resolve", content=b"{}", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 422
