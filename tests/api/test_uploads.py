"""Uploads end on disk under safe names, or are refused before they fill it."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from factordb.api import uploads
from factordb.errors import FactordbError


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Return a client of what takes uploads of 64 KiB and says what it was sent."""

    async def take(request: Request) -> JSONResponse:
        try:
            sent = await uploads.received(request, tmp_path, 1 << 16)
        except FactordbError as error:
            return JSONResponse(type(error).__name__, 400)
        files = {k: (str(p.relative_to(tmp_path)), p.stat().st_size) for k, p in sent.files.items()}
        return JSONResponse([files, sent.texts])

    return TestClient(Starlette(routes=[Route("/", take, methods=["POST"])]))


def test_files_and_texts_arrive_under_their_fields(client: TestClient) -> None:
    files = {"file": ("f.csv", b"a,b"), "mapping": ("m.toml", b"x = 1")}

    answer = client.post("/", files=files, data={"dataset": "grid-office"})

    assert answer.json() == [
        {"file": ["0/f.csv", 3], "mapping": ["1/m.toml", 5]},
        {"dataset": "grid-office"},
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\factors.xlsx", "factors.xlsx"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("因子 2023.xlsx", "因子 2023.xlsx"),
        ("a;b|c.csv", "a_b_c.csv"),
        ("..", "file"),
    ],
)
def test_a_name_leads_nowhere(client: TestClient, name: str, kept: str) -> None:
    answer = client.post("/", files={"file": (name, b"x")})

    assert answer.json()[0]["file"][0] == f"0/{kept}"


def test_too_much_is_refused_also_where_the_length_is_not_said(client: TestClient) -> None:
    large = {"file": ("f", b"x" * (1 << 17))}
    assert client.post("/", files=large).json() == "UploadTooLarge"

    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    endless = client.post(
        "/",
        content=(part for part in [head, *([b"x" * 4096] * 40)]),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert endless.json() == "UploadTooLarge"


def test_what_is_no_form_is_refused(client: TestClient, tmp_path: Path) -> None:
    kinds = ("application/json", "multipart/form-data", "multipart/form-data; boundary=b")
    for kind in kinds:
        answer = client.post("/", content=b"--x\r\n\r\n", headers={"Content-Type": kind})
        assert answer.json() in ("Invalid", [{}, {}])
    twice = [("file", ("a", b"1")), ("file", ("b", b"2"))]
    assert client.post("/", files=twice).json() == "Invalid"
    assert client.post("/", files={k: (k, b"") for k in "abc"}).json() == "Invalid"
