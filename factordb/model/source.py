"""Where a number is printed: document, file, cell, and each step from cell to amount."""

from typing import Annotated

from pydantic import AfterValidator, Field

from factordb.model.base import DigestText, Model, Slug, Texts
from factordb.model.numbers import Number
from factordb.model.text import Printed, Text


def _known_operation(step: tuple[str, str, str]) -> tuple[str, str, str]:
    if step[0] not in ("*", "/", "+", "-"):
        raise ValueError(f"{step[0]!r} is no step: write *, /, + or -")
    return step


Place = Printed
Operand = Number | DigestText
Step = Annotated[tuple[str, Operand, Text], AfterValidator(_known_operation)]
"""One step: ``["*", "0.45359237", "lb→kg, exact"]``; the operand may be a property's digest."""


def _one_alone(at: Place | tuple[Place, ...]) -> Place | tuple[Place, ...]:
    """A list of one place is that place; a list has each once, in the order of the file."""
    if isinstance(at, str):
        return at
    if len(set(at)) < len(at):
        raise ValueError("names one place twice")
    return at[0] if len(at) == 1 else at


class Cell(Model):
    at: Annotated[
        Place | Annotated[tuple[Place, ...], Field(min_length=1)], AfterValidator(_one_alone)
    ]
    """The place in the file: ``'UK electricity'!F23``; a list where one number stands twice."""
    printed: Printed
    """What is printed there, digit for digit."""
    unit: Text | None = None
    """The printed spelling of the unit: ``lb CO2/MWh``."""
    steps: tuple[Step, ...] | None = Field(None, min_length=1)
    """How the printed number became the amount, in order."""


def _each_once(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    if len(cells) > 1 and len({(cell.at, cell.printed, cell.unit) for cell in cells}) < len(cells):
        raise ValueError("names one cell twice; let both amounts point at it")
    return cells


class Source(Model):
    cells: Annotated[tuple[Cell, ...], Field(min_length=1), AfterValidator(_each_once)]
    """Every cell that an amount was printed in."""
    artifact: DigestText | None = None
    """The cited file, where its hash is known."""
    document: Text | None = None
    """Title of the document."""
    number: Text | None = None
    """Official number of the document: ``公告2025年第47号``."""
    publisher: Text | None = None
    """Who published it."""
    url: Text | None = None
    """Where it was published."""
    notes: Texts | None = None
    """Footnotes that the publisher attached to these numbers."""
    upstream: dict[Slug, Text] | None = Field(None, min_length=1)
    """Whom the publisher cites in turn: ``{"publisher": "IEA", "year": "2021"}``."""
