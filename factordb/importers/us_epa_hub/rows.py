"""The rows of one table: labels carried down, numbers read, blanks and labels counted."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factordb.importers.grid import Grid, Spot
from factordb.importers.printed import is_blank, number
from factordb.importers.us_epa_hub.blocks import Block, without_letters
from factordb.importers.us_epa_hub.columns import Column
from factordb.importers.us_epa_hub.gathering import Reading, Said, Thing, rejection
from factordb.model.reading import Rejection

Read = Reading | Rejection
"""What a number, or a cell where one could be, becomes."""


class Label(NamedTuple):
    """A printed label without its footnote letters."""

    text: str
    notes: tuple[str, ...]


class Weighing(NamedTuple):
    """What else belongs to the amounts of a row."""

    unit: str = ""
    """The row's own unit, as printed."""
    basis: str = ""
    """``GCV`` where energy is counted by gross calorific value."""
    gwp: str | None = None
    origin: str | None = None
    """Of the CO2."""

    def annotation(self, column: Column) -> str:
        """Return what belongs to the unit of ``column``: ``{GCV}`` per mmBtu of a fuel."""
        return f"{{{self.basis}}}" if self.basis and column.per.casefold() == "mmbtu" else ""


def label(block: Block, *printed: str) -> Label:
    """Return the label and what the notes of ``block`` say of it; later parts only add notes."""
    stripped = [without_letters(text, block.footnotes) for text in printed]
    letters = "".join(found for _, found in stripped)
    return Label(stripped[0][0], block.notes_of(letters, stripped[0][0]))


def values(
    grid: Grid, row: int, columns: Sequence[int], what: str
) -> Iterator[tuple[int, str] | Rejection]:
    """Yield column and text of every number or blank in ``columns`` of a row; take it."""
    texts = grid.row(row)
    for column in columns:
        spot, text = Spot(row, column), texts[column - 1]
        grid.take(spot)
        if not is_blank(text) and number(text) is None:
            yield rejection(grid.at(spot), text, f"{what}: {text[:60]!r} is no number")
        else:
            yield column, text


def amounts(
    grid: Grid, row: int, columns: dict[int, tuple[Column, Thing]], said: Said, more: Weighing
) -> Iterator[Read]:
    """Yield the amounts of one row; each column has its own thing, whose unit is still open."""
    for found in values(grid, row, list(columns), said.name[:100]):
        if isinstance(found, Rejection):
            yield found
            continue
        index, text = found
        column, thing = columns[index]
        yield Reading(
            thing=thing._replace(unit=column.unit(more.unit) + more.annotation(column)),
            said=said,
            at=grid.at(Spot(row, index)),
            printed=text,
            unit=column.spelt(more.unit),
            steps=column.steps,
            gas=column.gas,
            gwp=more.gwp if column.gas == "CO2e" else None,
            origin=more.origin if column.gas == "CO2" else None,
        )
