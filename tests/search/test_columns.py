from pathlib import Path
from typing import Any

import numpy as np
import pytest

from factordb.search.columns import Filters
from tests.search.catalogues import an_item, indexed


@pytest.mark.parametrize(
    "wanted",
    [
        {"region": "CN-SH"},
        {"year": 2023},
        {"group": "electricity"},
        {"dimension": "energy"},
        {"dataset": "grid-office"},
        {"use": "product"},
        {"boundary": ("life-cycle",)},
        {"facets": {"mix": "average"}},
    ],
)
def test_each_filter_is_exact(tmp_path: Path, wanted: dict[str, Any]) -> None:
    other = an_item("grid", facets=(("mix", "residual"),), years=(2021, 2022))
    meant = an_item(
        "grid",
        region="CN-SH",
        years=(2022, 2023),
        group="electricity",
        dimension="energy",
        dataset="grid-office",
        uses=("organisation", "product"),
        boundary=("life-cycle",),
        facets=(("at", "consumer"), ("mix", "average")),
    )
    columns = indexed(tmp_path, other, meant).columns

    rows = columns.passing(None, Filters(**wanted), 1)

    assert columns.arrays["ordinal"][rows].tolist() == [meant.ordinal]


def test_a_word_that_no_factor_has_passes_none(tmp_path: Path) -> None:
    columns = indexed(tmp_path, an_item("grid")).columns

    assert len(columns.passing(None, Filters(region="FR", group="x"), 1)) == 0


def test_what_was_published_later_did_not_stand_then(tmp_path: Path) -> None:
    columns = indexed(tmp_path, an_item("a", edition=1), an_item("b", edition=2), edition=2).columns

    assert len(columns.passing(None, Filters(), 1)) == 1


def test_the_newest_of_one_number_hides_the_others_that_are_there(tmp_path: Path) -> None:
    items = [an_item("a", edition=edition, identity=edition, number=7) for edition in (1, 2, 3)]
    columns = indexed(tmp_path, *items, edition=3).columns
    rows = np.arange(3)
    there = columns.there(rows)

    assert columns.hidden(rows, there).tolist() == [True, True, False]
    assert columns.behind(2, there) == [1, 0]
    assert columns.hidden(rows[:2], columns.there(rows[:2])).tolist() == [True, False]


def test_a_kind_is_what_many_rows_have_in_common(tmp_path: Path) -> None:
    items = [an_item(name, region=code) for name in ("a", "b") for code in ("CN", "FR")]
    other = an_item("a", unit="t", facets=(("fuel", "coal"),))
    columns = indexed(tmp_path, *items, other).columns

    assert sorted(np.bincount(columns.arrays["kind"]).tolist()) == [1, 4]
    assert {kind.telling for kind in columns.kinds} == {0, 1}
    kinds = columns.of_kinds("unit")[columns.arrays["kind"]]
    assert kinds.tolist() == columns.arrays["unit"].tolist()


def test_rows_of_names_stand_in_the_order_of_the_names(tmp_path: Path) -> None:
    items = [an_item(name, region=code) for name in ("a", "b", "c") for code in ("CN", "FR")]
    columns = indexed(tmp_path, *items).columns

    assert columns.of_names(np.array([2, 0])).tolist() == [4, 5, 0, 1]
    assert columns.of_names(np.array([], dtype=np.int64)).tolist() == []
