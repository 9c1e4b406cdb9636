"""What a number rests on is audited as the number is: properties, and what stands beside."""

from typing import Any

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.pinning import auditing
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.withdrawing import Withdrawal, withdraw
from factordb.lockfile.locked import Locked, Used
from tests.advisories import a_notice
from tests.lockfile.test_recomputing import (  # noqa: F401  # its fixtures are asked for here
    DIESEL,
    coal,
    locked,
    log,
    with_answer,
)
from tests.served import UNKNOWN

ADMIN = access.shell("ada")


@pytest.fixture
def made(log: Session, coal: dict[str, Any]) -> Locked:  # noqa: F811  # likewise
    return locked(log, coal=coal)


def properties(made: Locked) -> tuple[Used, ...]:
    return made.factors["coal"].answer.properties or ()


def told(db: Session, made: Locked) -> list[tuple[str, str, str | None]]:
    return [(f.alias, f.rule, f.digest) for f in auditing.audit(db, made).findings]


def test_a_property_that_was_withdrawn_is_of_the_alias_that_was_converted_by_it(
    log: Session,  # noqa: F811
    made: Locked,
) -> None:
    (used,) = properties(made)
    made = with_answer(made, "coal", properties=(used,))
    withdraw(log, ADMIN, used.release, Withdrawal(reason="a slipped point"))

    found = [f for f in auditing.audit(log, made).findings if f.digest == used.digest]

    assert [(f.alias, f.rule, f.level) for f in found] == [("coal", "withdrawn", "error")]
    assert "the property it was converted by is withdrawn since edition" in found[0].says
    assert "a slipped point" in found[0].says


def test_a_notice_about_the_release_of_a_property_finds_it(log: Session, made: Locked) -> None:  # noqa: F811
    (used,) = properties(made)
    dataset, _, release = used.release.partition("@")
    ranges = [{"events": [{"introduced": release}]}]
    notice = a_notice(affected=[{"package": {"name": dataset}, "ranges": ranges}])
    advising.advise(log, ADMIN, notice)

    assert ("coal", "advisory", used.digest) in told(log, made)


def test_a_property_that_stands_nowhere_is_an_error(log: Session, made: Locked) -> None:  # noqa: F811
    (used,) = properties(made)
    made = with_answer(made, "coal", properties=(used.model_copy(update={"digest": UNKNOWN}),))

    assert told(log, made) == [("coal", "unknown", UNKNOWN)]


def test_what_stands_beside_an_answer_is_audited_too(log: Session) -> None:  # noqa: F811
    made = locked(log, diesel=DIESEL)
    answer = made.factors["diesel"].answer
    (beside,) = answer.beside or ()
    assert beside.digest != answer.digest
    factor = Withdrawal(reason="counted twice", factors=(beside.digest,))
    withdraw(log, ADMIN, beside.release, factor)

    (found,) = auditing.audit(log, made).findings

    assert (found.rule, found.digest) == ("withdrawn", beside.digest)
    assert found.says.startswith("beside it: withdrawn since edition")


def test_what_stands_beside_and_nowhere_in_the_catalogue_is_an_error(log: Session) -> None:  # noqa: F811
    made = locked(log, diesel=DIESEL)
    (beside,) = made.factors["diesel"].answer.beside or ()
    lost = beside.model_copy(update={"digest": UNKNOWN})

    assert told(log, with_answer(made, "diesel", beside=(lost,))) == [
        ("diesel", "unknown", UNKNOWN)
    ]
