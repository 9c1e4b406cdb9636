"""What many questions need is read at once."""

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.resolve import rules
from factordb.catalogue.resolve.candidates import Candidates
from factordb.catalogue.resolve.question import Question
from factordb.model import regions
from factordb.store import editions
from tests.catalogue.counting import counted


def asked(**fields: object) -> Question:
    return Question.model_validate(fields)


def gathered(db: Session, *questions: Question) -> Candidates:
    return Candidates(db, editions.current(db), rules.current(), questions)


def test_a_question_gets_the_candidates_of_its_own_regions_and_activity(seeds: Session) -> None:
    shanghai = asked(activity="electricity.grid", region="CN-SH", year=2023)
    france = asked(activity="electricity.grid", region="FR")
    found = gathered(seeds, shanghai, france)

    regions = {entry.region for entry in found.case(shanghai).entries}

    assert regions == {"CN-SH", "CN-GRID-EAST", "CN", "GLO"}
    assert {entry.region for entry in found.case(france).entries} == {"FR", "GLO"}


def test_a_place_without_candidates_of_a_relative_region_does_not_climb_to_it(
    seeds: Session,
) -> None:
    france = asked(activity="electricity.grid", region="FR")

    assert ("RoW",) not in gathered(seeds, france).case(france).levels


def test_an_activity_that_nobody_has_has_no_candidates(seeds: Session) -> None:
    question = asked(activity="electricity.of-the-moon", region="GLO")

    assert gathered(seeds, question).case(question).entries == ()


def test_documents_are_loaded_once(seeds: Session) -> None:
    question = asked(activity="electricity.grid", region="CN-SH", gwp="AR5")
    found = gathered(seeds, question)
    (entry, *_) = found.case(question).entries

    assert found.load(entry.digest) is found.load(entry.digest)
    assert found.load(entry.digest).digest() == entry.digest


def test_documents_are_read_many_at_a_time(seeded: Engine, seeds: Session) -> None:
    countries = regions.of_kind("country")
    questions = [asked(activity="electricity.grid", region=code) for code in countries]
    found = gathered(seeds, *questions)
    entries = [entry for question in questions for entry in found.case(question).entries]

    with counted(seeded) as told:
        loaded = {found.load(entry.digest).digest() for entry in entries}

    assert loaded == {entry.digest for entry in entries}
    assert len(loaded) > 500
    assert len(told) <= 3


def test_beside_a_named_factor_lies_what_shares_its_activity_and_region(seeds: Session) -> None:
    question = asked(id="1_102_1026_15_1", year=2024)
    case = gathered(seeds, question).case(question)
    (entry, *_) = case.entries

    near = list(case.near(entry))

    assert len(near) > 1
    assert {(e.activity, e.region) for e in near} == {(entry.activity, entry.region)}
