"""A draft before it is published: pages that join up, for those who decide on it."""

from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.comparing.comparing import Difference
from factordb.catalogue.importing import intake, previewing
from factordb.catalogue.importing.succeeding import step
from factordb.catalogue.looking.fetching import From
from factordb.errors import AlreadyPublished, Invalid, NotAuthenticated, ReleaseNotFound
from tests.catalogue.tables import a_row, a_table, asked, take_in

HERE = access.shell("host")
NAME = "grid-office@2023"
_CODES = ("BJ", "TJ", "HE", "SX", "NM", "LN", "JL", "HL", "SH", "JS")
PROVINCES = [f"CN-{code}" for code in _CODES]


@pytest.fixture
def drafted(db: Session, tmp_path: Path) -> Session:
    """Return a database with a release, and a draft in which seven of its numbers changed."""
    take_in(db, tmp_path, [a_row(code, "0.5") for code in PROVINCES[:9]], "2022")
    rows = [a_row(code, "0.6") for code in PROVINCES[:7]] + [a_row(PROVINCES[9], "NA")]
    intake.take_in(db, a_table(tmp_path / "2023", rows, "2023"), asked(publish=False))
    return db


@pytest.mark.parametrize("limit", [1, 3, 9, 10, 100])
def test_pages_of_changes_join_up_to_the_whole(drafted: Session, limit: int) -> None:
    whole = step(drafted, NAME)
    assert whole is not None
    seen: list[Difference] = []
    after = None

    while True:
        page = previewing.changes(drafted, HERE, NAME, From(after, limit))
        seen += page.items
        assert page.step == whole.summary()
        after = page.next
        if after is None:
            break

    assert tuple(seen) == whole.differences
    assert len(seen) == 10


def test_everything_is_one_page(drafted: Session) -> None:
    page = previewing.changes(drafted, HERE, NAME, previewing.ALL)

    assert (len(page.items), page.next) == (10, None)


def test_a_release_published_meanwhile_makes_a_cursor_void(
    drafted: Session, tmp_path: Path
) -> None:
    after = previewing.changes(drafted, HERE, NAME, From(None, 2)).next
    take_in(drafted, tmp_path, [a_row()], "2022.1")

    with pytest.raises(Invalid, match="Begin again"):
        previewing.changes(drafted, HERE, NAME, From(after, 2))


def test_what_is_published_is_looked_at_elsewhere(drafted: Session) -> None:
    with pytest.raises(AlreadyPublished, match="GET /v1/diff"):
        previewing.blanks(drafted, HERE, "grid-office@2022", From())


def test_what_is_not_there_and_who_is_not_known(drafted: Session) -> None:
    with pytest.raises(ReleaseNotFound):
        previewing.checked(drafted, HERE, "grid-office@2031")
    with pytest.raises(NotAuthenticated):
        previewing.rejections(drafted, access.anonymous(None), NAME, From())
