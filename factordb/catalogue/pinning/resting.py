"""What was said since of the properties that numbers of a lockfile rest on."""

from collections.abc import Iterator

from sqlmodel import Session

from factordb.catalogue.pinning.findings import Finding, finding_of
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.advising import Pin
from factordb.catalogue.reference import split
from factordb.lockfile.locked import Locked, Used
from factordb.model.canonical import raw
from factordb.store import releases, standings

_BY = "the property it was converted by"


def properties(db: Session, locked: Locked, edition: int) -> Iterator[Finding]:
    """Yield what is said of properties by which numbers were brought to another measure."""
    pins = list(_pinned(locked))
    names = sorted({raw(used.digest) for _, used in pins})
    said = standings.of_documents(db, names, edition, "property") if pins else {}
    hits = advising.hitting(db, [_pin(used) for _, used in pins])
    for (alias, used), found in zip(pins, hits, strict=True):
        rows = releases.holding(db, "property", raw(used.digest), edition)
        if used.release not in {f"{row.dataset}@{row.name}" for row in rows}:
            says = f"{_BY} stands in no release of this catalogue"
            yield finding_of(alias, "unknown", says, used)
        for one in said.get(raw(used.digest), ()):
            if f"{one.dataset}@{one.release}" == used.release:
                says = f"{_BY} is {one.kind} since edition {one.since}: {one.reason}"
                yield finding_of(alias, "withdrawn", says, used)
        for notice, _ in found:
            told = finding_of(alias, "advisory", f"{_BY}: {notice.summary}", used)
            yield told.model_copy(update={"advisory": notice.id})


def _pinned(locked: Locked) -> Iterator[tuple[str, Used]]:
    for alias, line in locked.factors.items():
        for used in line.answer.properties or ():
            yield alias, used


def _pin(used: Used) -> Pin:
    """A notice names a property by its digest, or with all that stands in its release."""
    return Pin(*split(used.release), used.digest, key="", activity="", ids=())
