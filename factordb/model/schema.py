"""JSON Schemas of the documents, made from their types, and a worked example of each shape.

A schema tells shapes only: the closed words are those of the numbered tables of vocabulary,
regions and units, and the sentences that join two fields are kept by the types.
"""

from pathlib import Path
from typing import Any

import orjson
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from factordb.errors import DocumentTypeNotFound
from factordb.model.base import Document
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property

TYPES: dict[str, type[Document]] = {
    "factor-1": Factor,
    "property-1": Property,
    "manifest-1": Manifest,
    "label-1": Label,
}
"""By the name of their schema: ``factor-1`` for ``factordb/factor/1``."""

FOLDER = Path(__file__).with_name("schemas")
EXAMPLES = FOLDER / "examples"


class _AbsentIsNotNull(GenerateJsonSchema):
    """An optional field may be absent; it is never ``null``."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """What is empty is left out, so no text in a document is empty."""
        return {"minLength": 1} | super().str_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:  # one of pydantic's own kinds
        """Fields are called by their key."""
        return False


def made(name: str) -> bytes:
    """Return the JSON Schema of the documents called ``name``, made anew from their type."""
    type_ = TYPES[name]
    schema = type_.model_json_schema(mode="serialization", schema_generator=_AbsentIsNotNull)
    head = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"{_document_type(name)}.schema.json",
        "title": _document_type(name),
    }
    whole = head | {key: value for key, value in schema.items() if key not in head}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n"


def stored(name: str) -> bytes:
    """Return the JSON Schema ``name`` as it travels with the package.

    Raises:
        DocumentTypeNotFound: there is none of that name.
    """
    if name not in TYPES:
        raise DocumentTypeNotFound(
            f"There is no schema {name[:40]!r}; there are {', '.join(TYPES)}.", name=name[:40]
        )
    return (FOLDER / f"{name}.json").read_bytes()


def examples() -> dict[str, bytes]:
    """Return the worked examples by their names: ``factor-range``."""
    return {file.stem: file.read_bytes() for file in sorted(EXAMPLES.glob("*.json"))}


def type_of(example: bytes) -> type[Document]:
    """Return the type of the document in ``example``, as its ``schema`` says."""
    said = orjson.loads(example)["schema"]
    return next(type_ for name, type_ in TYPES.items() if _document_type(name) == said)


def _document_type(name: str) -> str:
    kind, _, version = name.rpartition("-")
    return f"factordb/{kind}/{version}"
