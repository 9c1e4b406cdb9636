"""Checking again: a draft against a release that was published after it was imported."""

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.importing import succeeding
from factordb.catalogue.publishing import holding
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import checks
from factordb.model.role import Role
from factordb.quality.checks.finding import Severity
from factordb.store import events, releases


def recheck(db: Session, by: Caller, reference: str, step: str) -> tuple[int, ...]:
    """Hold a draft against the last release of its dataset, where it was not; return its new holds.

    ``step`` is what comes next, ``submit`` or ``publish``. The caller commits before she goes on,
    so that what holds the draft stays though it then goes no further.

    Raises:
        NotAllowed: ``by`` is no curator.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published already.
    """
    dataset, name = split(reference)
    by.require(Role.CURATOR, dataset)
    row = releases.lock(db, dataset, name)
    if not checks.are_stale(db, row):
        return ()
    against = checks.last(db, row)
    _, found = succeeding.against_last(db, row)
    told = [f.model_copy(update={"sentence": f"{f.sentence} (against {against})"}) for f in found]
    held = holding.put(db, releases.id_of(row), reference, told)
    checks.note(db, row, against, step, found)
    warned = sum(1 for one in found if one.severity is Severity.WARN)
    said = {"against": against, "holds": held, "warned": warned}
    events.add(db, by.actor, "release.checked", reference, said)
    return tuple(held)
