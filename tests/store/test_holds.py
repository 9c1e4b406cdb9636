import pytest
from sqlmodel import Session

from factordb.errors import HoldNotFound
from factordb.store import holds
from factordb.store.import_tables import HoldReleaseRow, HoldRow


def a_hold(release_id: int, rule: str = "beyond-band") -> HoldRow:
    return HoldRow(
        release_id=release_id, dataset="d", release="1", rule=rule, severity="hold",
        sentence="too much", count=1, places=[],
    )  # fmt: skip


def test_a_hold_is_open_until_it_is_released(db: Session) -> None:
    one, other = holds.add(db, [a_hold(7), a_hold(7, "far-from-its-peers")])
    holds.add(db, [a_hold(8)])

    holds.release(db, HoldReleaseRow(hold_id=one.id or 0, by="Li Wei", reason="seen"))

    assert holds.open_of(db, 7) == [other]
    assert [held.released and held.released.by for held in holds.of_release(db, 7)] == [
        "Li Wei",
        None,
    ]
    assert holds.get(db, other.id or 0).released is None


def test_a_hold_that_is_not_there_is_said(db: Session) -> None:
    with pytest.raises(HoldNotFound, match="hold list"):
        holds.get(db, 404)
