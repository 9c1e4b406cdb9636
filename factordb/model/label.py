"""Labels: what is ours about a document and may be corrected without touching it."""

from typing import Literal

from pydantic import Field

from factordb.model.base import DigestText, Document, Language, Names, Slug, Text


class Label(Document):
    """Translations, synonyms and classifications of one document; never part of its digest."""

    schema_: Literal["factordb/label/1"] = Field("factordb/label/1", alias="schema")
    about: DigestText
    """The document it speaks of."""
    name: Names | None = Field(None, min_length=1)
    """Our words for it, by language."""
    synonyms: dict[Language, tuple[Text, ...]] | None = Field(None, min_length=1)
    """Further words people use for it, by language."""
    classification: dict[Slug, tuple[Text, ...]] | None = Field(None, min_length=1)
    """Our mapping to code lists."""
