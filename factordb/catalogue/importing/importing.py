"""Imports on record: begun, watched, and reported, whether they end well, badly or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.comparing.comparing import Summary
from factordb.catalogue.importing.following import Following
from factordb.catalogue.importing.intake import Asked, Imported, take_in
from factordb.errors import FactordbError, ImportEnded, ImportNotFound
from factordb.model.base import Model
from factordb.model.reading import Rejection, Tally
from factordb.model.role import Role
from factordb.quality.checks import checking
from factordb.quality.checks.finding import Finding
from factordb.store import closing, events, imports, releases, viewing
from factordb.store import engine as engines
from factordb.store.import_tables import ImportEventRow, ImportRow
from factordb.store.imports import Watched

CELLS = 20
"""Cells that are kept of one reason to reject; how many there are is always told."""
REASONS = 200


class Reason(Model):
    """Why numbers of a file became nothing, and where the first of them stand."""

    reason: str
    numbers: int
    cells: tuple[str, ...]


class Report(Model):
    """What became of a file; the parts of the tally sum to its numbers."""

    layout: str
    importer: str
    artifact: str
    """Digest of the file."""
    became: str
    """``draft``, ``published``, ``unchanged`` or ``dry-run``."""
    edition: int | None
    cells: int
    """Cells read: numbers and blanks."""
    tally: Tally
    cautions: tuple[str, ...]
    rejected: tuple[Reason, ...]
    """By reason, the commonest first."""
    findings: tuple[Finding, ...]
    against: str | None
    """The release it was held against."""
    step: Summary | None = None
    """How far it is from that release: what to read first."""
    holds: tuple[int, ...]
    limits: dict[str, str]
    """The tables that the checks went by, with their digests."""
    seconds: float


class Failure(Model):
    """Why a file became nothing."""

    error: str
    title: str
    detail: str


class ImportView(Model):
    """One import, as it stands."""

    id: int
    dataset: str
    release: str
    file: str
    state: str
    """``queued``, ``running``, ``done``, ``failed``, ``cancelled`` or ``lost``."""
    created_at: str | None
    started_at: str | None
    ended_at: str | None
    report: Report | None = None
    failure: Failure | None = None


class StepView(Model):
    """One step of an import."""

    id: int
    kind: str
    at: str | None
    detail: dict[str, Any]


class Begun(NamedTuple):
    """An import on record that waits to be run."""

    engine: Engine
    watch: Watched
    asked: Asked
    by: Caller

    def run(self, file: Path) -> Imported:
        """Read ``file``; what became of it is on record before this returns or raises.

        Raises:
            FactordbError: the file is refused, or somebody asked for the end.
        """
        self.watch.start()
        try:
            imported = self._taken(file)
        except ImportEnded as error:
            self.watch.end("cancelled", _failure(error))
            raise
        except FactordbError as error:
            self.watch.end("failed", _failure(error))
            raise
        except KeyboardInterrupt:
            stopped = ImportEnded("Who ran it stopped it; nothing of its file stays.")
            self.watch.end("cancelled", _failure(stopped))
            raise
        except BaseException:
            self.watch.end("failed", _unexpected())
            raise
        self.watch.end("done", report(imported).model_dump(mode="json"))
        return imported

    def _taken(self, file: Path) -> Imported:
        following = Following(self.watch)
        with engines.transaction(self.engine) as db:
            engines.unhurried(db)
            if self.watch.is_cancelled():
                raise ImportEnded(f"Import {self.watch.id} was cancelled before it began.")
            access.show(db, self.by)
            with following.of(db):
                imported = take_in(db, file, self.asked, following.look, self.by)
            self._granted(db)
            told = {"import": self.watch.id, "became": imported.state, "file": file.name}
            events.add(
                db,
                self.by.actor,
                "release.imported",
                f"{imported.dataset}@{imported.release}",
                told,
            )
        return imported

    def _granted(self, db: Session) -> None:
        """Who brings a closed dataset in may read it; she could not publish it otherwise."""
        dataset, person = self.asked.dataset, self.by.actor.person_id
        if person is None or dataset in self.by.closed or self.by.closed == viewing.EVERYTHING:
            return
        if releases.access_of(db, dataset) not in (None, "open"):
            closing.grant(db, dataset, person, self.by.name or "", given=True)
            told = {"person": self.by.name, "why": "its first import"}
            events.add(db, self.by.actor, "grant.given", dataset, told)


@contextmanager
def begun(engine: Engine, asked: Asked, name: str, by: Caller) -> Iterator[Begun]:
    """Put an import of a file called ``name`` on record, and give it to be run.

    Raises:
        NotAllowed: ``by`` is no curator.
    """
    by.require(Role.CURATOR, asked.dataset)
    row = ImportRow(
        dataset=asked.dataset, release=asked.release, file=name, person_id=by.actor.person_id
    )
    with imports.watched(engine, row) as watch:
        yield Begun(engine, watch, asked, by)


def keep(db: Session, by: Caller, done: Imported, file: str, why: str) -> None:
    """Put an import on record that was run in this transaction; the caller commits.

    ``file`` is the file's name, and ``why`` says in the event who wanted it where nobody did.
    """
    ended = datetime.now(UTC)
    row = ImportRow(
        dataset=done.dataset,
        release=done.release,
        file=file,
        state="done",
        person_id=by.actor.person_id,
        report=report(done).model_dump(mode="json"),
        started_at=ended - timedelta(seconds=done.seconds),
        ended_at=ended,
    )
    number = imports.add_ended(db, row)
    told = {"import": number, "became": done.state, "file": file, "why": why}
    events.add(db, by.actor, "release.imported", f"{done.dataset}@{done.release}", told)


def report(done: Imported) -> Report:
    """Return what is kept of an import that went well."""
    return Report(
        layout=done.layout,
        importer=done.importer,
        artifact=done.artifact,
        became=done.state,
        edition=done.edition,
        cells=done.tally.numbers + done.tally.blank,
        tally=done.tally,
        cautions=done.cautions,
        rejected=by_reason(done.rejections),
        findings=done.findings,
        against=done.against,
        step=done.step,
        holds=done.holds,
        limits=checking.table(),
        seconds=done.seconds,
    )


def by_reason(rejections: tuple[Rejection, ...]) -> tuple[Reason, ...]:
    """Return rejections by their reason, the commonest first."""
    found: dict[str, tuple[int, list[str]]] = {}
    for one in rejections:
        numbers, cells = found.get(one.reason, (0, []))
        if len(cells) < CELLS:
            cells.append(one.at)
        found[one.reason] = (numbers + one.numbers, cells)
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    told = [
        Reason(reason=reason, numbers=numbers, cells=tuple(cells))
        for reason, (numbers, cells) in ordered[:REASONS]
    ]
    if rest := ordered[REASONS:]:
        numbers = sum(numbers for _, (numbers, _) in rest)
        told.append(Reason(reason=f"{len(rest)} further reasons", numbers=numbers, cells=()))
    return tuple(told)


def one(db: Session, by: Caller, id_: int) -> ImportView:
    """Return an import; the caller commits, since one that was lost is noted as such.

    Raises:
        NotAuthenticated: nobody in particular asks; drafts are not for everybody.
        ImportNotFound: there is none.
    """
    by.require(Role.READER)
    imports.add_lost(db)
    row = _known(db, by, id_)
    by.require(Role.READER, row.dataset)
    return _view(row)


def listed(db: Session, by: Caller, before: int, limit: int) -> list[ImportView]:
    """Return imports with ids below ``before``, the newest first; the caller commits.

    Raises:
        NotAuthenticated: nobody in particular asks.
    """
    by.require(Role.READER)
    imports.add_lost(db)
    rows = imports.newest(db, before, limit, _viewer(db, by))
    return [_view(row) for row in rows if not by.datasets or row.dataset in by.datasets]


def cancel(db: Session, by: Caller, id_: int) -> ImportView:
    """Ask for the end of an import; the caller commits.

    Raises:
        NotAllowed: ``by`` is no curator.
        ImportNotFound: there is none.
        ImportEnded: it is over already.
    """
    row = _known(db, by, id_)
    by.require(Role.CURATOR, row.dataset)
    imports.add_lost(db)
    row = imports.get(db, id_)
    if imports.has_ended(row.state):
        raise ImportEnded(f"Import {id_} is {row.state} already.", id=id_, state=row.state)
    imports.cancel(db, id_)
    events.add(db, by.actor, "import.cancelled", f"{row.dataset}@{row.release}", {"import": id_})
    return _view(imports.get(db, id_))


def steps(db: Session, by: Caller, id_: int, after: int) -> tuple[list[StepView], bool]:
    """Return the steps of an import behind the step ``after``, and whether it is over."""
    by.require(Role.READER)
    imports.add_lost(db)
    state = _known(db, by, id_).state
    return [_step(row) for row in imports.events_after(db, id_, after)], imports.has_ended(state)


def _viewer(db: Session, by: Caller) -> imports.Viewer | None:
    if by.closed == viewing.EVERYTHING:
        return None
    return imports.Viewer(by.actor.person_id, viewing.granted_to(db))


def _known(db: Session, by: Caller, id_: int) -> ImportRow:
    """Return an import that the caller may know of; any other is not there.

    What a file of a closed dataset became tells its numbers, and whose a name is that nothing was
    published under yet is nobody else's business.
    """
    row = imports.get(db, id_)
    if not imports.newest(db, id_ + 1, 1, _viewer(db, by), id_):
        raise ImportNotFound(imports.MISSING.format(id_), id=id_)
    return row


def _failure(error: FactordbError) -> dict[str, Any]:
    return Failure(error=type(error).__name__, title=error.title, detail=error.detail).model_dump()


def _unexpected() -> dict[str, Any]:
    said = "Something failed here, not in the file."
    return Failure(error="Unexpected", title="Failed", detail=said).model_dump()


def _view(row: ImportRow) -> ImportView:
    kept: Mapping[str, Any] = row.report
    assert row.id is not None  # noqa: S101  # out of the database
    return ImportView(
        id=row.id,
        dataset=row.dataset,
        release=row.release,
        file=row.file,
        state=row.state,
        created_at=_time(row.created_at),
        started_at=_time(row.started_at),
        ended_at=_time(row.ended_at),
        report=Report.model_validate(kept) if "tally" in kept else None,
        failure=Failure.model_validate(kept) if "error" in kept else None,
    )


def _step(row: ImportEventRow) -> StepView:
    assert row.id is not None  # noqa: S101  # out of the database
    return StepView(id=row.id, kind=row.kind, at=_time(row.at), detail=row.detail)


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None
