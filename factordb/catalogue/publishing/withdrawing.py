"""Withdrawing: what is wrong stays fetchable by its digest, and answers nobody unasked."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.catalogue.reference import split
from factordb.errors import AlreadyWithdrawn, DigestNotFound
from factordb.model.base import DigestText, Model
from factordb.model.canonical import raw, text_of
from factordb.model.role import Role
from factordb.model.text import Text
from factordb.store import documents, editions, events, releases, standings
from factordb.store import engine as engines
from factordb.store.editions import NEWEST

KIND = "withdrawn"


class Withdrawal(Model):
    """What is withdrawn, and why."""

    reason: Annotated[Text, Field(max_length=1_000)]
    """For whoever has pinned it: what is wrong, and what to use instead."""
    factors: tuple[DigestText, ...] = Field((), max_length=5_000)
    """Digests of factors of the release; all of it where none is named."""


class Withdrawn(Model):
    release: str
    edition: int
    """The edition that says so; earlier ones answer as they did."""
    factors: int
    """How many factors are meant."""


class Notice(Model):
    """What is said of a document that somebody has pinned."""

    kind: str
    """``withdrawn`` or ``superseded``."""
    release: str
    """The release it is said of; in another one the document may stand."""
    edition: int
    reason: str


def withdraw(db: Session, by: Caller, reference: str, wish: Withdrawal) -> Withdrawn:
    """Say that a release, or factors in it, are withdrawn, as the next edition; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin, or her token is not good for the dataset.
        ReleaseNotFound: nothing of that name is published.
        DigestNotFound: a factor does not stand in it.
        AlreadyWithdrawn: it was said before.
    """
    dataset, release = split(reference)
    by.require(Role.ADMIN, dataset)
    engines.unhurried(db)
    row = releases.published(db, dataset, release, NEWEST)
    number = releases.id_of(row)
    editions.following(db)  # from here on nobody else says anything
    meant = sorted({raw(name) for name in wish.factors})
    there = documents.digests_of(db, "factor", number)
    _require_there(meant, there, reference)
    named: list[bytes | None] = [*meant] or [None]
    for digest in named:
        if standings.of_release(db, number, digest) == KIND:
            told = f"{text_of(digest)} of {reference}" if digest else reference
            raise AlreadyWithdrawn(f"{told} is withdrawn already; an advisory can say more.")
    edition = standings.add(db, number, KIND, wish.reason, tables.digests(), meant)
    logbook.enter(db)
    said = {"edition": edition, "reason": wish.reason, "factors": [text_of(d) for d in meant]}
    events.add(db, by.actor, "release.withdrawn", reference, said)
    return Withdrawn(release=reference, edition=edition, factors=len(meant or there))


def notices(
    db: Session, digests: Sequence[str], edition: int | None = None
) -> Mapping[str, tuple[Notice, ...]]:
    """Return what is said of documents, by digest; those that stand everywhere are not there."""
    if not standings.there_are(db):
        return {}  # and nobody's batch waits for a join
    found = standings.of_documents(db, [raw(name) for name in digests], edition or NEWEST)
    return {
        text_of(digest): tuple(
            Notice(
                kind=one.kind,
                release=f"{one.dataset}@{one.release}",
                edition=one.since,
                reason=one.reason,
            )
            for one in said
        )
        for digest, said in found.items()
    }


def _require_there(meant: Sequence[bytes], there: Sequence[bytes], reference: str) -> None:
    missing = set(meant).difference(there)
    if missing:
        name = text_of(min(missing))
        raise DigestNotFound(
            f"{name} is no factor of {reference}; nothing is withdrawn. The release lists its own.",
            digest=name,
        )
