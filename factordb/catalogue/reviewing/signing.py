"""Keys of persons, and reviews signed with them: anybody may check one long after.

A person registers the public half of an Ed25519 key with a note that the key itself signed, so that
nobody registers another's. What was signed before a key was revoked stays valid; nothing after is
taken.
"""

from datetime import UTC, datetime, timedelta

import orjson
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.catalogue.reviewing import eyes
from factordb.errors import AlreadyReviewed, Invalid, KeyNotFound, NotAllowed
from factordb.log import notes
from factordb.log.notes import VerifierKey
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.review import Review
from factordb.model.role import Role
from factordb.store import acts, events
from factordb.store.review_tables import ActRow

KIND = "person-key"
OLDEST = timedelta(days=30)
"""How long before it is filed a review may have been signed."""
AHEAD = timedelta(minutes=10)
"""How far a signer's clock may be ahead of ours."""
LONGEST_REASON = 2_000


class KeyView(Model):
    """A key that a person signs reviews with."""

    person: str
    key: str
    """Verifier key: ``name+hex+base64``."""
    state: str
    """``registered`` or ``revoked``."""
    at: str
    """Since when it is so."""
    by: str
    reason: str | None = None
    place: int | None
    """Index of the leaf that says so."""


def claim(person: str, key: str) -> str:
    """Return the text that a key signs to be registered as ``person``'s."""
    return f"factordb/person-key/1\n{person}\n{key}\n"


def register(db: Session, by: Caller, note: str) -> KeyView:
    """Take a key as the caller's own, as a leaf of the log; the caller commits.

    Raises:
        NotAllowed: nobody in particular asks.
        Invalid: the note is none, or claims another person or key.
        AlreadyReviewed: the key is registered, or was.
        SignatureBroken: the key did not sign it.
    """
    by.require(Role.READER)
    person = eyes.person(by, "register a key")
    key = _claimed(note)
    text, _ = notes.opened(note, [key])
    if text != claim(by.name or "", key.text()):
        raise Invalid(
            f"The note claims the key for another person than {by.name}: make it with "
            f"`factordb review new-key`, under the name {by.name!r}."
        )
    if acts.about(db, KIND, key.text()):
        raise AlreadyReviewed("This key was registered before; make a new one.")
    said = {"by": by.name or "", "person": by.name or "", "state": "registered"}
    return _keep(db, by, key.text(), said, person)


def revoke(db: Session, by: Caller, key: str, reason: str) -> KeyView:
    """Take no more reviews signed with a key; the caller commits.

    Raises:
        KeyNotFound: it is not registered, or revoked already.
        NotAllowed: it is another person's, and ``by`` is no admin.
        Invalid: no reason is given.
    """
    by.require(Role.READER)
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid(f"Give a reason of 1 to {LONGEST_REASON} characters: the log keeps it.")
    found = [one for one in keys(db) if one.key == key and one.state == "registered"]
    if not found:
        raise KeyNotFound(f"No key {key[:80]!r} is registered; `factordb review keys` lists them.")
    if found[0].person != by.name and not by.role.may(Role.ADMIN):
        raise NotAllowed(f"The key is {found[0].person}'s: she or an admin revokes it.")
    said = {"by": by.name or "", "person": found[0].person, "reason": reason, "state": "revoked"}
    return _keep(db, by, key, said, by.actor.person_id)


def keys(db: Session, person: str | None = None) -> list[KeyView]:
    """Return every key as it stands, the first registered first."""
    last = {act.subject: act for act in acts.of_kind(db, KIND)}
    places = acts.places(db, [bytes(act.digest) for act in last.values()])
    found = [_view(act, places.get(bytes(act.digest))) for act in last.values()]
    return [one for one in found if person in (None, one.person)]


def opened(db: Session, by: Caller, note: str) -> tuple[Review, dict[str, str]]:
    """Return a signed review, and the signature as its leaf keeps it.

    Raises:
        UntrustedKey: it is signed with no key of the caller that is good now.
        SignatureBroken: the signature does not hold.
        Invalid: it is no review, or was signed too long ago or in the future.
    """
    good = [k.key for k in keys(db, by.name) if k.state == "registered"]
    text, vouching = notes.opened(note, [VerifierKey.parsed(key) for key in good])
    review, key = Review.read(text), vouching[0]
    age = datetime.now(UTC) - datetime.fromisoformat(review.at)
    if not -AHEAD <= age <= OLDEST:
        raise Invalid(f"The review was signed at {review.at}: sign it anew, it is not of now.")
    return review, {"key": key.text(), "line": _line(note, text, key)}


def _line(note: str, text: str, key: VerifierKey) -> str:
    """Return the line of a note that is the signature of ``key``."""
    lines = note.rpartition("\n\n")[2].split("\n")
    mine = (line for line in lines if line.startswith(f"— {key.name} "))
    return next(line for line in mine if _is_by(f"{text}\n{line}\n", key))


def _is_by(note: str, key: VerifierKey) -> bool:
    try:
        notes.opened(note, [key])
    except Invalid:
        return False
    return True


def _claimed(note: str) -> VerifierKey:
    lines = note.split("\n")
    if len(lines) < 3 or lines[0] != "factordb/person-key/1":
        raise Invalid(
            "This is no claim of a key: `factordb review new-key` makes one, a note that the key "
            "signs over your name and itself."
        )
    return VerifierKey.parsed(lines[2])


def _keep(db: Session, by: Caller, key: str, said: dict[str, str], person: int | None) -> KeyView:
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    act = acts.add(db, KIND, key, leaf.of_person_key(key, said, at), person)
    told = {name: text for name, text in said.items() if name != "by"}
    events.add(db, by.actor, f"key.{said['state']}", key, told)
    logbook.enter(db)
    return _view(act, acts.places(db, [bytes(act.digest)]).get(bytes(act.digest)))


def _view(act: ActRow, place: int | None) -> KeyView:
    said = orjson.loads(act.body)
    kept = {name: said[name] for name in KeyView.model_fields if name in said}
    return KeyView.model_validate(kept | {"place": place})
