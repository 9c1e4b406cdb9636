from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.looking import looking
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.advising import Pin
from factordb.catalogue.record import verifying
from factordb.errors import (
    AdvisoryNotFound,
    AlreadyAdvised,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    ReleaseNotFound,
)
from factordb.model.advisory import Advisory
from factordb.model.role import Role
from factordb.store import editions, events
from tests.advisories import TOML, a_notice
from tests.catalogue.tables import a_row, take_in

ADMIN = access.shell("ada")


@pytest.fixture
def office(db: Session, tmp_path: Path) -> Session:
    """Return a session on two releases: the numbers of 2022, and corrected ones."""
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")
    take_in(db, tmp_path, [a_row(printed="0.57"), a_row("CN-BJ", "0.6")], "2023")
    return db


def a_pin(**changes: Any) -> Pin:
    said = {
        "dataset": "grid-office",
        "release": "2022",
        "digest": "sha256:" + "0" * 64,
        "key": "K",
        "activity": "electricity.grid",
        "ids": (),
    }
    return Pin(**(said | changes))


def hit_by(db: Session, **changes: Any) -> list[str]:
    (found,) = advising.hitting(db, [a_pin(**changes)])
    return [notice.id for notice, _ in found]


def selecting(**chosen: Any) -> Advisory:
    part = a_notice().plain()["affected"][0] | {"ecosystem_specific": chosen}
    return a_notice(affected=[part])


def test_a_notice_is_an_edition_of_its_own_and_counts_whom_it_speaks_of(office: Session) -> None:
    done = advising.advise(office, ADMIN, a_notice())

    assert (done.edition, done.factors) == (3, 2)
    last = looking.history(office)[-1]
    assert (last.event, last.release, last.advisory) == ("advised", None, done.id)
    (event,) = events.about(office, done.id)
    assert (event.action, event.detail) == ("advisory.given", {"edition": 3})


def test_it_finds_pins_of_the_releases_that_are_wrong_and_no_others(office: Session) -> None:
    advising.advise(office, ADMIN, a_notice())

    assert hit_by(office) == ["OFFICE-2023-0001"]
    assert hit_by(office, release="2023") == []
    assert hit_by(office, dataset="coal-office") == []
    assert hit_by(office, activity="fuel.diesel") == []


def test_the_log_holds_it_and_still_verifies(office: Session) -> None:
    before = verifying.verify(office)
    advising.advise(office, ADMIN, a_notice())

    after = verifying.verify(office)

    assert (after.size, after.editions) == (before.size + 1, before.editions + 1)


def test_a_correction_takes_the_place_of_the_first_and_earlier_editions_keep_that(
    office: Session,
) -> None:
    advising.advise(office, ADMIN, a_notice())
    later = a_notice(summary="Two numbers have", modified="2023-06-01T00:00:00Z")
    advising.advise(office, ADMIN, later)

    assert [n.summary for n in advising.about(office, "grid-office", "2022")] == [later.summary]
    (early,) = advising.about(office, "grid-office", "2022", edition=3)
    assert early == a_notice()
    assert len(advising.since(office, 0)[1]) == 1


def test_a_notice_that_is_withdrawn_hits_nobody_and_is_still_there_with_the_reason(
    office: Session,
) -> None:
    advising.advise(office, ADMIN, advising.parsed(TOML))

    advising.revoke(office, ADMIN, "OFFICE-2023-0001", "the numbers were right")

    assert hit_by(office) == []
    assert advising.about(office, "grid-office", "2022") == []
    last = Advisory.of(advising.of_id(office, "OFFICE-2023-0001").body)
    assert last.withdrawn is not None
    assert last.database_specific is not None
    assert last.database_specific.withdrawn_because == "the numbers were right"
    assert last.database_specific.zh is not None
    with pytest.raises(AlreadyAdvised, match="is withdrawn since"):
        advising.revoke(office, ADMIN, "OFFICE-2023-0001", "again")


def test_who_polls_by_edition_misses_nothing_and_gets_nothing_twice(office: Session) -> None:
    reached, none = advising.since(office, 0)
    advising.advise(office, ADMIN, a_notice())
    now, given = advising.since(office, reached)

    assert (none, [said.id for said in given]) == ([], ["OFFICE-2023-0001"])
    assert advising.since(office, now) == (now, [])


def test_the_words_of_a_file_stand_where_osv_has_them() -> None:
    notice = advising.parsed(TOML)

    (one,) = notice.affected
    assert one.package.name == "grid-office"
    assert one.ranges is not None
    assert [e.plain() for e in one.ranges[0].events] == [{"introduced": "2022"}, {"fixed": "2023"}]
    assert one.database_specific is not None
    assert one.database_specific.instead == "grid-office@2023"
    assert notice.database_specific is not None
    assert notice.database_specific.zh is not None


def test_a_file_without_times_is_of_now() -> None:
    lines = [x for x in TOML.splitlines() if not x.startswith(("published", "modified"))]

    notice = advising.parsed("\n".join(lines))

    assert notice.published == notice.modified > "2026"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[zh]", "[zh", "no TOML"),
        ('id = "', 'id = "x', "id: "),
        ('dataset = "grid-office"', "", "affected.0.package.name"),
        ("fixed", "mended", "affected.0.mended"),
        ('introduced = "2022"\nfixed = "2023"', "", "name the releases"),
        ("[[affected]]", "[affected]", "affected is a list"),
    ],
)
def test_a_file_that_gives_no_notice_is_told_where(old: str, new: str, says: str) -> None:
    assert old in TOML
    with pytest.raises(Invalid, match=says):
        advising.parsed(TOML.replace(old, new, 1))


@pytest.mark.parametrize(
    ("notice", "error"),
    [
        (selecting(activities=["fuel.*"]), Invalid),
        (selecting(keys=["K"]), Invalid),
        (
            a_notice(affected=[{"package": {"name": "no-office"}, "versions": ["1"]}]),
            ReleaseNotFound,
        ),
        (
            a_notice(affected=[{"package": {"name": "grid-office"}, "versions": ["9"]}]),
            ReleaseNotFound,
        ),
    ],
    ids=["activity", "key", "dataset", "release"],
)
def test_a_notice_of_nothing_is_refused(
    office: Session, notice: Advisory, error: type[Exception]
) -> None:
    with pytest.raises(error):
        advising.advise(office, ADMIN, notice)
    assert editions.current(office) == 2


def test_the_same_words_are_not_said_twice_nor_older_ones_after_newer(office: Session) -> None:
    advising.advise(office, ADMIN, a_notice())

    with pytest.raises(AlreadyAdvised):
        advising.advise(office, ADMIN, a_notice(modified="2023-06-01T00:00:00Z"))
    with pytest.raises(Invalid, match="later than this"):
        advising.advise(office, ADMIN, a_notice(summary="x", modified="2023-04-01T00:00:00Z"))


def test_an_unknown_notice_is_said_to_be(office: Session) -> None:
    with pytest.raises(AdvisoryNotFound):
        advising.revoke(office, ADMIN, "OFFICE-2023-0009", "x")


@pytest.mark.parametrize(
    ("caller", "error"),
    [
        (access.anonymous(None), NotAuthenticated),
        (ADMIN._replace(role=Role.REVIEWER), NotAllowed),
        (ADMIN._replace(datasets=("coal-office",)), NotAllowed),
    ],
)
def test_only_an_admin_of_the_datasets_advises(
    office: Session, caller: Caller, error: type[Exception]
) -> None:
    with pytest.raises(error):
        advising.advise(office, caller, a_notice())
    assert editions.current(office) == 2


def test_the_erratum_of_the_seeds_names_the_twelve_numbers_that_were_wrong(seeds: Session) -> None:
    (notice,) = advising.about(seeds, "us-epa-hub-selected", "2024")

    assert advising.about(seeds, "us-epa-hub-selected", "2024.1") == []
    named = {a for one in notice.affected for a in one.ecosystem_specific.activities or ()}  # type: ignore[union-attr]  # each names some
    assert "transport.passenger.car" in named
    from factordb.catalogue.comparing.differing import diff

    _, found = diff(seeds, "us-epa-hub-selected@2024", "us-epa-hub-selected@2024.1")
    changed = {d.key.split('"')[1] for d in found.differences}
    assert changed == named
