"""Whatever was said since of a pinned factor finds the alias that uses it."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.pinning import auditing, locking
from factordb.catalogue.pinning.auditing import Audited
from factordb.catalogue.pinning.findings import Finding
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.withdrawing import Withdrawal, withdraw
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Locked
from factordb.quality import policy
from tests.advisories import a_notice
from tests.catalogue.pinning.test_locking import asks
from tests.catalogue.signed import sign
from tests.catalogue.tables import a_row, take_in

ADMIN = access.shell("ada")


@pytest.fixture
def office(db: Session, tmp_path: Path) -> Session:
    """Return a session on a signed log with the numbers of 2022."""
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")
    return sign(db)


@pytest.fixture
def locked(office: Session) -> Locked:
    return locking.lock(office, {"sh": asks(year=2022), "bj": asks("CN-BJ", year=2022)})


def corrected(db: Session, home: Path, printed: str, name: str = "2022.1") -> None:
    """Publish the same year anew, with another number for Shanghai."""
    take_in(db, home, [a_row(printed=printed), a_row("CN-BJ", "0.6")], name)


def told(found: Audited) -> list[tuple[str, str, str]]:
    return [(f.alias, f.rule, f.level) for f in found.findings]


def only(found: Audited) -> Finding:
    (finding,) = found.findings
    return finding


def test_where_nothing_was_said_since_every_pin_is_sound(office: Session, locked: Locked) -> None:
    found = auditing.audit(office, locked)

    assert (found.sound, found.factors, found.findings, found.edition) == (True, 2, (), 1)


def test_a_withdrawn_release_is_an_error_of_every_alias_with_its_reason(
    office: Session, locked: Locked
) -> None:
    withdraw(office, ADMIN, "grid-office@2022", Withdrawal(reason="a slipped point"))

    found = auditing.audit(office, locked)

    assert told(found) == [("bj", "withdrawn", "error"), ("sh", "withdrawn", "error")]
    assert found.findings[0].says == "withdrawn since edition 2: a slipped point"
    assert not found.sound


def test_one_withdrawn_factor_is_of_the_alias_that_uses_it(office: Session, locked: Locked) -> None:
    digest = locked.factors["sh"].answer.digest
    wish = Withdrawal(reason="a slipped point", factors=(digest,))
    withdraw(office, ADMIN, "grid-office@2022", wish)

    assert told(auditing.audit(office, locked)) == [("sh", "withdrawn", "error")]


def test_an_advisory_finds_its_victims_and_says_how_wrong_and_what_instead(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    take_in(office, tmp_path, [a_row("CN-TJ")], "2023")
    part = a_notice().plain()["affected"][0]
    part["ecosystem_specific"] = {"digests": [locked.factors["sh"].answer.digest]}
    part["database_specific"] = {
        "change_percent": {"low": "3.00", "high": "4.00"},
        "instead": "grid-office@2023",
        "note": "Shanghai only.",
    }
    advising.advise(office, ADMIN, a_notice(affected=[part]))

    found = only(auditing.audit(office, locked))

    assert (found.alias, found.rule, found.advisory) == ("sh", "advisory", "OFFICE-2023-0001")
    assert (found.change_percent, found.instead) == ("3.00 to 4.00", "grid-office@2023")
    assert "Shanghai only." in found.says


def test_an_advisory_that_was_taken_back_finds_nobody(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    take_in(office, tmp_path, [a_row("CN-TJ")], "2023")
    advising.advise(office, ADMIN, a_notice())
    assert len(auditing.audit(office, locked).findings) == 2

    advising.revoke(office, ADMIN, "OFFICE-2023-0001", "the numbers were right")

    assert auditing.audit(office, locked).sound


def test_a_corrected_number_is_told_old_new_and_by_how_much(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    corrected(office, tmp_path, "0.57")

    found = only(auditing.audit(office, locked))

    assert (found.alias, found.rule, found.level) == ("sh", "superseded", "warning")
    assert (found.old, found.new) == ("0.5500 kg CO2/kWh", "0.57 kg CO2/kWh")
    assert (found.change_percent, found.instead) == ("3.64", "grid-office@2022.1")


def test_a_pin_by_digest_is_told_of_the_correction_too(office: Session, tmp_path: Path) -> None:
    first = locking.lock(office, {"sh": asks(year=2022)})
    digest = first.factors["sh"].answer.digest
    by_digest = locking.lock(office, {"sh": Wish({"digest": digest})})
    corrected(office, tmp_path, "0.57")

    found = only(auditing.audit(office, by_digest))

    assert (found.rule, found.change_percent) == ("superseded", "3.64")
    assert "of the same period" in found.says


def test_the_same_number_printed_anew_is_nothing(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    corrected(office, tmp_path, "0.55")

    assert auditing.audit(office, locked).findings == ()


def test_a_newer_number_of_another_year_is_a_note_and_fails_nothing(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    take_in(office, tmp_path, [a_row(printed="0.5"), a_row("CN-BJ", "0.6")], "2023")

    audited = auditing.audit(office, locked)
    found = only(audited)

    assert (found.alias, found.rule, found.level, found.change_percent) == (
        "sh",
        "newer",
        "note",
        "-9.09",
    )
    assert audited.sound


def test_where_the_question_says_latest_the_newer_number_supersedes(
    office: Session, tmp_path: Path
) -> None:
    locked = locking.lock(office, {"sh": asks(year="latest")})
    take_in(office, tmp_path, [a_row(printed="0.5")], "2023")

    found = only(auditing.audit(office, locked))

    assert (found.rule, found.new) == ("superseded", "0.5 kg CO2/kWh")
    assert found.says == "grid-office@2023 answers the question today"


def test_a_number_that_was_withdrawn_again_supersedes_nothing(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    corrected(office, tmp_path, "0.57")
    withdraw(office, ADMIN, "grid-office@2022.1", Withdrawal(reason="worse"))

    assert auditing.audit(office, locked).findings == ()


def test_a_question_that_became_ambiguous_is_said(
    office: Session, locked: Locked, tmp_path: Path
) -> None:
    take_in(office, tmp_path, [a_row(printed="0.4", boundary="life-cycle")], "2022-other")

    found = only(auditing.audit(office, locked))

    assert (found.alias, found.rule) == ("sh", "superseded")
    assert "no one answer today: 2 factors" in found.says


def test_a_pin_that_stands_nowhere_is_an_error(office: Session, locked: Locked) -> None:
    line = locked.factors["sh"]
    answer = line.answer.model_copy(update={"release": "grid-office@2021"})
    lines = locked.factors | {"sh": line.model_copy(update={"answer": answer})}

    found = only(auditing.audit(office, locked.model_copy(update={"factors": lines})))

    assert (found.alias, found.rule, found.level) == ("sh", "unknown", "error")


def test_a_policy_that_is_not_kept_is_a_warning(office: Session, locked: Locked) -> None:
    asks_more = policy.read('name = "steel"\ntitle = {en = "Steel"}\nregions = ["CN-SH"]')

    found = only(auditing.audit(office, locked, asks_more))

    assert (found.alias, found.rule, found.level) == ("bj", "policy", "warning")
    assert found.says.startswith("steel, regions: ")


def test_a_pick_is_compared_as_that_pick(office: Session, tmp_path: Path) -> None:
    wishes: dict[str, Any] = {"sh": asks(year=2022, pick={"gas": "CO2"}, **{"in": "MWh"})}
    locked = locking.lock(office, wishes)
    corrected(office, tmp_path, "0.57")

    found = only(auditing.audit(office, locked))

    assert (found.old, found.new) == ("550 kg CO2/MWh", "570 kg CO2/MWh")
