import json
from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from factordb.model.factor import Factor
from tests.documents import factor_documents, factors
from tests.examples import a_factor, gases


def leaves(value: object) -> Iterator[object]:
    """Yield every value inside ``value``, and every list and object with it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from leaves(each)


@given(factors)
def test_the_bytes_are_those_of_an_rfc_8785_library(factor: Factor) -> None:
    assert factor.canonical() == rfc8785.dumps(json.loads(factor.canonical()))


@given(factors)
def test_the_bytes_give_the_document_back(factor: Factor) -> None:
    again = Factor.of(factor.canonical())

    assert again == factor
    assert again.canonical() == factor.canonical()


@given(factors)
def test_nothing_in_a_document_is_null_or_empty_or_a_float(factor: Factor) -> None:
    for value in leaves(json.loads(factor.canonical())):
        assert value not in (None, "", [], {})
        assert not isinstance(value, float)


@given(factor_documents())
def test_every_digit_is_kept_and_no_exponent_made(document: dict[str, Any]) -> None:
    given_ = [amount.get("kg", amount.get("kg_co2e")) for amount in document["amounts"]]

    amounts = Factor.model_validate(document).amounts

    assert {a.value() for a in amounts} == set(given_)
    assert not any("e" in str(a.value()).lower() for a in amounts if a.value())


@given(factor_documents(), some.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_changes_no_byte(
    document: dict[str, Any], chance: Any
) -> None:
    turned = {key: document[key] for key in chance.sample(list(document), len(document))}
    for field in ("amounts", "ids", "use", "boundary"):
        if field in turned:
            turned[field] = chance.sample(turned[field], len(turned[field]))

    assert Factor.model_validate(turned).canonical() == Factor.model_validate(document).canonical()


def test_printed_zeros_stay() -> None:
    assert b'"kg":"0.5500"' in a_factor(value="0.5500").canonical()
    assert a_factor(value="0.5500").digest() != a_factor(value="0.55").digest()


def test_words_are_one_in_either_normal_form() -> None:
    assert a_factor(name={"fr": "é"}).digest() == a_factor(name={"fr": "e\u0301"}).digest()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": {}},
        {"name": {"zh": ""}},
        {"facets": {}},
        {"facets": {"technology": ""}},
        {"facets": {"technology": "e\u0301"}},
        {"facets": {"technology": "a\u0085b"}},
        {"boundary": []},
        {"use": []},
        {"ids": []},
        {"ids": ["1", "1"]},
        {"dates": {}},
        {"conventions": {}},
        {"uncertainty": {"distribution": "normal", "parameters": {}}},
        {"quality": {"scheme": "pedigree", "scores": {}}},
        {"properties": {}},
        {"classification": {}},
        {"classification": {"isic-4": []}},
        {"amounts": []},
        {"salt": ""},
        {"salt": "short"},
    ],
    ids=str,
)
def test_what_is_empty_is_left_out_and_not_given(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_factor(**fields)


def test_null_is_nowhere() -> None:
    with pytest.raises(ValidationError):
        Factor.of(a_factor().canonical().replace(b'"kWh"', b"null"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit": "KWH"}, "write the unit 'KWH' as 'kWh'"),
        ({"unit": "kWhh"}, "Did you mean 'kWh'"),
        ({"unit": "10**10**10"}, "is not a known unit"),
        ({"region": "CN-SHH"}, "Did you mean 'CN-SH'"),
        ({"facets": {"mixx": "average"}}, "Did you mean 'mix'"),
        ({"boundary": ["upstraem"]}, "Did you mean 'upstream'"),
        ({"use": ["organization"]}, "Did you mean 'organisation'"),
        ({"status": "archive"}, "Did you mean 'archived'"),
        ({"conventions": {"biogenic-co2": "zer"}}, "Did you mean 'zero'"),
        ({"activity": "Electricity"}, "activity"),
        ({"schema": "factordb/factor/2"}, "factordb/factor/1"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_right(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as raised:
        a_factor(**fields)

    assert said in str(raised.value)


@pytest.mark.parametrize("cell", [1, -1, 200_000])
def test_an_amount_points_at_a_cell_that_is_there(cell: int) -> None:
    with pytest.raises(ValidationError, match=r"amounts point at cells|cell"):
        a_factor(amounts=[{"gas": "CO2", "kg": "1", "cell": cell}])


def test_every_cell_has_its_amount() -> None:
    cells = [{"at": "B1", "printed": "1"}, {"at": "B2", "printed": "2"}]

    with pytest.raises(ValidationError, match="but 2 are given"):
        a_factor(source={"cells": cells})


def test_two_numbers_of_one_gas_are_told_apart_or_refused() -> None:
    two = gases(CO2="0.5", CH4="0.6")
    two["amounts"][1]["gas"] = "CO2"

    with pytest.raises(ValidationError, match=r"gives CO2 twice, 0\.5 and 0\.6: tell them apart"):
        a_factor(**two)
    two["amounts"][1]["part"] = "upstream"
    assert len(a_factor(**two).amounts) == 2


def test_one_cell_may_print_two_amounts() -> None:
    both = [{"gas": "CO2e", "kg_co2e": "1", "gwp": gwp, "cell": 0} for gwp in ("AR5", "AR4")]

    factor = a_factor(amounts=both, source={"cells": [{"at": "B1", "printed": "1"}]})

    assert [amount.gwp for amount in factor.amounts] == ["AR4", "AR5"]


def test_the_key_is_the_identity_without_its_dates() -> None:
    one = a_factor(dates={"data": {"from": "2022-01-01", "to": "2022-12-31"}})
    other = a_factor(dates={"data": {"from": "2023-01-01", "to": "2023-12-31"}})

    assert one.key() == other.key()
    assert one.identity() != other.identity()


def test_publication_and_number_belong_to_no_identity() -> None:
    other = a_factor(value="0.6", name={"en": "Shanghai"}, ids=["1"], use=["organisation"])
    data = {"data": {"from": "2023-01-01", "to": "2023-12-31"}}

    assert other.identity() == a_factor(dates=data).identity()


@pytest.mark.parametrize(
    "change",
    [
        {"activity": "electricity.other"},
        {"facets": {"mix": "residual"}},
        {"boundary": ["upstream"]},
        {"region": "CN-BJ"},
        {"unit": "MWh"},
    ],
)
def test_what_tells_factors_apart_is_in_the_key(change: dict[str, object]) -> None:
    assert a_factor(**change).key() != a_factor().key()
