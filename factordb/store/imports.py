"""Imports on record: begun, watched while they run, ended once.

Whoever runs an import holds an advisory lock on a connection of her own. One that is neither ended
nor locked was lost with its process.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Engine, text
from sqlmodel import Session, col, or_, select

from factordb.errors import ImportNotFound
from factordb.store.import_tables import ImportEventRow, ImportRow
from factordb.store.tables import DatasetRow

_RUNNING = 7_010
"""Advisory lock: an import is being run by somebody."""

MISSING = "There is no import {}; GET /v1/imports lists them."
_ENDED = ("done", "failed", "cancelled", "lost")


class Watched:
    """An import that is being run, on a connection that others see the lock of."""

    def __init__(self, session: Session, row: ImportRow) -> None:
        self._session, self._row = session, row
        assert row.id is not None  # noqa: S101  # given by the flush
        self.id = row.id

    def start(self) -> None:
        """Say that it is no longer waiting."""
        self._change("running", {})

    def note(self, detail: Mapping[str, Any]) -> None:
        """Say how far it is."""
        _add(self._session, self.id, "progress", detail)
        self._session.commit()

    def is_cancelled(self) -> bool:
        """Say whether somebody asked for its end."""
        asked = text("SELECT cancelled FROM import WHERE id = :id")
        found = bool(self._session.connection().execute(asked, {"id": self.id}).scalar_one())
        self._session.commit()
        return found

    def end(self, state: str, report: Mapping[str, Any]) -> None:
        """Say what became of it."""
        self._change(state, report)

    def _change(self, state: str, report: Mapping[str, Any]) -> None:
        _change(self._session, self.id, state, report)
        self._session.commit()


@contextmanager
def watched(engine: Engine, row: ImportRow) -> Iterator[Watched]:
    """Put an import on record as waiting, and hold its lock until the end."""
    with engine.connect() as connection, Session(connection, expire_on_commit=False) as session:
        session.add(row)
        session.flush()
        watch = Watched(session, row)
        key = {"key": _RUNNING, "id": watch.id}
        connection.execute(text("SELECT pg_advisory_lock(:key, :id)"), key)
        _add(session, watch.id, "queued", {"file": row.file})
        session.commit()
        try:
            yield watch
        finally:
            session.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key, :id)"), key)
            connection.commit()


def add_ended(session: Session, row: ImportRow) -> int:
    """Put an import on record that is over, and return its number; the caller commits."""
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # given by the flush
    _add(session, row.id, row.state, {})
    return row.id


def get(session: Session, id_: int) -> ImportRow:
    """Return an import.

    Raises:
        ImportNotFound: there is none.
    """
    found = session.get(ImportRow, id_, populate_existing=True)
    if found is None:
        raise ImportNotFound(MISSING.format(id_), id=id_)
    return found


class Viewer(NamedTuple):
    """Who looks at imports: those of open datasets are everybody's who has a token."""

    person_id: int | None
    """Her own she sees all."""
    granted: frozenset[str]
    """Of these closed datasets she sees all."""


def newest(
    session: Session, before: int, limit: int, viewer: Viewer | None = None, id_: int | None = None
) -> list[ImportRow]:
    """Return imports with ids below ``before``, the newest first, that ``viewer`` may know of."""
    wanted = select(ImportRow).where(col(ImportRow.id) < before).order_by(col(ImportRow.id).desc())
    if viewer is not None:
        opened = select(DatasetRow.slug).where(DatasetRow.access == "open")
        wanted = wanted.where(
            or_(
                col(ImportRow.dataset).in_(opened),
                col(ImportRow.dataset).in_(viewer.granted),
                col(ImportRow.person_id) == viewer.person_id,
            )
        )
    if id_ is not None:
        wanted = wanted.where(ImportRow.id == id_)
    return list(session.exec(wanted.limit(limit)))


def of_release(session: Session, dataset: str, release: str) -> list[ImportRow]:
    """Return the imports into one release, the oldest first."""
    wanted = select(ImportRow).where(ImportRow.dataset == dataset, ImportRow.release == release)
    return list(session.exec(wanted.order_by(col(ImportRow.id))))


def cancel(session: Session, id_: int) -> None:
    """Ask for the end of an import that has not ended; the caller commits."""
    session.connection().execute(
        text("UPDATE import SET cancelled = true WHERE id = :id AND NOT state = ANY(:ended)"),
        {"id": id_, "ended": list(_ENDED)},
    )


def add_lost(session: Session) -> int:
    """Note as lost what nobody runs any more, and return how many; the caller commits."""
    found = session.connection().execute(
        text("""
            SELECT id FROM import WHERE NOT state = ANY(:ended) AND NOT EXISTS (
                SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = :key
                AND objid = import.id AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            FOR UPDATE SKIP LOCKED
        """),
        {"ended": list(_ENDED), "key": _RUNNING},
    )
    lost = list(found.scalars())
    for id_ in lost:
        _change(session, id_, "lost", {})
    return len(lost)


def events_after(session: Session, id_: int, after: int) -> list[ImportEventRow]:
    """Return the steps of an import behind the step ``after``, in order."""
    wanted = (
        select(ImportEventRow)
        .where(ImportEventRow.import_id == id_, col(ImportEventRow.id) > after)
        .order_by(col(ImportEventRow.id))
    )
    return list(session.exec(wanted))


def has_ended(state: str) -> bool:
    """Say whether an import in ``state`` will not change any more."""
    return state in _ENDED


def _change(session: Session, id_: int, state: str, report: Mapping[str, Any]) -> None:
    when = "started_at" if state == "running" else "ended_at"
    session.connection().execute(
        text(
            "UPDATE import SET state = :state, report = CAST(:report AS jsonb), "  # noqa: S608  # our own word
            f"{when} = clock_timestamp() WHERE id = :id"
        ),
        {"state": state, "report": orjson.dumps(dict(report)).decode(), "id": id_},
    )
    session.expire_all()
    _add(session, id_, state, {})


def _add(session: Session, id_: int, kind: str, detail: Mapping[str, Any]) -> None:
    session.add(ImportEventRow(import_id=id_, kind=kind, detail=dict(detail)))
    session.flush()
