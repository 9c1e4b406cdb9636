"""Assessments made: of a whole draft when it is published, and by a person of one factor after."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.access import Caller
from factordb.catalogue.record import findings, logbook
from factordb.errors import DigestNotFound
from factordb.model.base import Model, Slug
from factordb.model.canonical import raw
from factordb.model.manifest import Manifest
from factordb.model.numbers import Number
from factordb.model.role import Role
from factordb.model.text import Text
from factordb.quality import scheme as schemes
from factordb.quality.statement import Judged
from factordb.store import assessments, editions, events, releases
from factordb.store.tables import ReleaseRow


class Judgement(Model):
    """What a person wishes to say of a factor."""

    scheme: Slug = Field(examples=["ef-dqr"])
    scores: dict[Slug, Number] = Field(min_length=1, examples=[{"technology": "2"}])
    note: Text
    """Why; a sentence that others can weigh."""
    release: Text | None = None
    """``dataset@release`` in which it was looked at; the newest it stands in where none is."""


class Said(Model):
    edition: int
    """The edition that the assessment is."""
    assessment: Judged
    digest: str
    """Of the assessment's canonical bytes."""


def assess(db: Session, edition: int, release_id: int, manifest: Manifest) -> int:
    """Score every factor of a draft that is being published, and return how many outcomes differ.

    The caller commits. Few outcomes stand behind many factors, so each is computed and kept once.
    """
    bodies, numbers = findings.found(assessments.columns(db, release_id), manifest, tables.TODAY)
    assessments.add(db, edition, release_id, bodies, numbers)
    return len(bodies)


def say(db: Session, by: Caller, digest: str, wish: Judgement) -> Said:
    """Let a reviewer assess a published factor, beside what the rules found; the caller commits.

    Raises:
        NotAllowed: she is neither reviewer nor admin.
        DigestNotFound: no published factor has the digest.
        Invalid: the scheme has no such indicators or scores.
    """
    by.require(Role.REVIEWER)
    scheme = schemes.named(wish.scheme)
    scores = {name: scheme.checked(name, score) for name, score in wish.scores.items()}
    row = _where(db, digest, wish.release)
    reference = f"{row.dataset}@{row.name}"
    by.require(Role.REVIEWER, row.dataset)
    said = Judged(
        about=digest,
        release=reference,
        by=by.name or "",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        scheme=scheme.reference,
        scores=scores,
        note=wish.note,
    )
    number = assessments.say(
        db, releases.id_of(row), raw(digest), said.canonical(), tables.digests()
    )
    events.add(db, by.actor, "factor.assessed", digest, {"edition": number, "scheme": said.scheme})
    logbook.enter(db)
    return Said(edition=number, assessment=said, digest=said.digest())


def _where(db: Session, digest: str, reference: str | None) -> ReleaseRow:
    edition = editions.current(db)
    there = releases.holding(db, "factor", raw(digest), edition)
    if reference is not None:
        there = [row for row in there if f"{row.dataset}@{row.name}" == reference]
    if not there:
        where = f" in {reference}" if reference else ""
        raise DigestNotFound(
            f"No published factor has the digest {digest}{where}; search or resolve to find one.",
            digest=digest,
        )
    return there[-1]
