from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue.publishing import publishing
from factordb.catalogue.reviewing import checks
from factordb.errors import StaleChecks
from factordb.model.role import Role
from factordb.store import releases, reviews
from factordb.store.tables import ReleaseRow
from tests.catalogue.people import bring_in, somebody
from tests.catalogue.tables import a_row


def draft(db: Session) -> ReleaseRow:
    found = releases.find(db, "grid-office", "2023")
    assert found is not None
    return found


def test_an_import_is_a_check_against_the_last_release(db: Session, tmp_path: Path) -> None:
    admin = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, admin, tmp_path, [a_row()])

    assert checks.last(db, draft(db)) is None
    checks.require_fresh(db, draft(db))
    (row,) = reviews.checks(db, "grid-office", "2023")
    assert (row.step, row.against, row.findings) == ("import", None, [])


def test_a_release_that_is_published_since_makes_a_check_stale(db: Session, tmp_path: Path) -> None:
    admin = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, admin, tmp_path, [a_row()])
    bring_in(db, admin, tmp_path, [a_row()], "2022")
    publishing.publish(db, "grid-office@2022", admin)

    assert checks.are_stale(db, draft(db))
    with pytest.raises(StaleChecks, match="grid-office@2022"):
        publishing.publish(db, "grid-office@2023", admin)

    checks.note(db, draft(db), "grid-office@2022", "publish", [])
    assert publishing.publish(db, "grid-office@2023", admin).edition == 2
