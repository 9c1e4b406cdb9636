"""Persons who bring releases in, and persons who look at them."""

from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.importing import intake
from factordb.catalogue.importing.intake import Imported
from factordb.catalogue.reviewing import submitting
from factordb.model.role import Role
from factordb.store import events, persons
from factordb.store.events import Actor
from tests.catalogue.tables import DATASET, Row, a_table, asked


def somebody(db: Session, name: str, role: Role, *datasets: str) -> Caller:
    """Return a person by a token of hers, known from now on."""
    person = persons.put(db, name, role)
    return Caller(Actor("api", person.id, None, "192.0.2.7"), name, role, datasets)


def four_eyes(db: Session) -> tuple[Caller, Caller]:
    """Return two reviewers: from now on four eyes are needed."""
    return somebody(db, "Li Wei", Role.REVIEWER), somebody(db, "Ada", Role.REVIEWER)


def bring_in(
    db: Session, by: Caller, folder: Path, rows: list[Row], release: str = "2023"
) -> Imported:
    """Import ``rows`` as a draft, as an import on record does."""
    file = a_table(folder / release, rows, year=release[:4])
    done = intake.take_in(db, file, asked(release, publish=False), by=by)
    events.add(db, by.actor, "release.imported", f"{DATASET}@{release}", {"became": done.state})
    return done


def submitted(db: Session, by: Caller, folder: Path, rows: list[Row], release: str = "2023") -> str:
    """Import ``rows`` and submit them for review; return the reference."""
    bring_in(db, by, folder, rows, release)
    submitting.submit(db, by, f"{DATASET}@{release}")
    return f"{DATASET}@{release}"
