"""Ask what the OpenAPI document shows, and write the answers down.

Run it after a change that seeds or answers show: ``python scripts/make_examples.py``. It starts a
database of its own in an empty folder.
"""

import tempfile
from pathlib import Path
from typing import Any

import orjson
from starlette.testclient import TestClient

from factordb.api import examples
from factordb.api.app import create_app
from factordb.settings import Settings

SHOWN = 2
LONG = 12
"""Of a list longer than that the first are shown."""


def main() -> None:
    """Write the answers of a database with nothing but the seeds."""
    with tempfile.TemporaryDirectory(prefix="fdb") as name:
        Path(name).chmod(0o755)
        with TestClient(create_app(Settings(home=Path(name) / "home"))) as client:
            pins = _pins(client)
            asked = examples.pinned(pins["factor"], pins["property"]) | examples.OTHER
            answers = {name: _answer(client, *one) for name, one in asked.items()}
    said = orjson.dumps({"pins": pins, "answers": answers}, option=orjson.OPT_INDENT_2)
    examples.FILE_OF_EXAMPLES.write_bytes(said + b"\n")


def _pins(client: TestClient) -> dict[str, str]:
    question = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}
    asked = {"items": [{**question, "use": "organisation"}], "edition": 3}
    factor = client.post("/v1/resolve", json=asked).json()["items"][0]["hit"]["digest"]
    found = client.get("/v1/properties?subject=gas.ch4&limit=1").json()["items"][0]["digest"]
    release = client.get("/v1/datasets/cn-mee-grid-co2/releases/2023").json()
    return {"factor": factor, "property": found, "file": release["read"]}


def _answer(client: TestClient, path: str, body: dict[str, Any] | None) -> Any:
    answer = client.post(path, json=body) if body else client.get(path)
    answer.raise_for_status()
    return _cut(answer.json())


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_cut(part) for part in (value[:SHOWN] if len(value) > LONG else value)]
    return value


if __name__ == "__main__":
    main()
