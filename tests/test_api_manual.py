"""The manual of API and shell names every call and verb, in both languages, with living pins."""

import re
from pathlib import Path

import pytest

from factordb.api.app import create_app
from factordb.api.examples import FACTOR
from factordb.cli.command import app
from factordb.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
MANUALS = ("api.md", "api.zh-CN.md")
CALLS = [
    f"{method.upper()} {path}"
    for path, methods in create_app(Settings()).app.openapi()["paths"].items()  # type: ignore[attr-defined]  # FastAPI's
    for method in methods
]
VERBS = [
    *(c.name or str(c.callback.__name__) for c in app.registered_commands if c.callback),
    *(group.name for group in app.registered_groups),
]


def manual(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", MANUALS)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_is_in_the_manual(name: str, call: str) -> None:
    assert f"`{call.replace('{path:path}', '{path}')}`" in manual(name)


@pytest.mark.parametrize("name", MANUALS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_manual(name: str, verb: str) -> None:
    assert f"`factordb {verb}`" in manual(name)


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_names_no_call_that_is_not_there(name: str) -> None:
    named = set(re.findall(r"`((?:GET|POST) /[^`?]*)`", manual(name)))

    assert named <= set(CALLS)


@pytest.mark.parametrize("name", MANUALS)
def test_the_pin_shown_is_the_one_that_the_seeds_have(name: str) -> None:
    whole = set(re.findall(r"sha256:[0-9a-f]{64}", manual(name)))

    assert whole == {FACTOR}


def test_both_languages_show_the_same() -> None:
    shown = [re.findall(r"```console\n(.*?)```", manual(name), re.DOTALL) for name in MANUALS]

    assert shown[0] == shown[1]
    assert manual("api.md").count("\n## ") == manual("api.zh-CN.md").count("\n## ")
