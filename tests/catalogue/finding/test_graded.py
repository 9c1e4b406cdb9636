"""Search by least grade: the rows that pass are those whose own grade reaches it."""

import numpy as np
import pytest
from pydantic import ValidationError
from sqlmodel import Session

from factordb.catalogue.finding import graded, indexing
from factordb.catalogue.finding.finding import Findings, Query, find
from factordb.catalogue.hits import grade
from factordb.errors import FactordbError
from factordb.quality.known import Use
from factordb.store import searching


def _found(db: Session, **query: object) -> Findings:
    return find(db, Query.model_validate(query))


@pytest.mark.parametrize("use", [Use(), Use("CN-SH", 2024), Use("FR", 2030)])
@pytest.mark.parametrize("least", ["ef-dqr-1:B", "ef-dqr-1:C", "ilcd-dqr-1:C"])
def test_the_rows_that_pass_are_those_whose_grade_reaches_it(
    seeds: Session, use: Use, least: str
) -> None:
    from factordb.catalogue.hits.entries import entries

    index = indexing.temporary().covering(seeds).generation
    release, ordinal = (index.columns.arrays[name].tolist() for name in ("release", "ordinal"))
    places = list(zip(release, ordinal, strict=True))
    there = searching.placed(seeds, 99, places)
    found = entries(seeds, 99, [there[place] for place in places])

    mask = graded.reaching(index, use, least)(np.arange(len(places)))

    assert mask.tolist() == [grade.reaches(entry, use, least) for entry in found]


def test_search_counts_only_what_is_good_enough(seeds: Session) -> None:
    every = _found(seeds, q="electricity", year=2023, limit=200)
    good = _found(seeds, q="electricity", year=2023, min_grade="ef-dqr:B", limit=200)
    assert 0 < good.total < every.total
    assert {hit.grade for hit in good.hits} <= {"ef-dqr-1:A", "ef-dqr-1:B"}
    assert sum(good.counts["dataset"].values()) == good.total


def test_a_page_goes_on_under_the_same_least_grade(seeds: Session) -> None:
    first = _found(seeds, q="electricity", min_grade="ef-dqr:B", limit=2)
    second = _found(seeds, q="electricity", min_grade="ef-dqr:B", limit=2, cursor=first.next)
    assert not {hit.digest for hit in first.hits} & {hit.digest for hit in second.hits}
    with pytest.raises(FactordbError):
        _found(seeds, q="electricity", limit=2, cursor=first.next)


def test_a_least_grade_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError, match="gives no letters"):
        Query(min_grade="pact-v3:B")
