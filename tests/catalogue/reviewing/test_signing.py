"""Reviews signed with a person's own key, and every way to pass another's off."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import verifying
from factordb.catalogue.reviewing import signing, submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import (
    AlreadyReviewed,
    Invalid,
    KeyNotFound,
    NotAllowed,
    SignatureBroken,
    UntrustedKey,
)
from factordb.log import notes
from factordb.log.notes import SigningKey, VerifierKey
from factordb.model.canonical import canonical_bytes
from factordb.model.review import Review
from factordb.model.role import Role
from factordb.store import events, log, releases
from tests.catalogue.people import somebody, submitted
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"
KEY = SigningKey("li-wei.example/review", bytes(range(32)))
OTHER = SigningKey("li-wei.example/other", bytes(32))
APPROVE = Wish(verdict="approve", says="all seen")


def claimed(key: SigningKey, person: str) -> str:
    return key.signed(signing.claim(person, key.verifier.text()))


@pytest.fixture
def li(db: Session, tmp_path: Path) -> Caller:
    """Return a reviewer with a key, and a release in review."""
    submitted(db, somebody(db, "Chen", Role.CURATOR), tmp_path, [a_row()])
    found = somebody(db, "Li Wei", Role.REVIEWER)
    signing.register(db, found, claimed(KEY, "Li Wei"))
    return found


def text(db: Session, caller: Caller, **changes: object) -> str:
    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    made = verdicts.made(db, caller, row, APPROVE)
    return Review.model_validate(made.plain() | changes).text()


def signed(db: Session, caller: Caller, key: SigningKey = KEY, **changes: Any) -> Wish:  # any field
    return APPROVE.model_copy(update={"note": key.signed(text(db, caller, **changes))})


def test_a_signed_review_is_verified_by_anybody_from_its_leaf_and_the_key(
    db: Session, li: Caller
) -> None:
    found = verdicts.file(db, li, NAME, signed(db, li))

    said = orjson.loads(log.entry(db, found.place or 0))
    note = f"{canonical_bytes(said['review']).decode()}\n\n{said['signature']['line']}\n"
    whose, _ = notes.opened(note, [VerifierKey.parsed(KEY.verifier.text())])
    assert Review.read(whose).by == "Li Wei"
    assert said["signature"]["key"] == found.key == KEY.verifier.text()
    assert verifying.verify(db).size == 2


def test_a_key_is_a_leaf_and_an_event(db: Session, li: Caller) -> None:
    (view,) = signing.keys(db, "Li Wei")
    said = orjson.loads(log.entry(db, view.place or 0))

    assert (said["type"], said["person"], said["state"]) == ("person-key", "Li Wei", "registered")
    (event,) = events.about(db, KEY.verifier.text())
    assert (event.action, event.person_id) == ("key.registered", li.actor.person_id)
    assert signing.keys(db, "Ada") == []


def test_nobody_registers_a_key_that_is_not_hers(db: Session, li: Caller) -> None:
    with pytest.raises(AlreadyReviewed):
        signing.register(db, li, claimed(KEY, "Li Wei"))
    with pytest.raises(Invalid, match="another person"):
        signing.register(db, li, claimed(OTHER, "Ada"))
    stolen = KEY.signed(signing.claim("Li Wei", OTHER.verifier.text()))
    with pytest.raises(UntrustedKey):
        signing.register(db, li, stolen)
    with pytest.raises(Invalid, match="no claim"):
        signing.register(db, li, KEY.signed("hello\n"))
    broken = claimed(OTHER, "Li Wei").replace("Li Wei\n", "Li Wej\n", 1)
    with pytest.raises(SignatureBroken):
        signing.register(db, li, broken)


@pytest.mark.parametrize(
    "changes",
    [
        *({"count": 9}, {"contents": "sha256:" + "0" * 64}, {"manifest": "sha256:" + "0" * 64}),
        *({"release": "grid-office@2022"}, {"by": "Ada"}, {"words": "sha256:" + "0" * 64}),
        *({"verdict": "reject"}, {"sheet": "sha256:" + "0" * 64}),
    ],
    ids=str,
)
def test_a_note_about_anything_else_is_refused(
    db: Session, li: Caller, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid, match=f"something else in .*{next(iter(changes))}"):
        verdicts.file(db, li, NAME, signed(db, li, **changes))


def test_words_that_were_not_signed_are_refused(db: Session, li: Caller) -> None:
    wish = signed(db, li).model_copy(update={"says": "another word"})

    with pytest.raises(Invalid, match="something else in words"):
        verdicts.file(db, li, NAME, wish)


@pytest.mark.parametrize("days", [-31, 1])
def test_a_note_of_long_ago_or_of_tomorrow_is_refused(db: Session, li: Caller, days: int) -> None:
    at = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    with pytest.raises(Invalid, match="sign it anew"):
        verdicts.file(db, li, NAME, signed(db, li, at=at))


def test_a_note_is_filed_once_and_by_nobody_else(db: Session, li: Caller) -> None:
    wish = signed(db, li)
    verdicts.file(db, li, NAME, wish)

    with pytest.raises(AlreadyReviewed, match="this very review"):
        verdicts.file(db, li, NAME, wish)
    with pytest.raises(UntrustedKey):
        verdicts.file(db, somebody(db, "Ada", Role.REVIEWER), NAME, wish)


def test_an_approval_is_not_filed_again_after_it_was_sent_back(db: Session, li: Caller) -> None:
    wish = signed(db, li)
    verdicts.file(db, li, NAME, wish)
    verdicts.file(db, li, NAME, Wish(verdict="reject", says="after all"))
    submitting.submit(db, somebody(db, "Chen", Role.CURATOR), NAME)

    with pytest.raises(AlreadyReviewed):
        verdicts.file(db, li, NAME, wish)


def test_a_note_signed_with_an_unknown_key_or_changed_is_refused(db: Session, li: Caller) -> None:
    with pytest.raises(UntrustedKey):
        verdicts.file(db, li, NAME, signed(db, li, OTHER))
    note = (signed(db, li).note or "").replace('"approve"', '"comment"')
    with pytest.raises(SignatureBroken):
        verdicts.file(db, li, NAME, APPROVE.model_copy(update={"note": note}))


def test_of_several_signatures_the_registered_key_counts(db: Session, li: Caller) -> None:
    told = text(db, li)
    line = OTHER.signed(told).rpartition("\n\n")[2]
    note = KEY.signed(told) + line

    found = verdicts.file(db, li, NAME, APPROVE.model_copy(update={"note": note}))

    assert found.key == KEY.verifier.text()
    assert verifying.verify(db).size == 2


def test_after_a_key_is_revoked_nothing_is_taken_and_what_was_signed_stays_valid(
    db: Session, li: Caller
) -> None:
    verdicts.file(db, li, NAME, signed(db, li))
    later = signed(db, li, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:59Z"))

    signing.revoke(db, li, KEY.verifier.text(), "lost with a laptop")

    with pytest.raises(UntrustedKey):
        verdicts.file(db, li, NAME, later)
    with pytest.raises(AlreadyReviewed):
        signing.register(db, li, claimed(KEY, "Li Wei"))
    assert [(k.state, k.reason) for k in signing.keys(db)] == [("revoked", "lost with a laptop")]
    assert verifying.verify(db).size == 3


def test_only_its_person_or_an_admin_revokes_a_key_with_a_reason(db: Session, li: Caller) -> None:
    key = KEY.verifier.text()
    with pytest.raises(NotAllowed):
        signing.revoke(db, somebody(db, "Ada", Role.REVIEWER), key, "hers is better")
    with pytest.raises(Invalid, match="reason"):
        signing.revoke(db, li, key, " ")
    with pytest.raises(KeyNotFound):
        signing.revoke(db, li, OTHER.verifier.text(), "unknown")

    assert signing.revoke(db, somebody(db, "Grace", Role.ADMIN), key, "she left").by == "Grace"
    with pytest.raises(KeyNotFound):
        signing.revoke(db, li, key, "again")
