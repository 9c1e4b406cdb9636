"""A question has one answer, which stays until it is moved."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factordb.catalogue.pinning import locking, sealing
from factordb.errors import Invalid, NotLocked
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Locked
from factordb.lockfile.verifying import Trust, verify
from factordb.log.notes import SigningKey
from factordb.store import releases, standings
from tests.catalogue.signed import KEY, ORIGIN, sign
from tests.catalogue.tables import a_row, take_in

TRUST = Trust((KEY.verifier,), ORIGIN)


def asks(region: str = "CN-SH", **more: Any) -> Wish:  # fields of a question
    facets = {"mix": "average"}
    said = {"activity": "electricity.grid", "facets": facets, "region": region, "year": "latest"}
    said |= more
    return Wish(dict(sorted(said.items())))


@pytest.fixture
def office(db: Session, tmp_path: Path) -> Session:
    """Return a session on a signed log with two numbers of one release."""
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2022")
    return sign(db)


def holds(db: Session, locked: Locked, trust: Trust = TRUST) -> int:
    sealed = sealing.seal(db, locked)
    return verify(sealed.lock, sealed.proof.text().encode(), sealed.bodies, trust).factors


def test_an_answer_is_pinned_with_its_question_number_and_steps(office: Session) -> None:
    made = locking.lock(office, {"grid": asks()})

    answer = made.factors["grid"].answer
    assert (answer.release, answer.value, answer.unit, answer.gas) == (
        "grid-office@2022",
        "0.5500",
        "kWh",
        "CO2",
    )
    assert any("latest" in step for step in answer.steps)
    assert (made.log.origin, made.log.edition, made.log.rules) == (ORIGIN, 1, "1")
    assert "regions-1" in made.log.tables
    assert holds(office, made) == 1


def test_an_answer_that_is_pinned_changes_no_byte(office: Session, tmp_path: Path) -> None:
    wishes = {"grid": asks(), "bj": asks("CN-BJ")}
    made = locking.lock(office, wishes)
    take_in(office, tmp_path, [a_row(printed="0.57")], "2023")
    sign(office)

    assert locking.lock(office, wishes, made).text() == made.text()


def test_what_is_asked_anew_is_answered_today_and_says_so(office: Session, tmp_path: Path) -> None:
    made = locking.lock(office, {"grid": asks(), "gone": asks("CN-BJ")})
    take_in(office, tmp_path, [a_row(printed="0.57")], "2023")
    sign(office)

    again = locking.lock(office, {"grid": asks(), "new": asks(year=2023)}, made)

    assert set(again.factors) == {"grid", "new"}
    assert again.factors["grid"] == made.factors["grid"]
    assert (again.log.edition, again.state_of("new").edition) == (1, 2)
    assert again.factors["new"].answer.rules is None
    assert holds(office, again) == 2


def test_several_answers_and_none_are_refused_by_alias_with_the_reason(office: Session) -> None:
    wishes = {"good": asks(), "none": asks("CN-TJ"), "odd": asks(unit="blorps")}
    with pytest.raises(NotLocked, match="Nothing is written") as error:
        locking.lock(office, wishes)

    said = error.value.facts["aliases"]
    assert isinstance(said, dict)
    assert set(said) == {"none", "odd"}
    assert said["none"].startswith("none: ")
    assert "blorps" in said["odd"]


def test_equal_candidates_are_named_with_what_tells_them_apart(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row(), a_row(printed="0.7", boundary="life-cycle")])
    sign(db)

    with pytest.raises(NotLocked, match=r"0\.7 kg CO2 per kWh, CN-SH, life-cycle mix=average"):
        locking.lock(db, {"grid": asks()})


def test_an_amount_is_picked_by_what_tells_it_from_the_others(office: Session) -> None:
    made = locking.lock(office, {"grid": asks(pick={"gas": "CO2"})})

    assert made.factors["grid"].answer.value == "0.5500"
    with pytest.raises(NotLocked, match="0 amounts are"):
        locking.lock(office, {"grid": asks(pick={"gas": "CH4"})})


def test_moves_show_old_and_new_and_by_how_much(office: Session, tmp_path: Path) -> None:
    wishes = {"grid": asks(), "bj": asks("CN-BJ")}
    made = locking.lock(office, wishes)
    take_in(office, tmp_path, [a_row(printed="0.57"), a_row("CN-BJ", "0.6")], "2023")
    sign(office)

    state, moves = locking.moves(office, wishes, made)

    assert state.edition == 2
    told = {m.alias: (m.old and m.old.value, m.new.value, m.change_percent) for m in moves}
    assert told == {"grid": ("0.5500", "0.57", "3.64"), "bj": ("0.6", "0.6", "0.00")}


def test_one_alias_moves_and_the_others_stay(office: Session, tmp_path: Path) -> None:
    wishes = {"grid": asks(), "bj": asks("CN-BJ")}
    made = locking.lock(office, wishes)
    take_in(office, tmp_path, [a_row(printed="0.57"), a_row("CN-BJ", "0.7")], "2023")
    sign(office)
    state, moves = locking.moves(office, {"grid": wishes["grid"]}, made)

    again = locking.moved(made, wishes, state, moves)

    assert again.factors["bj"] == made.factors["bj"]
    assert again.factors["grid"].answer.value == "0.57"
    assert again.factors["grid"].answer.edition == 2
    assert again.log == made.log
    assert holds(office, again) == 2


def test_where_all_move_the_head_moves_with_them(office: Session, tmp_path: Path) -> None:
    wishes = {"grid": asks()}
    made = locking.lock(office, wishes)
    take_in(office, tmp_path, [a_row(printed="0.57")], "2023")
    state, moves = locking.moves(office, wishes, made)

    again = locking.moved(made, wishes, state, moves)

    assert (again.log.edition, again.factors["grid"].answer.edition) == (2, None)


def test_a_lockfile_of_another_log_is_not_mixed_with_this_one(office: Session) -> None:
    made = locking.lock(office, {"grid": asks()})
    elsewhere = made.log.model_copy(update={"origin": "elsewhere.example/log"})

    with pytest.raises(Invalid, match="pins of two logs do not mix"):
        locking.lock(office, {"grid": asks()}, made.model_copy(update={"log": elsewhere}))


def test_a_change_of_gas_or_unit_has_no_percentage(office: Session) -> None:
    wishes = {"grid": asks(), "mwh": asks(**{"in": "MWh"})}
    made = locking.lock(office, wishes)

    a, b = (made.factors[alias].answer for alias in ("grid", "mwh"))
    assert locking.change(a, b) is None
    assert locking.change(None, b) is None
    assert locking.change(a.model_copy(update={"value": "0"}), a) is None
    assert locking.change(a, a.model_copy(update={"value": "0.5225"})) == "-5.00"


def test_a_lockfile_verifies_after_later_publishes_a_withdrawal_and_a_rotation(
    office: Session, tmp_path: Path
) -> None:
    made = locking.lock(office, {"grid": asks(), "bj": asks("CN-BJ")})
    sealed = sealing.seal(office, made)
    for number in range(50):
        take_in(office, tmp_path, [a_row(printed=f"0.{500 + number}")], f"2023.{number}")
    row = releases.published(office, "grid-office", "2022", 1)
    standings.add(office, releases.id_of(row), "withdrawn", "a slipped point", {})
    newer = SigningKey(ORIGIN, bytes(32))
    sign(office, newer)

    found = verify(sealed.lock, sealed.proof.text().encode(), sealed.bodies, TRUST)

    assert found.factors == 2
    assert holds(office, made, Trust((newer.verifier,), ORIGIN)) == 2
