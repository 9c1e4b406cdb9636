"""What every document and every part of one is: frozen, closed, and equal in its bytes."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema

from factordb.model import sentences
from factordb.model.canonical import canonical_bytes, digest
from factordb.model.text import Text


class Model(BaseModel):
    """Frozen, with no unknown fields; sentences under fields become their description."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        revalidate_instances="never",
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe each field by the sentence under it; pydantic's own way costs every start."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in sentences.under_fields(cls).items():
            shown = cls.model_fields[name].alias or name
            if shown in properties:
                properties[shown].setdefault("description", text)
        return schema

    def plain(self) -> dict[str, Any]:
        """Return the document as JSON's own types; absent fields are left out."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Document(Model):
    """A model that is stored, sent and named by its bytes."""

    def canonical(self) -> bytes:
        """Return the RFC 8785 bytes: what is hashed, stored, sent and verified."""
        return canonical_bytes(self.plain())

    def digest(self) -> str:
        """Return ``sha256:`` and the hex of the canonical bytes."""
        return digest(self.canonical())

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Return the document whose canonical bytes are ``body``, validated anew."""
        return cls.model_validate_json(body)


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise ValueError("names the same thing twice")
    return values


def _unique_and_sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(_each_once(values)))


Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=80)
]
"""Lower-case words joined by hyphens: ``uk-ghg-conversion-factors``."""

DottedSlug = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$", max_length=200
    ),
]
"""Slugs from general to special: ``fuel.diesel.average-biofuel-blend``."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
"""BCP 47, short: ``zh``, ``en``, ``zh-Hant``."""

Names = dict[Language, Text]
"""The same words in several languages, as printed."""

DigestText = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""``sha256:`` and 64 lower-case hex digits."""

Texts = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_each_once)]
"""Words in the order they are given, each once."""

SortedTexts = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_unique_and_sorted)]
"""Words whose order says nothing, sorted."""

Codes = dict[Slug, Texts]
"""Codes by the list they are of: ``{"naics-2017": ["111110"]}``."""
