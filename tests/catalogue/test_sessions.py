import pytest
from sqlmodel import Session

from factordb.catalogue import access, sessions
from factordb.catalogue.access import Wish
from factordb.catalogue.sessions import Who
from factordb.errors import AlreadyLinked, Invalid, NotAllowed, PersonNotFound
from factordb.model.role import Role
from factordb.store import events
from factordb.store.events import Wanted

HOST = access.shell("operator")
LI = Who("https://id.example", "li")


def test_an_invited_person_has_a_session_with_her_role(db: Session) -> None:
    sessions.invite(db, HOST, LI, "Li Wei", Role.CURATOR)
    begun = sessions.begin(db, LI, 1, "192.0.2.7")
    caller = sessions.caller(db, begun.secret, "192.0.2.7")

    assert caller is not None
    assert (caller.name, caller.role, caller.actor.address) == ("Li Wei", Role.CURATOR, "192.0.2.7")
    assert begun.seconds == 3_600
    told = [row.action for row, _ in events.before(db, 2**60, 9, Wanted())]
    assert told == ["session.begun", "identity.invited"]


def test_a_name_like_anothers_makes_nobody_another(db: Session) -> None:
    sessions.invite(db, HOST, LI, "Li Wei", Role.ADMIN)

    for other in (Who(LI.issuer, "Li Wei"), Who("https://evil.example", "li"), Who("", "li")):
        with pytest.raises(NotAllowed, match="nobody here yet"):
            sessions.begin(db, other, 1, None)


def test_an_identity_is_bound_once(db: Session) -> None:
    sessions.invite(db, HOST, LI, "Li Wei", Role.CURATOR)

    with pytest.raises(AlreadyLinked, match="never changes"):
        sessions.invite(db, HOST, LI, "Mallory", Role.ADMIN)


def test_a_person_with_a_token_may_log_in_as_the_same_person(db: Session) -> None:
    token = access.issue(db, HOST, Wish(person="Li Wei", role=Role.CURATOR))
    sessions.invite(db, HOST, LI, "Li Wei", Role.CURATOR)
    begun = sessions.begin(db, LI, 1, None)
    by_session = sessions.caller(db, begun.secret, None)

    assert by_session is not None
    assert by_session.actor.person_id == access.of_token(db, token.token).actor.person_id


def test_a_session_is_over_when_it_ends_or_its_time_is_up(db: Session) -> None:
    sessions.invite(db, HOST, LI, "Li Wei", Role.CURATOR)
    ended, short = sessions.begin(db, LI, 1, None), sessions.begin(db, LI, -1, None)
    sessions.end(db, HOST, ended.secret)
    sessions.end(db, HOST, ended.secret)

    assert sessions.caller(db, ended.secret, None) is None
    assert sessions.caller(db, short.secret, None) is None
    for made_up in ("", "x", "\ud800", "x" * 100_000):
        assert sessions.caller(db, made_up, None) is None


def test_only_an_admin_invites_and_ends(db: Session) -> None:
    sessions.invite(db, HOST, LI, "Li Wei", Role.REVIEWER)
    caller = sessions.caller(db, sessions.begin(db, LI, 1, None).secret, None)
    assert caller is not None

    with pytest.raises(NotAllowed):
        sessions.invite(db, caller, Who("x", "y"), "Mallory", Role.ADMIN)
    with pytest.raises(NotAllowed):
        sessions.end_all(db, caller, "Li Wei")
    with pytest.raises(PersonNotFound):
        sessions.end_all(db, HOST, "nobody")


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\nb"])
def test_a_subject_that_is_none_is_refused(db: Session, subject: str) -> None:
    with pytest.raises(Invalid, match="subject"):
        sessions.invite(db, HOST, Who("https://id.example", subject), "Li Wei", Role.READER)
