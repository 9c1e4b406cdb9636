"""What reading a file yields beside documents: every number is accounted for."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from factordb.model.base import Model
from factordb.model.text import Said, showable


class Rejection(Model):
    """A number in a file that became nothing."""

    at: Said
    """Its cell."""
    printed: Annotated[str, BeforeValidator(lambda text: showable(text, 2000))]
    reason: Said
    numbers: int = Field(1, ge=1)
    """How many numbers of the file it stands for."""


class NotOurs(Model):
    """Numbers that a layout declares outside the catalogue: years, codes, other indicators."""

    reason: Said
    count: int = Field(ge=1)


class Blank(Model):
    """A cell that says "not available": absent, never zero; or so many that are not told apart."""

    count: int = Field(1, ge=1)
    at: Said | None = None
    """Its cell."""
    id: Said | None = None
    """The publisher's id of the number that could stand there."""
    identity: Annotated[str, StringConstraints(max_length=8000)] | None = None
    """Of the document that it would be of, canonical JSON."""
    pick: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """Which number of that document: ``CO2e``, or a property's name."""


class Caution(Model):
    """Something a curator should know about the file; nothing was refused for it."""

    text: Said


class Tally(Model):
    """What became of the numbers of one file; the first is the sum of the next four."""

    numbers: int = 0
    """Numbers in the file."""
    in_factors: int = 0
    in_properties: int = 0
    rejected: int = 0
    not_ours: int = 0
    blank: int = 0
    """Cells that say "not available"; not numbers."""
    factors: int = 0
    """Documents made."""
    properties: int = 0
