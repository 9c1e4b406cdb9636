import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.record import refusing
from factordb.errors import (
    AlreadyPublished,
    FactordbError,
    HeldRelease,
    Invalid,
    LockfileBroken,
    NotAllowed,
    ReleaseNotFound,
)
from factordb.store import events
from factordb.store.events import Wanted

HELD = HeldRelease("It is held.", release="grid-office@2023", holds=[1])
PUBLISHED = AlreadyPublished("It is published.", dataset="grid-office", release="2023")


@pytest.mark.parametrize("error", [HELD, PUBLISHED, NotAllowed("No.")])
def test_what_keeps_somebody_from_a_change_is_a_refusal(error: FactordbError) -> None:
    assert refusing.refuses(error)


@pytest.mark.parametrize(
    "error", [Invalid("No."), ReleaseNotFound("No.", release="x@1"), LockfileBroken("No.")]
)
def test_what_is_wrong_otherwise_is_none(error: FactordbError) -> None:
    assert not refusing.refuses(error)


@pytest.mark.parametrize("error", [HELD, PUBLISHED])
def test_a_refusal_names_the_release_and_the_account(db: Session, error: FactordbError) -> None:
    refusing.note(db, error, access.sitting(db, "li", "desk"))

    ((event, who),) = events.before(db, 2**60, 9, Wanted("refused", "grid-office"))
    assert (who, event.address) == ("li", "li@desk")
    assert (event.via, event.subject) == ("shell", "grid-office@2023")
    assert event.detail["account"] == "li"
    assert event.detail["error"] == type(error).__name__
