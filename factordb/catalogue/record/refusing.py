"""A refusal at the host's shell, noted as one over HTTP is: who sits there may not all."""

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.errors import Conflict, FactordbError, NotAllowed
from factordb.store import events


def refuses(error: FactordbError) -> bool:
    """Say whether ``error`` kept somebody from changing a release, or from what she may not."""
    return isinstance(error, NotAllowed) or (
        isinstance(error, Conflict) and ("release" in error.facts or "hold" in error.facts)
    )


def note(db: Session, error: FactordbError, by: Caller) -> None:
    """Note what was refused to ``by``, who sits at the shell; the caller commits."""
    release = str(error.facts.get("release") or "shell")
    if "dataset" in error.facts and "@" not in release:
        release = f"{error.facts['dataset']}@{release}"
    told = {"error": type(error).__name__, "detail": error.detail[:300], "account": by.name}
    events.add(db, by.actor, "refused", release, told)
