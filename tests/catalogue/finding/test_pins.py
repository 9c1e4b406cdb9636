from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue.finding.finding import Query, find
from factordb.catalogue.finding.indexing import Indexes
from factordb.model.role import Role
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.releases import published
from tests.examples import a_factor


@pytest.fixture
def indexes(tmp_path: Path) -> Indexes:
    return Indexes(tmp_path)


@pytest.mark.parametrize("digits", [4, 8, 20, 64])
def test_a_factor_is_found_by_its_digest_and_by_how_that_begins(
    db: Session, indexes: Indexes, digits: int
) -> None:
    factor, other = a_factor(region="FR"), a_factor(region="DE")
    published(db, "1", factor, other)
    written = factor.digest()[: len("sha256:") + digits]

    found = find(db, Query(q=f" {written.upper()}… "), indexes)

    assert [hit.digest for hit in found.hits] == [factor.digest()]
    assert found.counts["region"] == {"FR": 1}
    assert [(one.kind, one.narrowed) for one in found.read] == [("digest", True)]


def test_digits_alone_are_a_digest_where_one_begins_so(db: Session, indexes: Indexes) -> None:
    factor = a_factor(region="FR")
    published(db, "1", factor, a_factor(region="DE"))

    assert find(db, Query(q=factor.digest()[7:17]), indexes).total == 1


def test_a_digest_that_differs_in_its_last_digit_finds_nothing(
    db: Session, indexes: Indexes
) -> None:
    factor = a_factor()
    published(db, "1", factor)
    other = factor.digest()[:-1] + ("0" if factor.digest()[-1] != "0" else "1")

    assert find(db, Query(q=other), indexes).total == 0


def test_filters_count_beside_a_digest_and_so_does_the_edition(
    db: Session, indexes: Indexes
) -> None:
    published(db, "1", a_factor(region="DE"))
    factor = a_factor(region="FR", dataset="mill")
    published(db, "1", factor, dataset="mill")

    assert find(db, Query(q=factor.digest(), region="DE"), indexes).total == 0
    assert find(db, Query(q=factor.digest(), edition=1), indexes).total == 0


def test_who_names_a_withdrawn_factor_sees_that_it_is(db: Session, indexes: Indexes) -> None:
    factor = a_factor()
    published(db, "1", factor)
    db.connection().execute(
        text(
            "INSERT INTO standing (release_id, kind, since, reason) "
            "SELECT id, 'withdrawn', 2, 'wrong' FROM release"
        )
    )

    published(db, "1", a_factor(region="FR", dataset="mill"), dataset="mill")

    (hit,) = find(db, Query(q=factor.digest()), indexes).hits

    assert hit.standing == "withdrawn"


@pytest.mark.parametrize("words", ["", "steel", "deadbeef", "12500505", "sha256:zz"])
def test_what_is_no_digest_is_words(db: Session, indexes: Indexes, words: str) -> None:
    published(db, "1", a_factor())

    assert all(one.kind != "digest" for one in find(db, Query(q=words), indexes).read)


def test_a_private_dataset_is_not_found_by_the_digest_of_its_factor(
    engine: Engine, indexes: Indexes, tmp_path: Path
) -> None:
    by = closed.curator(engine, "owner", Role.ADMIN)
    for dataset in (closed.OPEN, closed.PRIVATE):
        closed.brought_in(engine, tmp_path, dataset, by)
    pin = closed.pins(engine, closed.PRIVATE).factor

    with engines.transaction(engine) as db:
        assert find(db, Query(q="electricity"), indexes).total > 0
        assert find(db, Query(q=pin), indexes).total == 0
