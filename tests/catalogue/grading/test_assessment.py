"""What is said of a factor for a use: rules, publisher and persons, side by side."""

from pathlib import Path

import orjson
import pytest
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement
from factordb.catalogue.grading.assessment import assessment
from factordb.catalogue.looking import fetching
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import DigestNotFound, SchemeNotFound
from factordb.model.canonical import digest as digest_of
from factordb.quality.known import Use
from factordb.store import assessments, documents
from tests.catalogue.tables import a_row, take_in

HERE = Use("CN-SH", 2023)


@pytest.fixture
def shanghai(seeds: Session) -> str:
    question = {"activity": "electricity.grid", "region": "CN-SH", "year": 2023}
    (answer,) = asking.ask(seeds, [question | {"use": "organisation"}]).answers
    assert isinstance(answer, Answer)
    assert answer.hit is not None
    return answer.hit.digest


def _pin(db: Session, place: int = 0) -> str:
    return digest_of(fetching.listing(db, "grid-office@2023").items[place])


def test_a_grade_with_every_step_to_it(seeds: Session, shanghai: str) -> None:
    found = assessment(seeds, shanghai, HERE)
    assert found.scheme == "ef-dqr-1"
    assert [(s.indicator, s.score) for s in found.scores] == [
        ("technology", "2"),
        ("geography", "1"),
        ("time", "1"),
        ("precision", "2"),
    ]
    assert found.grading is not None
    assert found.grading.steps == ("(2 + 1 + 1 + 2) / 4 = 1.5", "1.5 is at most 1.5: A")
    assert found.grading.grade == "A"


def test_the_uncertainty_that_follows_has_its_steps(seeds: Session, shanghai: str) -> None:
    widened = assessment(seeds, shanghai, HERE, "pedigree-v3").uncertainty
    assert widened is not None
    assert widened.variance == "0.0093"
    assert widened.steps[0] == (
        "σ² = basic 0.0006 + reliability 0.0006 + completeness 0.0001 + time 0 + geography 0 + "
        "technology 0.008 = 0.0093"
    )
    assert widened.interval == ("0.473065", "0.695743")


def test_further_away_is_less_certain(seeds: Session, shanghai: str) -> None:
    near, far = (assessment(seeds, shanghai, use).uncertainty for use in (HERE, Use("CN-BJ", 2030)))
    assert near is not None
    assert far is not None
    assert float(far.gsd2) > float(near.gsd2)


def test_a_blank_cell_is_a_reason_for_none(seeds: Session, shanghai: str) -> None:
    found = assessment(seeds, shanghai, Use("FR", 2050), "pedigree-ciroth-2016")
    assert found.uncertainty is None
    assert "blank cell" in str(found.no_uncertainty)


def test_what_was_found_at_publication_is_there_with_its_edition(
    seeds: Session, shanghai: str
) -> None:
    (found,) = assessment(seeds, shanghai, Use("FR", 2050), "pedigree-v3").at_publication
    assert (found.release, found.rules) == ("cn-mee-grid-co2@2023", "assess-1")
    assert found.scores["geography"] == "1"
    bodies = [said.body for said in assessments.of_rules(seeds, bytes.fromhex(shanghai[7:]))]
    assert [digest_of(body) for body in bodies] == [found.digest]


def test_a_scheme_without_limits_gives_no_letter(seeds: Session, shanghai: str) -> None:
    found = assessment(seeds, shanghai, HERE, "pact-v3")
    assert found.scores
    assert found.grading is not None
    assert (found.grading.combined, found.grading.grade) == (None, None)


def test_an_unknown_scheme_and_an_unknown_factor_are_refused(seeds: Session, shanghai: str) -> None:
    with pytest.raises(SchemeNotFound):
        assessment(seeds, shanghai, HERE, "none")
    with pytest.raises(DigestNotFound):
        assessment(seeds, "sha256:" + "0" * 64, HERE)
    with pytest.raises(DigestNotFound):
        assessment(seeds, shanghai, HERE, None, 1)


def test_the_publishers_own_scores_stay_his_and_nought_is_no_score(
    db: Session, tmp_path: Path
) -> None:
    scores = {"ter": "2", "gr": "0", "tir": "1", "c": "3", "p": "2", "m": "1"}
    quality = {f"quality.scores.{name}": score for name, score in scores.items()}
    take_in(db, tmp_path, [{**a_row(), "quality.scheme": "base-carbone", **quality}])
    publisher = assessment(db, _pin(db), HERE).publisher
    assert publisher is not None
    assert publisher.scheme == "base-carbone-1"
    assert publisher.not_scored == ("gr",)
    assert publisher.scores["ter"] == "2"
    assert publisher.grading is None


def test_the_publishers_uncertainty_takes_the_place_of_the_basic_one(
    db: Session, tmp_path: Path
) -> None:
    stated = {
        "uncertainty.distribution": "lognormal",
        "uncertainty.parameters.gsd2": "1.21",
    }
    take_in(db, tmp_path, [{**a_row(), **stated}])
    widened = assessment(db, _pin(db), HERE).uncertainty
    assert widened is not None
    assert widened.own == "lognormal, gsd2 1.21"
    assert widened.steps[0].startswith("σ² = basic 0.009084")


def test_persons_stand_beside_in_the_edition_that_knows_them(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    pin = _pin(db)
    body = documents.body(db, pin)
    scores = {"technology": "1", "geography": "1", "time": "1", "precision": "1"}
    wish = Judgement.model_validate({"scheme": "ef-dqr", "scores": scores, "note": "seen it"})
    assessing.say(db, access.shell("ada"), pin, wish)

    found = assessment(db, pin, HERE)
    (said,) = found.persons
    assert (said.edition, said.assessment.by, said.assessment.note) == (2, "ada", "seen it")
    assert said.grading is not None
    assert said.grading.grade == "A"
    assert found.grading is not None
    assert found.grading.combined != said.grading.combined
    assert assessment(db, pin, HERE, None, 1).persons == ()
    assert digest_of(body) == pin
    assert orjson.loads(said.assessment.canonical())["about"] == pin
