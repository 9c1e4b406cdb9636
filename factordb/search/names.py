"""Distinct names in tantivy: which of them are nearest to the words of a query, by BM25."""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from factordb.search import tokens

if TYPE_CHECKING:
    import tantivy

_HEAP = 64_000_000
_PIECE = 0.3
"""Weight of three letters beside that of a word."""


class Names:
    """The names of one generation, mapped from its files."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415  # `factordb --help` need not wait for it

        self._tantivy = tantivy
        self._schema = _schema()
        self._searcher = tantivy.Index(self._schema, str(folder)).searcher()

    def nearest(
        self, words: Sequence[str], pieces: Sequence[str], most: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return the numbers of the ``most`` nearest names and their BM25, the best first."""
        query, term = self._tantivy.Query, self._tantivy.Query.term_query
        some = self._tantivy.Occur.Should
        asked = [(some, term(self._schema, "words", _one(w), "basic")) for w in words]
        asked += [
            (some, query.boost_query(term(self._schema, "pieces", _one(p), "basic"), _PIECE))
            for p in pieces
        ]
        hits = self._searcher.search(query.boolean_query(asked), most, count=False).hits
        found = self._searcher.fast_field_values("name", [address for _, address in hits])
        return (
            np.array(found, dtype=np.int64),
            np.array([score for score, _ in hits], dtype=np.float32),
        )


def write(
    folder: Path, before: Path | None, names: Iterable[tuple[int, Iterable[str], Iterable[str]]]
) -> None:
    """Write the names of the folder ``before`` and ``names``: number, words, pieces.

    Files of an index are never changed, only added and removed, so that linking them is a copy.
    """
    import tantivy  # noqa: PLC0415  # as above

    folder.mkdir()
    for file in sorted(before.iterdir()) if before else ():
        if not file.name.startswith("."):
            _link(file, folder / file.name)
    if before:
        _link(before / ".managed.json", folder / ".managed.json")
    writer = tantivy.Index(_schema(), str(folder)).writer(_HEAP, 1)
    for number, words, pieces in names:
        document = tantivy.Document()
        document.add_unsigned("name", number)
        document.add_text("words", tokens.joined(words))
        document.add_text("pieces", tokens.joined(pieces))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> "tantivy.Schema":
    import tantivy  # noqa: PLC0415  # as above

    builder = tantivy.SchemaBuilder()
    for field in ("words", "pieces"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("name", fast=True)
    return builder.build()


def _one(token: str) -> str:
    return token.replace(" ", "_")


def _link(file: Path, to: Path) -> None:
    """JSON is replaced, not written over, so a link is safe; where links are refused, copy."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
