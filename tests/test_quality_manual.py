"""The manual of quality: what it shows is what the shell says, and a pencil finds the same."""

import re
import shlex
from pathlib import Path

import pytest

from factordb.quality import scheme
from tests.cli.conftest import Run, seeded_shell

__all__ = ["seeded_shell"]

ROOT = Path(__file__).parents[1]
MANUALS = ("quality.md", "quality.zh-CN.md")
SHOWN = re.findall(
    r"```console\n\$ factordb ([^\n]*)\n(.*?)```",
    (ROOT / "docs" / "quality.md").read_text("utf-8"),
    re.DOTALL,
)


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[c.split()[0] for c, _ in SHOWN])
def test_the_shell_says_what_the_manual_shows(
    seeded_shell: Run, command: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert seeded_shell(*shlex.split(command)).out == answer


@pytest.mark.parametrize("name", MANUALS)
def test_every_scheme_is_in_the_manual(name: str) -> None:
    told = (ROOT / "docs" / name).read_text("utf-8")
    assert [r for r in scheme.TODAY.references if f"| `{r}` |" not in told] == []
    for reference in scheme.TODAY.references:
        for limit in scheme.named(reference).grades[:-1]:
            assert f"{limit.grade} ≤ {limit.up_to}" in told
