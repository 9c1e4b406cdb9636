from factordb.catalogue.reviewing.commenting import CommentView
from factordb.catalogue.reviewing.verdicts import ReviewView
from factordb.cli import remarks

COMMENT = CommentView(
    id=3,
    release="grid-office@2023",
    digest="sha256:00",
    field="/amounts/0/kg",
    says="per MWh?",
    by="Li Wei",
    at="2026-11-29T08:00:00+00:00",
    resolved_by=None,
    reason=None,
    resolved_at=None,
)


def test_a_comment_is_told_with_its_place_and_its_end() -> None:
    assert list(remarks.comment(COMMENT)) == [
        "comment 3, Li Wei, 2026-11-29T08:00:00+00:00, sha256:00 /amounts/0/kg",
        "    per MWh?",
    ]
    ended = COMMENT.model_copy(
        update={"resolved_by": "Ada", "reason": "per kWh", "resolved_at": "later"}
    )
    assert list(remarks.comment(ended))[-1] == "    resolved by Ada, later: per kWh"


def test_a_review_is_told_with_its_entry_and_the_name_of_its_key() -> None:
    review = ReviewView(
        release="grid-office@2023", verdict="approve", by="Li Wei", at="now", says=None,
        contents="sha256:00", digest="sha256:01", place=7, key="li+00+AA", sheet=None,
    )  # fmt: skip
    assert list(remarks.review(review)) == [
        "approve by Li Wei, now, entry 7 of the log, signed with li"
    ]
