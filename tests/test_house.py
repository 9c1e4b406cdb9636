"""The house keeps itself: every module has its test, and every room a word of its own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "factordb"
MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"
)
NO_WORD = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager", "base_types"}


def _has_a_test(module: Path) -> bool:
    """A module is tested beside its path, or with its room where the room is one idea."""
    tests = ROOT / "tests"
    own = tests / module.parent / f"test_{module.name}"
    room = tests / module.parent.parent / f"test_{module.parent.name}.py"
    return own.exists() or (module.parent != Path() and room.exists())


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_test(module: Path) -> None:
    assert _has_a_test(module)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_room_has_a_word_of_its_own(module: Path) -> None:
    assert not NO_WORD & {part.removesuffix(".py") for part in module.parts}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_says_what_it_is_about(module: Path) -> None:
    assert (PACKAGE / module).read_text(encoding="utf-8").startswith('"""')


def test_sql_stays_in_the_store() -> None:
    told = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
    elsewhere = [
        str(module)
        for module in MODULES
        if module.parts[0] != "store" and told.search((PACKAGE / module).read_text("utf-8"))
    ]
    assert elsewhere == []


def test_no_absolute_path_and_no_registry_is_named() -> None:
    told = re.compile(r"/work/|/root/|/home/\w|://[^/ ]*(pypi|npmjs|pythonhosted|debian)")
    folders = ["factordb", "migrations", "scripts", "bench", "docs", "seeds"]
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.is_file()]
    texts = [p for p in files if p.suffix in {".py", ".md", ".toml", ".json", ".csv", ""}]
    assert [str(p) for p in texts if told.search(p.read_text("utf-8", "replace"))] == []
