"""Grades of what is found: for the place and year asked, and refused where there are no letters."""

import pytest
from sqlmodel import Session

from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entries import entries
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import Invalid, SchemeNotFound
from factordb.quality.known import Use
from factordb.store import factors

QUESTION = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023, "use": "organisation"}


def _answer(db: Session, **more: object) -> Answer:
    (answer,) = asking.ask(db, [QUESTION | more]).answers
    assert isinstance(answer, Answer)
    return answer


def _shanghai(db: Session) -> Entry:
    found = entries(db, 99, factors.candidates(db, 99, [("electricity.grid", "CN-SH")]))
    return next(e for e in found if e.data == ("2023-01-01", "2023-12-31"))


def test_a_least_grade_names_a_scheme_and_a_letter() -> None:
    """Which version a name without one means is said by the tables that are asked."""
    assert grade.check("ef-dqr:B") == "ef-dqr:B"
    assert grade.check("ilcd-dqr-1:C") == "ilcd-dqr-1:C"


@pytest.mark.parametrize("text", ["B", "ef-dqr", "ef-dqr:", "ef-dqr:F", "ef-dqr:AB", ""])
def test_half_a_least_grade_is_none(text: str) -> None:
    with pytest.raises(Invalid, match="is no least grade"):
        grade.check(text)


@pytest.mark.parametrize("name", ["pact-v3", "pedigree-v3", "cn-six-grade", "base-carbone"])
def test_a_scheme_without_letters_cannot_be_asked_for_one(name: str) -> None:
    with pytest.raises(Invalid, match="gives no letters"):
        grade.check(f"{name}:B")
    with pytest.raises(SchemeNotFound):
        grade.check("none:B")


def test_a_hit_tells_its_grade_for_the_place_and_year_asked(seeds: Session) -> None:
    hit = _answer(seeds).hit
    assert hit is not None
    assert hit.grade == "ef-dqr-1:A"


def test_a_grade_falls_with_place_and_year(seeds: Session) -> None:
    entry = _shanghai(seeds)
    uses = (Use("CN-SH", 2023), Use("CN-SH", 2028), Use("FR", 2040))
    assert [grade.of(entry, use) for use in uses] == ["ef-dqr-1:A", "ef-dqr-1:C", "ef-dqr-1:D"]
    assert grade.reaches(entry, uses[0], "ef-dqr-1:B")
    assert not grade.reaches(entry, uses[1], "ef-dqr-1:B")


def test_a_fallback_lowers_the_grade(seeds: Session) -> None:
    near, far = (
        _answer(seeds, region=region, fallback=["region"]).hit for region in ("CN-SH", "CN-XZ")
    )
    assert near is not None
    assert far is not None
    assert far.region != "CN-XZ"
    assert (near.grade, far.grade) == ("ef-dqr-1:A", "ef-dqr-1:B")


def test_resolve_refuses_what_is_not_good_enough_and_says_its_grade(seeds: Session) -> None:
    answer = _answer(seeds, region="CN-XZ", fallback=["region"], min_grade="ef-dqr:A")
    assert answer.status == "none"
    assert "its grade for this place and year is ef-dqr-1:B, not ef-dqr-1:A" in str(answer.reason)
    assert _answer(seeds, min_grade="ef-dqr:A").status == "found"
