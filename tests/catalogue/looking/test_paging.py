import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import Session

from factordb.catalogue.looking import paging
from factordb.errors import EditionAhead, Invalid


def of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def test_without_one_a_list_begins_in_the_newest_edition(seeds: Session) -> None:
    offset, edition = paging.read(seeds, None, None)

    assert offset == 0
    assert edition >= 14


def test_a_list_goes_on_where_it_ended_in_its_own_edition(seeds: Session) -> None:
    assert paging.read(seeds, paging.written(40, 3), None) == (40, 3)
    assert paging.read(seeds, paging.written(40, 3), 3) == (40, 3)


def test_a_cursor_of_another_edition_than_the_one_named_is_refused(seeds: Session) -> None:
    with pytest.raises(Invalid, match="edition 3, and edition 2"):
        paging.read(seeds, paging.written(40, 3), 2)


def test_a_cursor_of_an_edition_not_reached_is_not_answered_with_an_older_one(
    seeds: Session,
) -> None:
    with pytest.raises(EditionAhead):
        paging.read(seeds, paging.written(0, 9_999), None)


def test_a_list_of_an_empty_catalogue_has_no_edition(db: Session) -> None:
    assert paging.read(db, None, None) == (0, 0)


@pytest.mark.parametrize(
    "text", ["", "x", "é", "=", of("1"), of("-5.3"), of("1.x"), of("1.2.3"), of("1.-1"), "A" * 9]
)
def test_what_is_no_cursor_is_refused(seeds: Session, text: str) -> None:
    with pytest.raises(Invalid, match="no cursor"):
        paging.read(seeds, text, None)


@given(some.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no cursor"):
        paging.read(Session(), "!" + text, None)
