import csv
import io
from collections.abc import Iterable

from factordb.catalogue.looking import flat
from factordb.model.reading import Rejection
from tests.examples import a_factor, a_manifest, a_property, gases


def read(lines: Iterable[bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(lines).decode(), newline="")))


def test_a_factor_is_a_line_with_its_headline() -> None:
    factor = a_factor(value="0.5500")

    (row,) = read(flat.factors([factor.canonical()], a_manifest()))

    assert row["digest"] == factor.digest()
    assert (row["value"], row["unit"], row["gas"], row["gwp"]) == ("0.5500", "kWh", "CO2", "")
    assert (row["facets"], row["boundary"]) == ("at=consumer;mix=average", "direct")
    assert (row["data_from"], row["data_to"], row["published"]) == (
        "2023-01-01",
        "2023-12-31",
        "2024-06-01",
    )


def test_what_was_computed_says_so_with_its_method() -> None:
    factor = a_factor(**gases(CO2="53.06", CH4="0.001", N2O="0.0001"))

    (row,) = read(flat.factors([factor.canonical()], a_manifest()))

    assert (row["value"], row["gwp"], row["computed"]) == ("53.1145", "AR5", "true")


def test_a_factor_without_a_headline_has_an_empty_value() -> None:
    factor = a_factor(**gases(CH4="0.001", N2O="0.0001"))

    (row,) = read(flat.factors([factor.canonical()], a_manifest()))

    assert (row["value"], row["gas"]) == ("", "")


def test_a_property_is_a_line_with_its_value_or_range() -> None:
    value, between = a_property(value="43.0"), a_property(value=None, low="1", high="2")

    one, other = read(flat.properties([p.canonical() for p in (value, between)], a_manifest()))

    assert (one["value"], one["low"], one["high"]) == ("43.0", "", "")
    assert (other["value"], other["low"], other["high"]) == ("", "1", "2")
    assert one["digest"] == value.digest()


def test_a_rejection_is_a_line_with_cell_and_reason() -> None:
    (row,) = read(flat.rejections([Rejection(at="B2", printed='a,\n"b"', reason="no number")]))

    assert row == {"at": "B2", "printed": 'a,\n"b"', "reason": "no number", "numbers": "1"}


def test_the_header_comes_once_and_only_where_asked() -> None:
    body = a_factor().canonical()

    assert len(list(flat.factors([body], a_manifest()))) == 2
    assert len(list(flat.factors([body], a_manifest(), header=False))) == 1
    assert list(flat.factors([], a_manifest())) == [",".join(flat.FACTOR).encode() + b"\n"]
