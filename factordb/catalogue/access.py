"""Who calls, and what she may do: persons, roles and tokens.

A token reads ``fdb_<id>_<secret>``: the id finds it, the secret has 256 random bits and is compared
by its SHA-256 in constant time. A wrong token and an unknown one take one path and get one answer.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from factordb.errors import Invalid, NotAllowed, NotAuthenticated
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.store import closing, events, persons, viewing
from factordb.store.events import Actor
from factordb.store.person_tables import PersonRow, TokenRow

_TOKEN = re.compile(r"fdb_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,99}")
_NOBODY = bytes(32)
"""Compared with where there is no such token, so that both take one time."""


class Caller(NamedTuple):
    """Somebody who asks: anonymous, a person by token, or whoever sits at the host's shell."""

    actor: Actor
    name: str | None = None
    role: Role = Role.READER
    datasets: tuple[str, ...] = ()
    """Datasets the token is good for; all where none is named."""
    closed: frozenset[str] = frozenset()
    """Closed datasets that she may read; one star for all."""

    def require(self, role: Role, dataset: str | None = None) -> None:
        """Do nothing where the caller may.

        Raises:
            NotAuthenticated: nobody in particular asks.
            NotAllowed: her role, or her token's datasets, do not reach.
        """
        if self.name is None:
            raise NotAuthenticated(
                f"This needs a token of a {role}: send it as Authorization: Bearer fdb_… ; an "
                "admin gives one with `factordb token issue`."
            )
        if not self.role.may(role):
            raise NotAllowed(
                f"{self.name} is a {self.role}; this needs a {role}. An admin can change that."
            )
        if dataset is not None and self.datasets and dataset not in self.datasets:
            raise NotAllowed(f"This token is good for {', '.join(self.datasets)}, not {dataset}.")

    def require_hand(self, dataset: str) -> None:
        """Do nothing where the caller works on releases of a dataset, and does not only read.

        Raises:
            NotAuthenticated: nobody in particular asks.
            NotAllowed: she is a reader, or her token's datasets do not reach.
        """
        self.require(Role.READER, dataset)
        if self.role is Role.READER:
            raise NotAllowed(
                f"{self.name} is a reader; this needs a curator or a reviewer. An admin can change "
                "that."
            )

    def require_unscoped(self) -> None:
        """Do nothing where the caller's token is good for every dataset.

        Raises:
            NotAllowed: it is good for some only, and this is about all.
        """
        if self.datasets:
            raise NotAllowed(
                f"This token is good for {', '.join(self.datasets)} only; this is about every "
                "dataset: use a token without --dataset."
            )


class Issued(Model):
    """A token as it is shown, once."""

    id: str
    person: str
    role: Role
    token: str
    """The whole token: it is not kept, and not shown again."""
    expires_at: str | None


class TokenView(Model):
    id: str
    person: str
    role: Role
    label: str
    datasets: tuple[str, ...]
    state: str
    """``good``, ``expired`` or ``revoked``."""
    created_at: str
    expires_at: str | None
    used_at: str | None


class Wish(Model):
    """What a token is asked for."""

    person: str
    role: Role
    label: str = ""
    datasets: tuple[str, ...] = ()
    days: int | None = None
    """How long it is good; for ever where unset."""


def shell(name: str) -> Caller:
    """Return who sits at the host's shell: she has the database, so she may everything."""
    return Caller(Actor("shell"), name, Role.ADMIN, closed=viewing.EVERYTHING)


def sitting(db: Session, account: str, host: str) -> Caller:
    """Return who sits at the host's shell as a person, known by her account from now on.

    Her row has the least role: what she may at the shell does not make a token of hers any better.
    """
    known = persons.find(db, account) or persons.put(db, account, Role.READER)
    actor = Actor("shell", known.id, None, f"{account}@{host}")
    return shell(account)._replace(actor=actor)


def anonymous(address: str | None) -> Caller:
    """Return somebody who shows no token."""
    return Caller(Actor("api", address=address))


def of_token(db: Session, text: str, address: str | None = None) -> Caller:
    """Return who shows the token ``text``; that it was used is for others to note.

    Raises:
        NotAuthenticated: it is no token of ours, or expired, or revoked.
    """
    found = _TOKEN.fullmatch(text)
    row = persons.token(db, found[1]) if found else None
    known = bytes(row[0].secret) if row else _NOBODY
    shown = hashlib.sha256(found[2].encode() if found else b"").digest()
    if not hmac.compare_digest(known, shown) or row is None:
        raise NotAuthenticated("This token is not known here: ask an admin for one.")
    token, person = row
    now = datetime.now(UTC)
    state = _state(token, now)
    if state != "good":
        raise NotAuthenticated(f"This token is {state}: ask an admin for a new one.")
    actor = Actor("api", person.id, token.id, address)
    granted = closing.granted(db, token.person_id)
    closed = granted.intersection(token.datasets) if token.datasets else granted
    return Caller(actor, person.name, Role(person.role), tuple(token.datasets), closed)


def show(db: Session, by: Caller) -> None:
    """Show a transaction what its caller may see, and no closed dataset beside."""
    viewing.see(db, by.closed)


def of_person(db: Session, person: PersonRow, address: str | None = None) -> Caller:
    """Return who asks by a session of ``person``."""
    actor = Actor("api", person.id, None, address)
    closed = closing.granted(db, _id(person))
    return Caller(actor, person.name, Role(person.role), closed=closed)


def require_name(name: str) -> None:
    """Do nothing where a person can be called so.

    Raises:
        Invalid: she cannot.
    """
    if not _NAME.fullmatch(name):
        raise Invalid(f"{name[:60]!r} is no name for a person.")


def issue(db: Session, by: Caller, wish: Wish) -> Issued:
    """Give a person a token, and make her known where she is not; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin.
        Invalid: the name or the days cannot be meant.
    """
    by.require(Role.ADMIN)
    require_name(wish.person)
    if wish.days is not None and not 0 < wish.days <= 3650:
        raise Invalid(f"A token is good for 1 to 3650 days, not {wish.days}.")
    person = persons.put(db, wish.person, wish.role)
    id_ = "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12))
    secret = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + timedelta(days=wish.days) if wish.days else None
    row = TokenRow(
        id=id_,
        person_id=_id(person),
        secret=hashlib.sha256(secret.encode()).digest(),
        label=wish.label,
        datasets=list(wish.datasets),
        expires_at=expires,
    )
    persons.add_token(db, row)
    told = {"person": wish.person, "role": wish.role.value, "datasets": list(wish.datasets)}
    events.add(db, by.actor, "token.issued", id_, told)
    return Issued(
        id=id_,
        person=wish.person,
        role=wish.role,
        token=f"fdb_{id_}_{secret}",
        expires_at=_time(expires),
    )


def revoke(db: Session, by: Caller, id_: str) -> None:
    """Make a token worthless from now on; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin.
        TokenNotFound: there is none.
    """
    by.require(Role.ADMIN)
    persons.revoke(db, id_)
    events.add(db, by.actor, "token.revoked", id_)


def tokens(db: Session, by: Caller) -> Sequence[TokenView]:
    """Return all tokens without their secrets.

    Raises:
        NotAllowed: ``by`` is no admin.
    """
    by.require(Role.ADMIN)
    now = datetime.now(UTC)
    return [
        TokenView(
            id=token.id,
            person=person.name,
            role=Role(person.role),
            label=token.label,
            datasets=tuple(token.datasets),
            state=_state(token, now),
            created_at=_time(token.created_at) or "",
            expires_at=_time(token.expires_at),
            used_at=_time(token.used_at),
        )
        for token, person in persons.tokens(db)
    ]


def _state(token: TokenRow, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and token.expires_at <= now else "good"


def _id(person: PersonRow) -> int:
    assert person.id is not None  # noqa: S101  # given by the flush
    return person.id


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
