import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Wish
from factordb.catalogue.record import trail
from factordb.errors import NotAllowed
from factordb.model.role import Role
from factordb.store import events
from factordb.store.events import Actor, Wanted

HOST = access.shell("operator")
LAST = 2**62


def test_the_newest_is_first_with_the_name_of_who_did_it(db: Session) -> None:
    caller = access.of_token(
        db, access.issue(db, HOST, Wish(person="Li Wei", role=Role.ADMIN)).token, "192.0.2.7"
    )
    events.add(db, caller.actor, "release.published", "grid-office@2023", {"edition": 7})

    newest, before = trail.events_before(db, caller, LAST, 10, Wanted())

    assert (newest.action, newest.person, newest.address) == (
        "release.published", "Li Wei", "192.0.2.7",
    )  # fmt: skip
    assert newest.detail == {"edition": 7}
    assert (before.action, before.person, before.via) == ("token.issued", None, "shell")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(action="release"), ["release.published", "release.imported"]),
        (Wanted(action="release.published"), ["release.published"]),
        (Wanted(action="rel"), []),
        (Wanted(action="release%"), []),
        (Wanted(subject="grid-office"), ["release.published", "release.imported"]),
        (Wanted(subject="grid-office@2023"), ["release.published"]),
        (Wanted(subject="grid_office"), []),
        (Wanted(action="refused"), ["refused.more", "refused"]),
    ],
)
def test_an_action_and_a_subject_lead_to_what_belongs_to_them(
    db: Session, wanted: Wanted, found: list[str]
) -> None:
    told = [
        ("release.imported", "grid-office@2022"),
        ("release.published", "grid-office@2023"),
        ("refused", "/v1/imports"),
        ("refused.more", "api"),
    ]
    for action, subject in told:
        events.add(db, Actor("api"), action, subject)

    assert [e.action for e in trail.events_before(db, HOST, LAST, 10, wanted)] == found


def test_a_reader_does_not_see_it(db: Session) -> None:
    caller = access.of_token(
        db, access.issue(db, HOST, Wish(person="Li Wei", role=Role.REVIEWER)).token
    )

    with pytest.raises(NotAllowed, match="is a reviewer"):
        trail.events_before(db, caller, LAST, 10, Wanted())
