"""Chunks of documents are put while the next is read; what goes wrong is heard."""

import threading
import weakref

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue.importing.storing import Chunk, Into, Storing
from factordb.model.canonical import raw_digest
from factordb.model.factor import Factor
from factordb.store.factors import Named
from tests.examples import a_factor, a_label, a_manifest
from tests.store.drafts import drafted


def chunk_of(*factors: Factor, first: int = 1) -> Chunk:
    chunk = Chunk()
    for ordinal, factor in enumerate(factors, start=first):
        body = factor.canonical()
        chunk.add_factor(Named.of(ordinal, raw_digest(body), factor), factor, body)
    return chunk


def count(db: Session, table: str) -> int:
    return int(db.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.fixture
def into(db: Session) -> Into:
    return Into(db, drafted(db, "2023", a_factor(region="CN-JS")), a_manifest())


def test_what_is_handed_over_is_there_when_waited_for(into: Into) -> None:
    before = count(into.db, "factor")

    with Storing.begun() as storing:
        storing.hand_over(chunk_of(a_factor(region="CN-SH"), first=2), into)
        storing.hand_over(chunk_of(a_factor(region="CN-BJ"), first=3), into)
        storing.wait()

    assert count(into.db, "factor") == before + 2


def test_what_goes_wrong_with_one_chunk_is_raised_with_the_next(into: Into) -> None:
    one = a_factor(region="CN-SH")

    with Storing.begun() as storing:
        storing.hand_over(chunk_of(one, one, first=2), into)
        with pytest.raises(UniqueViolation):
            storing.hand_over(chunk_of(a_factor(region="CN-BJ"), first=4), into)


def test_no_more_than_two_chunks_are_held_however_slowly_they_are_put(into: Into) -> None:
    chunks: list[weakref.ref[Chunk]] = []
    held: list[int] = []

    class Slow(Chunk):
        def put(self, into: Into) -> None:
            threading.Event().wait(0.01)

    with Storing.begun() as storing:
        for _ in range(20):
            chunk = Slow()
            chunks.append(weakref.ref(chunk))
            storing.hand_over(chunk, into)
            del chunk
            held.append(sum(one() is not None for one in chunks))

    assert max(held) <= 2


def test_a_label_gives_its_words_to_the_factor_in_its_chunk(into: Into) -> None:
    factor = a_factor(region="CN-SH")
    label = a_label(factor.digest(), synonyms={"zh": ["沪网"]})
    chunk = chunk_of(factor, first=2)
    chunk.add_label(3, raw_digest(label.canonical()), label, label.canonical())

    chunk.put(into)

    words = text("SELECT words FROM factor WHERE region = 'CN-SH'")
    assert "沪网" in into.db.connection().execute(words).scalar_one()
