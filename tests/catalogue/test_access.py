import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Issued, Wish
from factordb.errors import Invalid, NotAllowed, NotAuthenticated, TokenNotFound
from factordb.model.role import Role
from factordb.store import events, persons

HOST = access.shell("operator")


def issued(db: Session, role: Role = Role.CURATOR, **more: object) -> Issued:
    wish = Wish.model_validate({"person": "Li Wei", "role": role} | more)
    return access.issue(db, HOST, wish)


def test_a_token_tells_who_calls_and_what_she_may(db: Session) -> None:
    caller = access.of_token(db, issued(db).token, "192.0.2.7")

    assert (caller.name, caller.role) == ("Li Wei", Role.CURATOR)
    assert caller.actor.address == "192.0.2.7"
    caller.require(Role.CURATOR, "any-dataset")
    with pytest.raises(NotAllowed, match="is a curator; this needs a reviewer"):
        caller.require(Role.REVIEWER)


def test_a_secret_has_256_bits_and_is_kept_as_a_hash_only(db: Session) -> None:
    token = issued(db).token
    secret = token.rsplit("_", 1)[1] if token.count("_") == 2 else token.split("_", 2)[2]
    kept = db.connection().execute(text("SELECT token::text, event::text FROM token, event"))

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", secret)
    assert all(secret not in column for row in kept for column in row)


def test_two_tokens_of_one_person_are_two(db: Session) -> None:
    first, second = issued(db), issued(db)

    assert first.token != second.token
    access.revoke(db, HOST, first.id)
    assert access.of_token(db, second.token).name == "Li Wei"


@pytest.mark.parametrize("shown", ["", "fdb_", "Bearer x", "fdb_abc_def", "x" * 10_000])
def test_what_is_no_token_is_not_known(db: Session, shown: str) -> None:
    with pytest.raises(NotAuthenticated, match="not known"):
        access.of_token(db, shown)


def test_a_wrong_secret_and_an_unknown_id_get_one_answer(db: Session) -> None:
    token = issued(db).token
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    unknown = token.replace("fdb_" + token[4:16], "fdb_" + "a" * 12)
    said = set()
    for shown in (wrong, unknown):
        with pytest.raises(NotAuthenticated) as caught:
            access.of_token(db, shown)
        said.add(caught.value.detail)

    assert len(said) == 1


def test_a_revoked_token_is_worthless_and_stays_so(db: Session) -> None:
    token = issued(db)
    access.revoke(db, HOST, token.id)
    access.revoke(db, HOST, token.id)

    with pytest.raises(NotAuthenticated, match="revoked"):
        access.of_token(db, token.token)
    with pytest.raises(DBAPIError, match="stays revoked"):
        db.connection().execute(text("UPDATE token SET revoked_at = NULL"))


def test_a_token_ends_when_it_said(db: Session) -> None:
    token = issued(db, days=1)
    ends = datetime.fromisoformat(str(token.expires_at))

    assert timedelta(hours=23) < ends - datetime.now(UTC) <= timedelta(days=1)
    (view,) = access.tokens(db, HOST)
    assert view.state == "good"
    row = persons.token(db, token.id)
    assert row is not None
    assert access._state(row[0], ends + timedelta(seconds=1)) == "expired"  # noqa: SLF001  # the clock is not ours to turn


def test_a_token_for_one_dataset_is_good_for_no_other(db: Session) -> None:
    caller = access.of_token(db, issued(db, datasets=("grid-office",)).token)

    caller.require(Role.CURATOR, "grid-office")
    with pytest.raises(NotAllowed, match="good for grid-office, not other"):
        caller.require(Role.CURATOR, "other")


def test_nobody_in_particular_is_told_how_to_become_somebody() -> None:
    with pytest.raises(NotAuthenticated, match="Authorization: Bearer"):
        access.anonymous("192.0.2.7").require(Role.READER)


def test_only_an_admin_gives_and_takes_tokens(db: Session) -> None:
    curator = access.of_token(db, issued(db).token)

    with pytest.raises(NotAllowed):
        access.issue(db, curator, Wish(person="Mallory", role=Role.ADMIN))
    with pytest.raises(NotAllowed):
        access.revoke(db, curator, "x")
    with pytest.raises(NotAllowed):
        access.tokens(db, curator)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"person": ""}, "no name"),
        ({"person": " x"}, "no name"),
        ({"person": "a\nb"}, "no name"),
        ({"days": 0}, "1 to 3650"),
        ({"days": 99999}, "1 to 3650"),
    ],
)
def test_what_cannot_be_meant_is_refused(db: Session, wish: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        issued(db, **wish)


def test_an_unknown_token_is_not_revoked(db: Session) -> None:
    with pytest.raises(TokenNotFound, match="token list"):
        access.revoke(db, HOST, "nothing")


def test_use_is_noted_and_every_change_is_an_event(db: Session) -> None:
    token = issued(db)
    access.of_token(db, token.token)
    persons.used(db, {token.id: datetime.now(UTC)})
    access.revoke(db, HOST, token.id)
    db.expire_all()

    assert access.tokens(db, HOST)[0].used_at is not None
    actions = [event.action for event in events.about(db, token.id)]
    assert actions == ["token.issued", "token.revoked"]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE event SET action = 'nothing'",
        "DELETE FROM event",
        "UPDATE token SET person_id = person_id",
        "DELETE FROM token",
        "UPDATE token SET secret = sha256('x')",
    ],
)
def test_the_server_cannot_rewrite_who_did_what(db: Session, attack: str) -> None:
    issued(db)

    with pytest.raises(DBAPIError):
        db.connection().execute(text(attack))
