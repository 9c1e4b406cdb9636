import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from factordb.errors import Invalid
from factordb.model.review import Review

DIGEST = "sha256:" + "0a" * 32


def a_review(**changes: object) -> Review:
    said = {
        "release": "grid-office@2023",
        "manifest": DIGEST,
        "contents": DIGEST,
        "count": 2,
        "verdict": "approve",
        "by": "Li Wei",
        "at": "2026-11-29T08:00:00Z",
    }
    return Review.model_validate(said | changes)


def test_what_is_signed_is_canonical_and_ends_in_a_line_break() -> None:
    assert a_review().text() == (
        f'{{"at":"2026-11-29T08:00:00Z","by":"Li Wei","contents":"{DIGEST}","count":2,'
        f'"manifest":"{DIGEST}","release":"grid-office@2023","schema":"factordb/review/1",'
        '"verdict":"approve"}\n'
    )


@given(some.sampled_from(["approve", "reject", "comment"]), some.integers(0, 10**9))
def test_a_text_is_the_review_it_was_made_of(verdict: str, count: int) -> None:
    review = a_review(verdict=verdict, count=count, words=DIGEST)

    assert Review.read(review.text()) == review


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "approve\n"),
        a_review().text().rstrip("\n"),
        a_review().text().replace(":2,", ": 2,"),
        a_review().text() + "\n",
        a_review().text().replace("approve", "applaud"),
    ],
)
def test_another_text_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(Invalid, match="factordb review text"):
        Review.read(text)


@pytest.mark.parametrize("change", [{"at": "today"}, {"count": -1}, {"verdict": "applaud"}])
def test_what_cannot_be_meant_is_no_review(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_review(**change)
