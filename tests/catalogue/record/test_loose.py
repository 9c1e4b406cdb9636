"""What stands between editions: the attacks on it are in `test_verifying`."""

import pytest
from sqlmodel import Session

from factordb.catalogue.record import logbook, verifying
from factordb.errors import LogBroken
from factordb.log.notes import SigningKey
from factordb.model import leaf
from factordb.model.canonical import raw_digest
from factordb.store import acts, log, persons
from factordb.store.log import Place

KEY = SigningKey("factors.example/log", bytes(32)).verifier.text()
AT = "2026-11-29T08:00:00Z"


def test_keys_and_acts_may_stand_where_nothing_is_published(db: Session) -> None:
    logbook.enter_key(db, KEY)
    acts.add(db, "four-eyes", "four-eyes", leaf.of_four_eyes("on", "Li Wei", "enough", AT))
    logbook.enter(db)

    assert verifying.verify(db).size == 2


def test_four_eyes_that_began_by_themselves_may_wait_for_the_next_entry(db: Session) -> None:
    for name in ("Li Wei", "Ada"):
        persons.put(db, name, "reviewer")
    assert verifying.verify(db).size == 0

    logbook.enter(db)

    assert verifying.verify(db).size == 1


@pytest.mark.parametrize("kind", ["factor", "standing", "hold", "key"])
def test_an_entry_behind_the_last_edition_that_nobody_made_is_found(db: Session, kind: str) -> None:
    entry = leaf.of_table("regions-9", "sha256:" + "0a" * 32)
    log.append(db, [entry], [Place(kind, raw_digest(entry), None)])

    with pytest.raises(LogBroken):
        verifying.verify(db)


def test_a_review_whose_words_are_nowhere_is_found(db: Session) -> None:
    acts.add(db, "review", "d@1", leaf.of_review({"release": "d@1"}, AT))
    logbook.enter(db)

    with pytest.raises(LogBroken, match="review of entry 0"):
        verifying.verify(db)
