from factordb.store.review_tables import CommentRow


def test_a_comment_may_be_on_the_whole_release() -> None:
    row = CommentRow(release_id=1, dataset="d", release="1", words="see annex 4", by="Li Wei")

    assert (row.digest, row.field) == (None, None)
