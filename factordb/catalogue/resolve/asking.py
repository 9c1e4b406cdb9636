"""Resolve against the store: questions in, an answer each, in their order."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.resolve import bridging, rules
from factordb.catalogue.resolve.candidates import Candidates
from factordb.catalogue.resolve.question import Answer, Question, read
from factordb.catalogue.resolve.resolving import resolve
from factordb.catalogue.resolve.rules import Rules
from factordb.catalogue.tables import Tables
from factordb.errors import FactordbError
from factordb.store import documents

MOST = 5_000
"""Items of one call."""
_AT_ONCE = 1_000
"""Questions whose candidates are read together."""


class Asked(NamedTuple):
    edition: int
    """The edition that was asked."""
    rules: str
    """Version of the rule set that was applied."""
    answers: list[Answer | FactordbError]
    """In the order of the questions; an error where an item is no question."""


def ask(
    db: Session, items: Sequence[object], edition: int | None = None, rule_set: str | None = None
) -> Asked:
    """Return an answer a question; ``items`` are questions, or JSON objects that should be.

    Raises:
        EditionAhead: this replica has not reached ``edition`` yet.
        TableNotHere: ``edition`` was published with a table that this installation lacks.
        Invalid: there is no such rule set.
    """
    meant, read_with = tables.chosen(db, edition)
    applied = rules.named(rule_set or read_with.resolve_version)
    said = [_led(db, read(item), meant) for item in items]
    asked = {q.model_dump_json(): q for q in said if isinstance(q, Question)}
    answers = dict(
        zip(
            asked, _answers(db, State(meant, applied, read_with), list(asked.values())), strict=True
        )
    )
    return Asked(
        meant,
        applied.version,
        [answers[q.model_dump_json()] if isinstance(q, Question) else q for q in said],
    )


def _led(db: Session, said: Question | FactordbError, edition: int) -> Question | FactordbError:
    """Return ``said``, or what is wrong with the properties it names."""
    if isinstance(said, Question) and said.via:
        try:
            bridging.relations(db, said.via, edition)
        except FactordbError as error:
            return error
    return said


class State(NamedTuple):
    """What questions are answered in."""

    edition: int
    rules: Rules
    tables: Tables


def _answers(db: Session, state: State, questions: Sequence[Question]) -> Iterator[Answer]:
    for start in range(0, len(questions), _AT_ONCE):
        part = questions[start : start + _AT_ONCE]
        found = Candidates(db, state.edition, state.rules, part, state.tables)
        for question in part:
            case = found.case(question)
            answer = resolve(case)
            if question.digest is not None and not case.entries:
                answer = answer.model_copy(update={"reason": _no_factor(db, question.digest)})
            yield answer


def _no_factor(db: Session, digest: str) -> str:
    if documents.published(db, [digest], ("property",)):
        return f"{digest} is a property, not a factor: /v1/properties/{digest} gives it."
    if documents.published(db, [digest]):
        return f"{digest} stands in no release of this edition; a later one has it."
    return f"No published factor has the digest {digest}; search or resolve to find one that is."
