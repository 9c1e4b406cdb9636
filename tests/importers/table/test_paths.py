from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import UnreadableFile
from factordb.importers.table.paths import DEEPEST, column


def meant(path: str, text: str) -> Any:  # any JSON
    return column(path).read(text)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("name.zh-Hant", ("name", "zh-Hant")),
        ("facets.mix", ("facets", "mix")),
        ("dates.data", ("dates", "data")),
        ("cell.steps", ("cell", "steps")),
        ("uncertainty.parameters.gsd", ("uncertainty", "parameters", "gsd")),
        ("quality.scores.dqr", ("quality", "scores", "dqr")),
        ("source.upstream.publisher", ("source", "upstream", "publisher")),
        ("classification.naics-2017", ("classification", "naics-2017")),
        ("label.classification", ("label", "classification")),
    ],
)
def test_a_column_is_a_path_of_a_document(path: str, place: tuple[str, ...]) -> None:
    assert column(path).place == place


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("amount.kgco2e", "amount.kg_co2e"),
        ("Activity", "activity"),
        ("cell.print", "cell.printed"),
        ("facet.mix", "facets.…"),
        ("source.docment", "source.document"),
        ("name", "name.zh"),
    ],
)
def test_an_unknown_path_names_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        column(wrong)

    assert f"Did you mean {right!r}?" in str(raised.value)
    assert "under [not_ours] with the reason" in str(raised.value)


@pytest.mark.parametrize("path", ["", ".", "dataset", "schema", "amounts", "name.", "x" * 100_000])
def test_what_is_no_path_is_refused_shortly(path: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        column(path)

    assert len(str(raised.value)) < 400


def test_identity_is_what_tells_documents_apart() -> None:
    told = ("activity", "facets.mix", "boundary", "region", "unit", "dates.data.from", "subject")
    beside = ("dates.published", "name.zh", "amount.gas", "cell.at", "use", "facets2.x")

    assert all(column(path).identifies for path in told)
    assert not any(column(path).identifies for path in beside[:-1])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2012/2014", "2012-01-01", "2014-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-11/2024-02", "2023-11-01", "2024-02-29"),
        ("2023-04-01/2024-03-31", "2023-04-01", "2024-03-31"),
        ("2023-04-01", "2023-04-01", "2023-04-01"),
    ],
)
def test_a_period_is_its_first_and_last_day(text: str, first: str, last: str) -> None:
    assert meant("dates.data", text) == {"from": first, "to": last}
    assert meant("dates.applies", text) == {"from": first, "to": last}


def test_either_end_of_what_applies_may_be_open() -> None:
    assert meant("dates.applies", "2022/") == {"from": "2022-01-01"}
    assert meant("dates.applies", "/2021-06") == {"to": "2021-06-30"}


@given(some.text(max_size=12))
def test_a_period_that_is_none_is_read_without_harm(text: str) -> None:
    meant("dates.data", text)
    meant("dates.applies", text)


def test_a_list_is_json_or_one_word() -> None:
    assert meant("use", "product") == ["product"]
    assert meant("ids", '["a", "b"]') == ["a", "b"]


@pytest.mark.parametrize("path", ["cell.steps", "amount.range", "ids", "classification"])
@pytest.mark.parametrize("text", ["[1", '["\\ud800"]', "[" * 5000, "[" * 1000 + "]" * 1000])
def test_json_that_is_broken_or_bottomless_is_refused(path: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"is no JSON|nests deeper"):
        meant(path, text)


def test_json_nests_as_deep_as_a_document_may_and_no_deeper() -> None:
    deepest = DEEPEST + 1

    assert meant("amount.range", "[" * deepest + "]" * deepest)
    with pytest.raises(ValueError, match="nests deeper than 8"):
        meant("amount.range", "[" * (deepest + 1) + "]" * (deepest + 1))


def test_true_is_written_as_such() -> None:
    assert meant("amount.outside", "TRUE") is True
    for text in ("false", "yes", "1", "x" * 10_000):
        with pytest.raises(ValueError, match="write true, or leave it empty"):
            meant("amount.outside", text)
