"""Holds: what keeps a draft from being published, and who lets it go."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import eyes
from factordb.errors import HeldRelease, Invalid
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.role import Role
from factordb.model.times import told
from factordb.quality.checks.finding import Finding, Severity
from factordb.store import acts, events, holds, releases, viewing
from factordb.store.holds import Held
from factordb.store.import_tables import HoldReleaseRow, HoldRow

LONGEST_REASON = 2_000


class HoldView(Model):
    """One hold, as a curator sees it."""

    id: int
    release: str
    """``dataset@release``"""
    rule: str
    severity: Severity
    sentence: str
    count: int
    """At how many places the rule is broken."""
    places: tuple[dict[str, str | None], ...]
    """The first of them: ``at``, ``told``, ``digest``."""
    released_by: str | None
    reason: str | None
    released_at: str | None


def put(db: Session, release_id: int, reference: str, found: Iterable[Finding]) -> list[int]:
    """Hold a draft for the findings that hold or refuse; the caller commits."""
    dataset, _, release = reference.partition("@")
    rows = (
        HoldRow(
            release_id=release_id,
            dataset=dataset,
            release=release,
            rule=finding.rule,
            severity=finding.severity.value,
            sentence=finding.sentence,
            count=finding.count,
            places=[place.model_dump(mode="json") for place in finding.places],
        )
        for finding in found
        if finding.severity is not Severity.WARN
    )
    return [row.id for row in holds.add(db, rows) if row.id is not None]


def require_none(db: Session, release_id: int, reference: str) -> None:
    """Do nothing where a draft may be published.

    Raises:
        HeldRelease: checks hold it; the sentence names them and what to do.
    """
    there = holds.open_of(db, release_id)
    if there:
        named = "; ".join(f"{h.id} {h.rule} ({h.count})" for h in there[:8])
        raise HeldRelease(
            f"{reference} is held: {named}. `factordb hold list {reference}` shows where; mend the "
            "file and import it again, or let a reviewer release each hold with a reason: "
            "`factordb hold release ID --reason …`.",
            release=reference,
            holds=[h.id for h in there],
        )


def listed(db: Session, reference: str) -> list[HoldView]:
    """Return all holds ever put on a release.

    Raises:
        ReleaseNotFound: there is none of that name.
    """
    row = releases.readable(db, *split(reference))  # its places say what was printed
    return [_view(held) for held in holds.of_release(db, releases.id_of(row))]


def release(db: Session, by: Caller, id_: int, reason: str) -> HoldView:
    """Let a held draft go, as far as this hold keeps it; the caller commits.

    Raises:
        NotAllowed: ``by`` is no reviewer.
        HoldNotFound: there is no such hold.
        HeldRelease: it refuses, or is released already.
        FourEyes: she brought the draft in herself.
        Invalid: no reason is given.
    """
    hold, released = holds.get(db, id_)
    by.require(Role.REVIEWER, hold.dataset)
    viewing.require(db, hold.dataset, releases.access_of(db, hold.dataset) or "open")
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid(f"Give a reason of 1 to {LONGEST_REASON} characters.")
    if hold.severity == Severity.REFUSE:
        raise HeldRelease(f"Hold {id_} refuses: mend the file and import it again.", hold=id_)
    if released is not None:
        raise HeldRelease(f"Hold {id_} was released by {released.by} already.", hold=id_)
    draft = releases.find(db, hold.dataset, hold.release)
    if draft is not None and draft.id == hold.release_id:
        eyes.require_other(db, by, draft, "let go of its holds")
    row = HoldReleaseRow(
        hold_id=id_, person_id=by.actor.person_id, by=by.name or "", reason=reason,
        at=datetime.now(UTC),
    )  # fmt: skip
    holds.release(db, row)
    reference = f"{hold.dataset}@{hold.release}"
    detail = {"hold": id_, "rule": hold.rule, "count": hold.count, "reason": reason}
    events.add(db, by.actor, "hold.released", reference, detail)
    said = {"count": hold.count, "id": id_, "rule": hold.rule}
    body = leaf.of_hold(reference, said, by.name or "", reason, told(row.at))
    acts.add(db, "hold", reference, body, by.actor.person_id)
    logbook.enter(db)
    return _view(Held(hold, row))


def _view(held: Held) -> HoldView:
    hold, released = held
    assert hold.id is not None  # noqa: S101  # out of the database
    return HoldView(
        id=hold.id,
        release=f"{hold.dataset}@{hold.release}",
        rule=hold.rule,
        severity=Severity(hold.severity),
        sentence=hold.sentence,
        count=hold.count,
        places=tuple(hold.places),
        released_by=released.by if released else None,
        reason=released.reason if released else None,
        released_at=told(released.at) if released else None,
    )
