"""What people ask of the seeds, and the one answer that is right."""

from typing import Any

from sqlmodel import Session

from factordb.catalogue import asking
from factordb.catalogue.resolve.question import Answer, Question


def ask(db: Session, activity: str, region: str, **more: Any) -> Answer:  # fields of a question
    """Return the answer to one question, of ``edition`` where one is named."""
    edition = more.pop("edition", None)
    question = Question.model_validate({"activity": activity, "region": region} | more)
    _, (answer,) = asking.ask(db, [question], edition)
    return answer


def test_an_organisation_in_shanghai_takes_the_ministrys_factor_of_its_year(seeds: Session) -> None:
    answer = ask(seeds, "electricity.grid", "CN-SH", year=2023, use="organisation")

    assert answer.status == "found"
    assert answer.hit is not None
    assert (answer.hit.value, answer.hit.gas, answer.hit.unit) == ("0.5737", "CO2", "kWh")
