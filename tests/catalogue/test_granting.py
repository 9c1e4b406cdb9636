from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.catalogue import access, granting
from factordb.catalogue.granting import Grant
from factordb.errors import DatasetNotFound, Invalid, NotAllowed, PersonNotFound
from factordb.model.role import Role
from factordb.store import engine as engines
from factordb.store import events
from tests import closed
from tests.closed import KNOWN, OPEN, PRIVATE

HOST = access.shell("operator")


@pytest.fixture
def three(engine: Engine, tmp_path: Path) -> Engine:
    for dataset in (OPEN, PRIVATE):
        closed.brought_in(engine, tmp_path, dataset, closed.curator(engine, "owner"))
    closed.token_of(engine, "reader")
    return engine


def test_a_grant_is_given_and_taken_and_each_is_an_event(three: Engine) -> None:
    with engines.transaction(three) as db:
        granting.grant(db, HOST, Grant(dataset=PRIVATE, person="reader"))
        there = [(g.person, g.access, g.by) for g in granting.grants(db, HOST)]
        granting.grant(db, HOST, Grant(dataset=PRIVATE, person="reader", given=False))
        noted = [(e.action, e.detail["person"]) for e in events.about(db, PRIVATE)]
        left = [g.person for g in granting.grants(db, HOST)]

    assert there == [("owner", "private", "owner"), ("reader", "private", "operator")]
    assert noted == [
        ("grant.given", "owner"), ("grant.given", "reader"), ("grant.taken", "reader"),
    ]  # fmt: skip
    assert left == ["owner"]


def test_a_token_that_is_good_for_other_datasets_reads_none_by_the_grant(three: Engine) -> None:
    with engines.transaction(three) as db:
        granting.grant(db, HOST, Grant(dataset=PRIVATE, person="reader"))

    assert closed.curator(three, "reader", Role.READER).closed == {PRIVATE}
    assert closed.curator(three, "reader", Role.READER, OPEN).closed == frozenset()


@pytest.mark.parametrize(
    ("wish", "error", "says"),
    [
        (Grant(dataset=PRIVATE, person="nobody"), PersonNotFound, "Nobody is called"),
        (Grant(dataset=KNOWN, person="reader"), DatasetNotFound, "import its first release"),
        (Grant(dataset=OPEN, person="reader"), Invalid, "everybody reads it"),
        (Grant(dataset=PRIVATE, person="owner"), Invalid, "may read secret-mill already"),
        (Grant(dataset=PRIVATE, person="reader", given=False), Invalid, "may not read"),
    ],
)
def test_what_cannot_be_granted_is_told(
    three: Engine, wish: Grant, error: type[Exception], says: str
) -> None:
    with engines.transaction(three) as db, pytest.raises(error, match=says):
        granting.grant(db, HOST, wish)


@pytest.mark.parametrize("role", [Role.READER, Role.CURATOR, Role.REVIEWER])
def test_only_admins_grant_and_see_who_has_what(three: Engine, role: Role) -> None:
    caller = closed.curator(three, role.value, role)
    with engines.transaction(three) as db:
        with pytest.raises(NotAllowed):
            granting.grant(db, caller, Grant(dataset=PRIVATE, person=role.value))
        with pytest.raises(NotAllowed):
            granting.grants(db, caller)
