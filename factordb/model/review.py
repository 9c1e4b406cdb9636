"""What a reviewer says of a release, as she signs it: canonical, and without her words.

The words and the inspector's sheet are named by their digests, so that a signature is over them too
while they themselves need not stand in a log that is never changed.
"""

from typing import Literal, Self

from pydantic import Field

from factordb.errors import Invalid
from factordb.model.base import DigestText, Document
from factordb.model.text import Text

Verdict = Literal["approve", "reject", "comment"]


class Review(Document):
    """One review of the contents of one release."""

    schema_: Literal["factordb/review/1"] = Field("factordb/review/1", alias="schema")
    release: Text
    """``dataset@release``"""
    manifest: DigestText
    """Digest of its manifest."""
    contents: DigestText
    """SHA-256 over the sorted raw digests of its documents, as the release's own leaf has it."""
    count: int = Field(ge=0)
    """How many documents it has."""
    verdict: Verdict
    by: Text
    """Name of the reviewer, as the server knows her."""
    at: Text = Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")
    """When she said so, UTC: ``2026-11-29T08:00:00Z``."""
    words: DigestText | None = None
    """SHA-256 of her words in UTF-8; nothing where she gave none."""
    sheet: DigestText | None = None
    """SHA-256 of the canonical bytes of an inspection's sheet."""

    def text(self) -> str:
        """Return what is signed: the canonical JSON, and a line break."""
        return self.canonical().decode() + "\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the review that a text is.

        Raises:
            Invalid: it is none, or its bytes are not the canonical ones.
        """
        try:
            found = cls.of(text.encode())
        except ValueError as error:
            raise Invalid(
                "The text that is signed is no review: take it from `factordb review text` and "
                "change nothing in it."
            ) from error
        if found.text() != text:
            raise Invalid(
                "The review is not in canonical form (RFC 8785 and one line break): sign the text "
                "as `factordb review text` gives it."
            )
        return found
