"""What was published under four eyes is held against who approved it, as the log tells."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import Session

from factordb import shipped
from factordb.catalogue import seeding
from factordb.catalogue.publishing import publishing
from factordb.catalogue.record import verifying
from factordb.catalogue.reviewing import submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import LogBroken
from factordb.model.role import Role
from tests.catalogue.people import bring_in, four_eyes, somebody, submitted
from tests.catalogue.tables import a_row

NAME = "grid-office@2023"
APPROVE = Wish(verdict="approve", says="all seen")


def test_what_another_person_approved_is_sound(db: Session, tmp_path: Path) -> None:
    li, _ = four_eyes(db)
    curator = somebody(db, "Mei", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row("CN-SH")])
    verdicts.file(db, li, NAME, APPROVE)
    publishing.publish(db, NAME, curator)

    assert verifying.verify(db).editions == 1


def test_who_imports_the_same_file_again_has_not_brought_it_in(db: Session, tmp_path: Path) -> None:
    """An import of what is published changes nothing, though it is on record as one."""
    li, _ = four_eyes(db)
    curator = somebody(db, "Mei", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row("CN-SH")])
    verdicts.file(db, li, NAME, APPROVE)
    publishing.publish(db, NAME, curator)
    bring_in(db, li, tmp_path, [a_row("CN-SH")])

    assert verifying.verify(db).editions == 1


def test_what_only_poses_as_a_seed_is_found_by_verify(db: Session, tmp_path: Path) -> None:
    four_eyes(db)
    bring_in(db, somebody(db, "Mei", Role.CURATOR), tmp_path, [a_row("CN-SH")])
    publishing.publish(db, NAME)

    with pytest.raises(LogBroken, match="while four eyes were on, and no other person"):
        verifying.verify(db)


def test_seeds_are_published_while_four_eyes_are_on(db: Session, tmp_path: Path) -> None:
    four_eyes(db)
    seed = "cn-standard-coal/2011"
    shutil.copytree(shipped.SEEDS / seed, tmp_path / seed)
    (tmp_path / "order.txt").write_text("cn-standard-coal@2011\n")
    seeding.seed(db, tmp_path)

    assert verifying.verify(db).editions == 1


def test_an_approval_of_before_it_was_sent_back_is_none(db: Session, tmp_path: Path) -> None:
    li, ada = four_eyes(db)
    curator = somebody(db, "Mei", Role.CURATOR)
    submitted(db, curator, tmp_path, [a_row("CN-SH")])
    verdicts.file(db, li, NAME, APPROVE)
    verdicts.file(db, ada, NAME, Wish(verdict="reject", says="the unit is another"))
    submitting.submit(db, curator, NAME)
    publishing.publish(db, NAME)

    with pytest.raises(LogBroken, match="no other person"):
        verifying.verify(db)
