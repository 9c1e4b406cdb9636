from sqlmodel import Session

from factordb.store import events, persons
from factordb.store.events import Actor


def test_events_are_read_in_the_order_they_happened(db: Session) -> None:
    person = persons.put(db, "Li Wei", "curator")
    actor = Actor("api", person.id, None, "192.0.2.7")
    for action in ("release.imported", "release.published"):
        events.add(db, actor, action, "grid-office@2023", {"edition": 7})
    events.add(db, Actor("shell"), "refused", "another")

    about = events.about(db, "grid-office@2023")
    assert [event.action for event in about] == ["release.imported", "release.published"]
    assert about[0].address == "192.0.2.7"
    assert about[1].detail == {"edition": 7}
    assert len(events.after(db, about[0].id or 0, 10)) == 2
    assert len(events.after(db, about[0].id or 0, 1)) == 1
