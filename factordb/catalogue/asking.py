"""Resolve against the store: candidates in, one answer a question out."""

from collections.abc import Sequence

from sqlmodel import Session

from factordb.catalogue.entries import entries, loader
from factordb.catalogue.hit import hit
from factordb.catalogue.resolve import rules
from factordb.catalogue.resolve.question import Answer, Question
from factordb.catalogue.resolve.resolving import Resolver
from factordb.errors import FactordbError
from factordb.model import regions
from factordb.model.canonical import raw
from factordb.store import editions, factors


def ask(
    db: Session, questions: Sequence[Question], edition: int | None = None
) -> tuple[int, list[Answer]]:
    """Return the edition that was asked, and an answer a question, in their order.

    Raises:
        EditionAhead: this replica has not reached ``edition`` yet.
    """
    meant = editions.meant(db, edition)
    return meant, [_answer(db, question, meant) for question in questions]


def _answer(db: Session, question: Question, edition: int) -> Answer:
    try:
        if question.digest is not None:
            return _pinned(db, question, edition)
        return _resolved(db, question, edition)
    except FactordbError as error:
        return Answer(status="none", reason=error.detail)


def _resolved(db: Session, question: Question, edition: int) -> Answer:
    chain = _chain(question)
    found = factors.candidates(db, edition, chain, question.activity, question.id)
    there = entries(db, edition, found)
    chain = chain or list(dict.fromkeys(entry.region for entry in there))
    resolver = Resolver(question, there, chain or ["GLO"], rules.current(), loader(db))
    return resolver.answer()


def _chain(question: Question) -> list[str]:
    if question.region is None:
        return []
    year = question.year if isinstance(question.year, int) else None
    return list(regions.chain(question.region, year))


def _pinned(db: Session, question: Question, edition: int) -> Answer:
    """A digest is its own answer; the newest release it stands in is named."""
    rows = factors.standing_as(db, edition, raw(str(question.digest)))
    if not rows:
        return Answer(status="none", reason=f"{question.digest} stands in no release.")
    newest = entries(db, edition, rows)[-1]
    return Answer(status="found", hit=hit(newest, loader(db), question.gwp, question.in_))
