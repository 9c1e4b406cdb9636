"""Labels: what is ours about a document and may be corrected without touching it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from factordb.model.base import Codes, DigestText, Document, Language, Names, Texts


class Label(Document):
    """Translations, synonyms and classifications of one document; never part of its digest."""

    schema_: Literal["factordb/label/1"] = Field("factordb/label/1", alias="schema")
    about: DigestText
    """The document it speaks of."""
    name: Names | None = Field(None, min_length=1)
    """Our words for it, by language."""
    synonyms: dict[Language, Texts] | None = Field(None, min_length=1)
    """Further words people use for it, by language."""
    classification: Codes | None = Field(None, min_length=1)
    """Our mapping to code lists: ``{"cn-gbt4754": ["4411"]}``."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.name is None and self.synonyms is None and self.classification is None:
            raise ValueError("says nothing; leave the label out")
        return self
