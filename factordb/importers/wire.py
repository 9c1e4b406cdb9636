"""How documents travel from the child that reads a file to the parent that stores them.

One record a line: a letter for its kind, then canonical JSON, which holds no line break.
"""

from typing import Literal, NamedTuple, cast

from pydantic import ValidationError

from factordb.errors import UnreadableFile
from factordb.importers.protocol import Item
from factordb.model import sure
from factordb.model.base import Document, Model
from factordb.model.canonical import canonical_bytes
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection

Kind = Literal["factor", "property", "label", "manifest"]
"""Of a document."""

_LETTERS: dict[type[Model], bytes] = {
    Manifest: b"M",
    Factor: b"F",
    Property: b"P",
    Label: b"L",
    Rejection: b"R",
    NotOurs: b"N",
    Blank: b"B",
    Caution: b"C",
}
_TYPES = {letter: type_ for type_, letter in _LETTERS.items()}
_FACTOR = _LETTERS[Factor]
_KINDS: dict[bytes, Kind] = {b"M": "manifest", b"F": "factor", b"P": "property", b"L": "label"}

START, END, FAILED = b"S", b"E", b"X"
"""A job begins, a job is done, a job failed."""
TEXTS = b"T"
"""What stands at the places that were asked for."""


class Received(NamedTuple):
    """One item, and for documents the very bytes that were read."""

    item: Item
    body: bytes
    kind: Kind | None = None
    """Nothing where it is no document."""


def encoded(item: Item) -> bytes:
    """Return the line that carries ``item``."""
    if type(item) is sure.TWIN:
        return _FACTOR + sure.encoded(cast("Factor", item)) + b"\n"
    return _LETTERS[type(item)] + canonical_bytes(item.plain()) + b"\n"


def is_item(line: bytes) -> bool:
    """Say whether ``line`` carries an item, and no word about the job."""
    return line[:1] in _TYPES


def decoded(line: bytes) -> Received:
    """Return what ``line`` carries, validated anew: the child is not trusted.

    Raises:
        UnreadableFile: it carries nothing of ours, or a document that is not canonical.
    """
    letter, body = line[:1], line[1:]
    try:
        if letter == _FACTOR:
            return Received(sure.factor(body), body, "factor")
        item = _TYPES[letter].model_validate_json(body)
    except ValidationError as error:
        raise UnreadableFile(f"The importer gave what is no document: {error}") from error
    except sure.NotCanonical as error:
        raise _not_canonical() from error
    if isinstance(item, Document) and item.canonical() != body:
        raise _not_canonical()
    return Received(item, body, _KINDS.get(letter))  # type: ignore[arg-type]  # one of the item types by its letter


def _not_canonical() -> UnreadableFile:
    return UnreadableFile("The importer gave a document whose bytes are not canonical.")
