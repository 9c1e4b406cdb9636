"""What reading a file yields beside documents: every number is accounted for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

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
    """Cells that say "not available": absent, never zero."""

    count: int = Field(ge=1)


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
