from sqlmodel import Session

from factordb.model.reading import Blank
from factordb.store import blanks
from tests.examples import a_factor
from tests.store.drafts import drafted


def test_blanks_come_back_in_the_files_order_with_what_is_known_of_them(db: Session) -> None:
    number = drafted(db, "2023", a_factor())
    given = [
        Blank(at="'S'!B2", id="7_\t1", identity=a_factor().identity(), pick="CO2e"),
        Blank(count=12),
        Blank(at="line 9 kgCO2"),
    ]
    blanks.add(db, number, given)

    found = blanks.of_release(db, number)

    assert [Blank(count=b.count, at=b.at, id=b.id, identity=b.identity, pick=b.pick)
            for b in found] == given  # fmt: skip
    assert [b.at for b in blanks.of_release(db, number, 1, 1)] == [None]


def test_a_release_without_blanks_has_none(db: Session) -> None:
    number = drafted(db, "2023", a_factor())
    blanks.add(db, number, [])

    assert blanks.of_release(db, number) == []
