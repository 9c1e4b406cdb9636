from sqlmodel import Session

from factordb.catalogue.trail import entries
from factordb.model import leaf
from factordb.model.canonical import raw_digest, text_of
from factordb.store import acts


def test_what_waits_to_be_entered_stands_nowhere(db: Session) -> None:
    hold = leaf.of_hold("d@1", {"id": 7, "rule": "r", "count": 1}, "Li Wei", "seen", "now")
    acts.add(db, "hold", "d@1", hold)

    found = entries.of_release(db, "d@1")

    assert found.of_event("hold-release", {"hold": 7}) == ()
    assert found.of_event("hold-release", {"hold": 8}) == ()
    assert found.of_event("comment", {}) == ()
    assert found.act(raw_digest(hold)) == ()
    assert found.edition(1) == ()
    assert found.review(text_of(raw_digest(hold))) == {}
