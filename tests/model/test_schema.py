"""The schemas are current, and the examples are what they say they are."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from jsonschema import Draft202012Validator

from factordb.errors import DocumentTypeNotFound
from factordb.model import schema
from factordb.model.factor import Factor
from factordb.model.property import Property
from tests.documents import factors, properties

EXAMPLES = schema.examples()
GOLDEN = {
    name: digest
    for line in (schema.EXAMPLES / "digests.txt").read_text("utf-8").splitlines()
    for digest, name in [line.split()]
}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.stored(name)))


def type_name(example: str) -> str:
    return example.partition("-")[0] + "-1"


def paths(value: object, place: str = "") -> Iterator[str]:
    """Yield the path of every key inside ``value``; lists have one place for all they hold."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{place}.{key}"
            yield from paths(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, place)


def fields(name: str) -> Iterator[str]:
    """Yield the path of every field that a schema knows."""
    whole = json.loads(schema.stored(name))

    def inside(node: Any, place: str) -> Iterator[str]:  # a part of a schema
        node = whole["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
        for inner in (*node.get("anyOf", ()), *([node["items"]] if "items" in node else [])):
            yield from inside(inner, place)
        for key, inner in node.get("properties", {}).items():
            yield f"{place}.{key}"
            yield from inside(inner, f"{place}.{key}")

    return inside(whole, "")


@pytest.mark.parametrize("name", schema.TYPES)
def test_a_schema_is_made_of_its_type(name: str) -> None:
    assert schema.stored(name) == schema.made(name), "run scripts/make_schemas.py"


@pytest.mark.parametrize("name", schema.TYPES)
def test_a_schema_is_a_schema_and_knows_no_null(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema.stored(name)))

    assert b"null" not in schema.stored(name)
    assert b'"schema"' in schema.stored(name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_valid_and_canonical(name: str) -> None:
    example = json.loads(EXAMPLES[name])

    document = schema.type_of(EXAMPLES[name]).of(EXAMPLES[name])

    validator(type_name(name)).validate(example)
    assert document.canonical() == rfc8785.dumps(example)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_digest_of_an_example_stays(name: str) -> None:
    assert schema.type_of(EXAMPLES[name]).of(EXAMPLES[name]).digest() == GOLDEN[name]


def test_every_digest_that_is_written_down_has_its_example() -> None:
    assert set(GOLDEN) == set(EXAMPLES)


@pytest.mark.parametrize("name", schema.TYPES)
def test_every_field_has_an_example(name: str) -> None:
    own, any_ = set[str](), set[str]()
    for example, body in EXAMPLES.items():
        any_ |= set(paths(json.loads(body)))
        own |= set(paths(json.loads(body))) if type_name(example) == name else set()

    assert {path for path in fields(name) if path.count(".") == 1} - own == set()
    assert set(fields(name)) - any_ == set()


@given(factors)
def test_what_the_type_takes_the_schema_takes(factor: Factor) -> None:
    validator("factor-1").validate(json.loads(factor.canonical()))


@given(properties)
def test_and_so_it_is_with_properties(found: Property) -> None:
    validator("property-1").validate(json.loads(found.canonical()))


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "factordb/factor/2"},
        {"status": None},
        {"status": ""},
        {"amounts": []},
        {"amounts": [{"gas": "CO2", "kg": 0.5737, "cell": 0}]},
        {"amounts": [{"gas": "CO2", "kg": "5.737E-1", "cell": 0}]},
        {"name": {}},
        {"colour": "green"},
    ],
    ids=str,
)
def test_what_the_schema_refuses_is_no_document(change: dict[str, object]) -> None:
    wrong = json.loads(EXAMPLES["factor-one-gas"]) | change

    assert not validator("factor-1").is_valid(wrong)


def test_a_label_of_the_examples_is_about_one_of_them() -> None:
    about = json.loads(EXAMPLES["label-name"])["about"]

    assert about == GOLDEN["factor-one-gas"]


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(DocumentTypeNotFound, match="there are factor-1"):
        schema.stored("../factor-1")
