from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.looking import fetching
from factordb.catalogue.publishing.withdrawing import Withdrawal, notices, withdraw
from factordb.catalogue.record import verifying
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import (
    AlreadyWithdrawn,
    DigestNotFound,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import documents, editions, events, releases
from tests.catalogue.tables import a_row, take_in

ADMIN = access.shell("ada")
WHY = Withdrawal(reason="小数点错位: use 2023 instead")


@pytest.fixture
def office(db: Session, tmp_path: Path) -> Session:
    """Return a session on one release of two factors."""
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")
    return db


def digests(db: Session, release: str = "2022") -> list[str]:
    row = releases.published(db, "grid-office", release, editions.current(db))
    return [text_of(d) for d in documents.digests_of(db, "factor", releases.id_of(row))]


def resolved(db: Session, edition: int | None = None, **more: object) -> str | None:
    said = {"activity": "electricity.grid", "region": "CN-SH", "facets": {"mix": "average"}} | more
    (answer,) = asking.ask(db, [said], edition).answers
    assert isinstance(answer, Answer)
    return answer.hit.value if answer.hit else answer.reason


def test_a_withdrawn_release_answers_nobody_unasked_and_is_fetched_by_digest_as_ever(
    office: Session,
) -> None:
    done = withdraw(office, ADMIN, "grid-office@2022", WHY)

    assert (done.edition, done.factors) == (2, 2)
    assert "it is withdrawn" in str(resolved(office))
    assert resolved(office, withdrawn=True) == "0.5500"
    assert resolved(office, edition=1) == "0.5500"
    for digest in digests(office):
        assert fetching.document(office, digest)


def test_one_factor_is_withdrawn_and_the_others_stand(office: Session) -> None:
    named = next(d for d in digests(office) if b"CN-SH" in fetching.document(office, d))
    wish = WHY.model_copy(update={"factors": (named,)})

    done = withdraw(office, ADMIN, "grid-office@2022", wish)

    assert done.factors == 1
    assert "it is withdrawn" in str(resolved(office))
    assert resolved(office, region="CN-BJ") == "0.6"
    assert set(notices(office, digests(office))) == {named}


def test_who_has_pinned_it_is_told_why_and_since_when(office: Session) -> None:
    withdraw(office, ADMIN, "grid-office@2022", WHY)
    pin = digests(office)[0]

    (said,) = notices(office, [pin])[pin]

    assert said.model_dump() == {
        "kind": "withdrawn",
        "release": "grid-office@2022",
        "edition": 2,
        "reason": WHY.reason,
    }
    assert notices(office, [pin], edition=1) == {}


def test_a_document_of_two_releases_is_withdrawn_in_one(office: Session, tmp_path: Path) -> None:
    take_in(office, tmp_path, [a_row(), a_row("CN-TJ")], "2022.1")
    withdraw(office, ADMIN, "grid-office@2022", WHY)
    both = set(digests(office)) & set(digests(office, "2022.1"))

    assert len(both) == 1
    assert resolved(office) == "0.5500"
    assert [n.release for n in notices(office, [*both])[both.pop()]] == ["grid-office@2022"]


def test_the_log_says_so_and_still_holds(office: Session) -> None:
    before = verifying.verify(office)
    withdraw(office, ADMIN, "grid-office@2022", WHY)

    after = verifying.verify(office)

    assert (after.size, after.editions) == (before.size + 1, before.editions + 1)


def test_it_is_noted_who_did_it(office: Session) -> None:
    withdraw(office, ADMIN, "grid-office@2022", WHY)

    (event,) = events.about(office, "grid-office@2022")
    assert event.action == "release.withdrawn"
    assert event.detail == {"edition": 2, "reason": WHY.reason, "factors": []}


def test_what_is_withdrawn_is_not_withdrawn_again(office: Session) -> None:
    pin = digests(office)[0]
    withdraw(office, ADMIN, "grid-office@2022", WHY.model_copy(update={"factors": (pin,)}))
    withdraw(office, ADMIN, "grid-office@2022", WHY)

    for factors in ((), (pin,)):
        with pytest.raises(AlreadyWithdrawn):
            withdraw(office, ADMIN, "grid-office@2022", WHY.model_copy(update={"factors": factors}))
    assert editions.current(office) == 3


@pytest.mark.parametrize(
    ("reference", "factors", "error"),
    [
        ("grid-office@2021", (), ReleaseNotFound),
        ("coal-office@2022", (), ReleaseNotFound),
        ("grid-office", (), Invalid),
        ("grid-office@2022", ("sha256:" + "0" * 64,), DigestNotFound),
    ],
)
def test_the_unknown_is_refused_and_nothing_is_said(
    office: Session, reference: str, factors: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        withdraw(office, ADMIN, reference, WHY.model_copy(update={"factors": factors}))
    assert editions.current(office) == 1


@pytest.mark.parametrize(
    ("caller", "error"),
    [
        (access.anonymous(None), NotAuthenticated),
        (ADMIN._replace(role=Role.CURATOR), NotAllowed),
        (ADMIN._replace(role=Role.REVIEWER), NotAllowed),
        (ADMIN._replace(datasets=("coal-office",)), NotAllowed),
    ],
)
def test_only_an_admin_of_the_dataset_withdraws(
    office: Session, caller: Caller, error: type[Exception]
) -> None:
    with pytest.raises(error):
        withdraw(office, caller, "grid-office@2022", WHY)
    assert editions.current(office) == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001, "a\x00b"])
def test_a_withdrawal_has_a_reason(reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        Withdrawal(reason=reason)
