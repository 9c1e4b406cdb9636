"""A trail as Markdown: both languages, and nothing that anybody wrote becomes markup."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.trail import telling
from factordb.catalogue.trail.steps import KINDS, Step, Trail

DIGEST = "sha256:" + "0a" * 32


def a_trail(**detail: Any) -> Trail:
    steps = tuple(
        Step(number=n, kind=kind, at="2026-11-29T08:00:00+00:00", who="Li Wei", via="api",
             where=None, entries=(n,), detail=detail)
        for n, kind in enumerate(KINDS, start=1)
    )  # fmt: skip
    return Trail(
        release="grid-office@2023", state="published", edition=19, manifest=DIGEST,
        contents=DIGEST, count=31, read=DIGEST, layout="table", importer="1", log_size=544,
        steps=steps, keys=(),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_step_has_its_heading(language: telling.Language) -> None:
    lines = list(telling.markdown(a_trail(), language))

    headings = [line for line in lines if line.startswith("### ")]
    assert len(headings) == len(KINDS)
    assert len({line.split(". ", 1)[1] for line in headings}) == len(KINDS)


def test_headings_are_chinese_where_they_are_wanted() -> None:
    whole = "\n".join(telling.markdown(a_trail(), "zh"))

    assert "# grid-office@2023 的全程记录" in whole
    assert "审核" in whole
    assert "日志条目: 1" in whole


def test_what_people_said_is_labelled_in_chinese() -> None:
    whole = list(telling.markdown(a_trail(says="seen", verdict="approve", leaf={"by": "Li"}), "zh"))

    assert "- 意见原文: seen" in whole
    assert "- 结论: approve" in whole
    assert "- leaf.by: Li" in whole


def test_both_languages_have_the_same_shape() -> None:
    shapes = [
        [re.match(r"#*", line)[0] for line in telling.markdown(a_trail(), lang)]  # type: ignore[index]  # matches everything
        for lang in ("en", "zh")
    ]
    assert shapes[0] == shapes[1]


def test_parts_of_parts_are_told_by_their_names() -> None:
    whole = list(telling.markdown(a_trail(report={"tally": {"numbers": 2}}, holds=[{"id": 7}])))

    assert "- report.tally.numbers: 2" in whole
    assert "- holds 1: id 7" in whole
    long = list(telling.markdown(a_trail(places=list(range(99)))))
    assert "- places: … 99" in long


@given(some.text(alphabet="a<>[]()*_`#|\\!\n\r&", max_size=40))
def test_words_of_persons_are_never_markup(words: str) -> None:
    lines = list(telling.markdown(a_trail(says=words)))

    for line in (one for one in lines if one.startswith("- says: ")):
        bare = re.sub(r"\\[\\`*_{}\[\]<>#|~]", "", line.removeprefix("- says: "))
        assert not re.search(r"[`*_{}\[\]<>#|~]", bare)
    assert all("\n" not in line and "\r" not in line for line in lines)
