"""Documents for users stand in English and Chinese, in step, and name what there is."""

import re
from pathlib import Path

import pytest

from factordb.importers import registry
from factordb.importers.protocol import Intake
from factordb.importers.table import Table
from factordb.model.factor import Factor
from factordb.model.reading import Rejection
from factordb.settings import Settings
from scripts import make_tour

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ENGLISH = [
    ROOT / "README.md",
    *(path for path in sorted(DOCS.glob("*.md")) if not path.name.endswith(".zh-CN.md")),
    ROOT / "seeds" / "README.md",
]


def _chinese(english: Path) -> Path:
    return english.with_name(english.name.replace(".md", ".zh-CN.md"))


def _fenced(path: Path) -> list[str]:
    return re.findall(r"^```.*?^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_document_stands_in_chinese_with_the_same_examples(english: Path) -> None:
    chinese = _chinese(english)

    assert f"({chinese.name})" in english.read_text("utf-8")
    assert f"({english.name})" in chinese.read_text("utf-8")
    assert _fenced(english) == _fenced(chinese)


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_languages_have_the_same_headings_and_tables(english: Path) -> None:
    def shape(path: Path) -> list[str]:
        lines = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL).splitlines()
        marks = [re.match(r"#+ |\|", line) for line in lines]
        return [mark[0] for mark in marks if mark]

    assert shape(english) == shape(_chinese(english))


@pytest.mark.parametrize("language", ["operating.md", "operating.zh-CN.md"])
def test_every_setting_is_in_the_manual(language: str) -> None:
    told = (DOCS / language).read_text("utf-8")

    for name in Settings.model_fields:
        assert f"`FACTORDB_{name.upper()}`" in told


@pytest.mark.parametrize("path", [p for e in ENGLISH for p in (e, _chinese(e))], ids=str)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_a_decision_is_short() -> None:
    for record in (DOCS / "decisions").glob("*.md"):
        assert len(record.read_text("utf-8").splitlines()) < 60, record.name


def test_the_tour_answers_what_the_readme_shows() -> None:
    meant = make_tour.shown(ROOT / "README.md")
    found = list(make_tour.answers(ROOT / "README.md"))

    assert [(c, make_tour.without_times(a)) for c, a in found] == [
        (command, make_tour.without_times(answer)) for command, answer in meant
    ]
    assert len(meant) >= 6


@pytest.mark.parametrize("language", ["importers.md", "importers.zh-CN.md"])
@pytest.mark.parametrize("layout", registry.layouts())
def test_every_layout_is_in_the_manual(layout: str, language: str) -> None:
    assert f"| `{layout}` |" in (DOCS / language).read_text("utf-8")


def test_the_mapping_of_the_manual_is_one(tmp_path: Path) -> None:
    (written,) = re.findall(
        r"^```toml\n(.*?)^```$", (DOCS / "importers.md").read_text("utf-8"), re.M | re.S
    )
    file = tmp_path / "fuels.csv"
    file.with_suffix(".toml").write_text(written, "utf-8")
    file.write_text(
        "Notes\nFuel;Country;Per;CO2;CH4\nPeat;Finland;Tonne (dry);1,5;0,666 (A)\n", "utf-8"
    )
    items = list(Table().read(Intake(file, "sha256:" + "0" * 64)))

    assert [i for i in items if isinstance(i, Rejection)] == []
    assert sorted(str(f.facets) for f in items if isinstance(f, Factor)) == [
        "{'fuel': 'peat', 'route': 'A'}",
        "{'fuel': 'peat'}",
    ]
