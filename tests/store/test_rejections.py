from sqlmodel import Session

from factordb.model.reading import Rejection
from factordb.store import rejections
from tests.examples import a_factor
from tests.store.drafts import drafted


def test_rejections_come_back_in_the_files_order_from_a_place_on(db: Session) -> None:
    number = drafted(db, "2023", a_factor())
    given = [
        Rejection(at=f"B{n}", printed=f"< {n}\t\\N", reason="is no number", numbers=n)
        for n in (3, 1, 2)
    ]
    rejections.add(db, number, given)

    found = rejections.of_release(db, number, 1, 10)

    assert [(r.at, r.printed, r.numbers) for r in found] == [
        ("B1", "< 1\t\\N", 1),
        ("B2", "< 2\t\\N", 2),
    ]


def test_a_release_of_which_nothing_was_rejected_has_none(db: Session) -> None:
    number = drafted(db, "2023", a_factor())
    rejections.add(db, number, [])

    assert rejections.of_release(db, number, 0, 10) == []
