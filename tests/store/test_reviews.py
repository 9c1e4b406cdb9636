from sqlmodel import Session

from factordb.model import leaf
from factordb.store import acts, reviews
from factordb.store.review_tables import CheckedRow, ReviewRow, SubmissionRow

AT = "2026-11-29T08:00:00Z"


def a_submission(db: Session, release_id: int = 7) -> SubmissionRow:
    row = SubmissionRow(
        release_id=release_id, dataset="d", release="1", contents="sha256:00", by="Li Wei"
    )
    return reviews.submit(db, row)


def test_the_last_submission_of_a_draft_counts(db: Session) -> None:
    first, second = a_submission(db), a_submission(db)
    other = a_submission(db, release_id=8)

    assert reviews.submission(db, 7) == second
    assert reviews.submission(db, 9) is None
    assert reviews.submissions(db, "d", "1") == [first, second, other]


def test_a_review_is_of_the_submission_it_was_given_for(db: Session) -> None:
    first, second = a_submission(db), a_submission(db)
    act = acts.add(db, "review", "d@1", leaf.of_review({"release": "d@1"}, AT))
    row = ReviewRow(
        act_id=act.id or 0, release_id=7, submission_id=second.id, verdict="approve", words="seen"
    )
    reviews.add(db, row)

    assert reviews.of_submission(db, first.id or 0) == []
    assert reviews.of_submission(db, second.id or 0) == [(row, act)]
    assert reviews.of_reference(db, "d@1") == [(row, act)]
    assert reviews.by_act(db) == {act.id: row}


def test_the_last_check_of_a_draft_says_what_it_was_held_against(db: Session) -> None:
    for against in (None, "d@0"):
        row = CheckedRow(
            release_id=7, dataset="d", release="1", against=against, step="import", findings=[]
        )
        reviews.note_check(db, row)

    last = reviews.last_check(db, 7)
    assert last is not None
    assert last.against == "d@0"
    assert len(reviews.checks(db, "d", "1")) == 2
