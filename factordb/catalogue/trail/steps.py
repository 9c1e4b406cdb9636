"""One release from its first file to what was said of it last, each step with its entry of the log.

What was done by somebody is an event, with person, time and place; what came about without one
(findings that hold, files that failed, notices of other releases) is read where it is kept.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import eyes, signing, submitting
from factordb.catalogue.reviewing.signing import KeyView
from factordb.catalogue.trail import entries
from factordb.catalogue.trail.entries import Entries
from factordb.model.advisory import Advisory
from factordb.model.base import Model
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.model.times import told
from factordb.store import (
    acts,
    advisories,
    assessments,
    editions,
    events,
    holds,
    imports,
    persons,
    releases,
    reviews,
    standings,
)
from factordb.store.editions import NEWEST
from factordb.store.import_tables import ImportRow
from factordb.store.person_tables import EventRow
from factordb.store.tables import ReleaseRow

KINDS = (
    *("import", "import-failed", "check", "hold", "hold-release", "submission", "recall"),
    *("comment", "resolution", "review", "four-eyes", "publication", "standing", "assessment"),
    *("advisory", "other"),
)
"""What a step can be, in the order of steps of one moment."""
_ACTIONS = {
    "release.imported": "import",
    "release.checked": "check",
    "hold.released": "hold-release",
    "release.submitted": "submission",
    "release.recalled": "recall",
    "comment.made": "comment",
    "comment.resolved": "resolution",
    "release.reviewed": "review",
    "release.published": "publication",
    "release.withdrawn": "standing",
}


class Step(Model):
    """One thing that was done, or came about."""

    number: int
    kind: str
    at: str
    who: str | None
    """The person; nobody where it came about by itself, or was done before persons were known."""
    via: str | None
    """``shell`` or ``api``."""
    where: str | None
    """The address a call came from, or ``account@host``; told to curators, reviewers and admins."""
    entries: tuple[int, ...]
    """Indexes of the leaves of the log that say so."""
    detail: dict[str, Any]


class Trail(Model):
    release: str
    state: str
    edition: int | None
    manifest: str
    contents: str
    """SHA-256 over the sorted raw digests of its documents."""
    count: int
    read: str
    """Digest of the file that was read."""
    layout: str
    importer: str
    log_size: int
    """How long the log was when this was written."""
    steps: tuple[Step, ...]
    keys: tuple[KeyView, ...]
    """Of those who reviewed: what their signatures are checked with."""


class _Raw(NamedTuple):
    kind: str
    at: str
    detail: dict[str, Any]
    who: str | None = None
    via: str | None = None
    where: str | None = None
    entries: tuple[int, ...] = ()


def trail(db: Session, by: Caller, reference: str) -> Trail:
    """Return the trail of a release: of a published one to everybody, of a draft to persons.

    Raises:
        ReleaseNotFound: there is none, or none that ``by`` may know of.
    """
    row = _seen(db, by, reference)
    places = entries.of_release(db, reference)
    found = sorted(_steps(db, row, reference, places), key=lambda s: (s.at, KINDS.index(s.kind)))
    works_here = by.name is not None and by.role is not Role.READER
    steps = (
        Step(number=number, **(one._asdict() | ({} if works_here else {"where": None})))
        for number, one in enumerate(found, start=1)
    )
    there = submitting.contents(db, row)
    reviewers = {act.person_id for act in acts.about(db, "review", reference)}
    names = {p.name for p in persons.every(db) if p.id in reviewers}
    return Trail(
        release=reference,
        state=row.state,
        edition=row.edition,
        **there.model_dump(),
        read=text_of(bytes(row.read)),
        layout=row.layout,
        importer=row.importer,
        log_size=places.size,
        steps=tuple(steps),
        keys=tuple(key for key in signing.keys(db) if key.person in names),
    )


def _seen(db: Session, by: Caller, reference: str) -> ReleaseRow:
    """Return a release that ``by`` may see; of a closed dataset this is where it is decided."""
    dataset, name = split(reference)
    if by.name is None:
        releases.published(db, dataset, name, NEWEST)
        return releases.readable(db, dataset, name)
    by.require(Role.READER, dataset)
    return releases.readable(db, dataset, name)


def _steps(db: Session, row: ReleaseRow, reference: str, places: Entries) -> Iterator[_Raw]:
    files = {file.id: file for file in imports.of_release(db, row.dataset, row.name)}
    names = {person.id: person.name for person in persons.every(db)}
    # What was refused changed nothing; whoever asks often could make a trail too long to read.
    said = [e for e in events.about(db, reference) if not e.action.startswith("refused")]
    for event in said:
        yield _event(event, names, files, places)
    yield from _unsaid(db, row, files, names, said)
    if row.state == "published":
        yield from _afterwards(db, row, places, {e.detail.get("edition") for e in said})
    for act in acts.of_kind(db, eyes.SUBJECT):
        body = orjson.loads(act.body)
        detail = {"state": body["state"], "reason": body["reason"]}
        at = told(act.at, "microseconds")
        yield _Raw("four-eyes", at, detail, body["by"], entries=places.act(bytes(act.digest)))


def _event(
    event: EventRow, names: dict[int | None, str], files: dict[int | None, ImportRow], log: Entries
) -> _Raw:
    kind = _ACTIONS.get(event.action, "other")
    detail = dict(event.detail) | ({"action": event.action} if kind == "other" else {})
    if kind == "import" and event.detail.get("import") in files:
        detail["report"] = files[event.detail["import"]].report
    if kind == "review":
        detail |= log.review(event.detail["review"])
    return _Raw(
        kind=kind,
        at=told(event.at, "microseconds"),
        detail=detail,
        who=names.get(event.person_id),
        via=event.via,
        where=event.address,
        entries=log.of_event(kind, event.detail),
    )


def _unsaid(
    db: Session,
    row: ReleaseRow,
    files: dict[int | None, ImportRow],
    names: dict[int | None, str],
    said: list[EventRow],
) -> Iterator[_Raw]:
    """Yield what nobody did: files that became nothing, checks and holds of imports."""
    known = {event.detail.get("import") for event in said if event.action == "release.imported"}
    for file in files.values():
        if file.id not in known:
            tried = {"import": file.id, "file": file.file, "state": file.state}
            at = told(file.ended_at or file.created_at, "microseconds")
            who = names.get(file.person_id)
            yield _Raw("import-failed", at, tried | {"report": file.report}, who)
    for check in reviews.checks(db, row.dataset, row.name):
        if check.step == "import":
            findings = [{k: f[k] for k in ("rule", "severity", "count")} for f in check.findings]
            seen = {"step": check.step, "against": check.against, "findings": findings}
            yield _Raw("check", told(check.at, "microseconds"), seen)
    for hold, _ in holds.of_reference(db, row.dataset, row.name):
        why = {"hold": hold.id, "rule": hold.rule, "severity": hold.severity}
        more = {"sentence": hold.sentence, "count": hold.count, "places": hold.places}
        yield _Raw("hold", told(hold.at, "microseconds"), why | more)


def _afterwards(db: Session, row: ReleaseRow, places: Entries, known: set[Any]) -> Iterator[_Raw]:
    """Yield what editions say of a published release, where no event of it does."""
    for edition in editions.of_release(db, releases.id_of(row)):
        number, at = edition.number, told(edition.at, "microseconds")
        if edition.event == "assessed":
            for factor, body in assessments.by_persons(db, number):
                judged = orjson.loads(body)
                told_of = {"edition": number, "factor": text_of(factor), "assessment": judged}
                found = places.edition(number)
                yield _Raw("assessment", at, told_of, judged["by"], entries=found)
        elif number not in known:
            kind = "publication" if edition.event == "published" else "standing"
            detail: dict[str, Any] = {"edition": number}
            if kind == "standing":
                rows = standings.of_edition(db, number)
                detail |= {"standing": edition.event, "reason": rows[0].reason if rows else ""}
            yield _Raw(kind, at, detail, entries=places.edition(number))
    order = tuple(r.name for r in releases.of_dataset(db, row.dataset, NEWEST))
    for said in advisories.every(db):
        notice = Advisory.of(said.body)
        if any(a.package.name == row.dataset and a.holds_for(row.name, order)
               for a in notice.affected):  # fmt: skip
            detail = {"edition": said.edition} | {"id": said.id, "summary": notice.summary}
            detail |= {"withdrawn": notice.withdrawn}
            at = told(editions.get(db, said.edition).at, "microseconds")
            yield _Raw("advisory", at, detail, entries=places.edition(said.edition))
