import pytest
from sqlmodel import Session

from factordb.errors import CommentNotFound
from factordb.store import comments, releases
from factordb.store.review_tables import CommentEndRow, CommentRow
from tests.examples import a_factor
from tests.store.drafts import drafted


def a_comment(db: Session, release_id: int, words: str = "see annex 4") -> CommentRow:
    return comments.add(
        db,
        CommentRow(
            release_id=release_id, dataset="grid-office", release="2023", words=words, by="Li Wei"
        ),
    )


def test_a_comment_is_open_until_it_is_resolved(db: Session) -> None:
    one, other = a_comment(db, 1), a_comment(db, 2, "and annex 5")
    comments.end(db, CommentEndRow(comment_id=one.id or 0, by="Ada", reason="seen"))

    found = comments.of_reference(db, "grid-office", "2023")

    assert [(c.comment, c.end and c.end.by) for c in found] == [(one, "Ada"), (other, None)]
    assert comments.get(db, other.id or 0).end is None
    with pytest.raises(CommentNotFound):
        comments.get(db, 404)


def test_a_document_stands_in_its_own_release(db: Session) -> None:
    from factordb.model.canonical import raw

    number = drafted(db, "2023", a_factor())
    other = drafted(db, "2024", a_factor(value="9"))

    assert comments.stands(db, number, raw(a_factor().digest()))
    assert not comments.stands(db, other, raw(a_factor().digest()))
    assert releases.by_id(db, number).state == "draft"
