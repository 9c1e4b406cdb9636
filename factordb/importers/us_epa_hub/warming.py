"""Tables 11 and 12, and the box on top: global warming potentials of gases and blends.

The 2023 hub prints those of AR4, the 2024 hub those of AR5, as their sources say.
"""

import re
from collections.abc import Iterator

from factordb.errors import UnknownWord
from factordb.importers.grid import Grid, Spot
from factordb.importers.us_epa_hub import words
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.gathering import Reading, Said, Thing
from factordb.importers.us_epa_hub.rows import Read, values
from factordb.model import vocabulary
from factordb.model.reading import Rejection

_METHOD = re.compile(r"\b(AR[4-6])\b")
_VALUE = "100-year gwp"
_UNIT = "kg{CO2e}/kg"


def gases(grid: Grid, block: Block) -> Iterator[Read]:
    """Yield the potentials of table 11, or of the box above the tables."""
    yield from _read(grid, block, blend=False)


def blends(grid: Grid, block: Block) -> Iterator[Read]:
    """Yield the potentials of table 12; what a blend is made of is kept as a note."""
    yield from _read(grid, block, blend=True)


def _read(grid: Grid, block: Block, *, blend: bool) -> Iterator[Read]:
    method = _METHOD.search(" ".join((block.source, *block.notes)))
    header = next((r for r in block.rows if _value_column(grid.row(r))), None)
    if method is None or header is None:
        return
    at = _value_column(grid.row(header))
    for row in range(header + 1, block.rows.stop):
        texts = grid.row(row)
        named = [text for text in texts[: at - 1] if text]
        if not named:
            continue
        subject = f"refrigerant.{words.slug('blends', named[0])}" if blend else _gas(named)
        made_of = tuple(f"Blend composition: {text}" for text in texts[at:] if blend and text)
        for found in values(grid, row, [at], named[0][:100]):
            if isinstance(found, Rejection):
                yield found
                continue
            yield Reading(
                thing=Thing(
                    subject,
                    _UNIT,
                    (("method", method[1]),),
                    region="GLO",
                    property="gwp-100",
                ),
                said=Said(f"{named[0]}, 100-year GWP", made_of, block.source),
                at=grid.at(Spot(row, found[0])),
                printed=found[1],
                unit=_UNIT,
            )


def _value_column(texts: tuple[str, ...]) -> int:
    """Return the column of values in a header row, or 0 where it is none."""
    return next((i for i, text in enumerate(texts, 1) if text.casefold() == _VALUE), 0)


def _gas(named: list[str]) -> str:
    """Return the subject of a gas, by its name or its formula: ``gas.hfc-134a``."""
    for spelling in named:
        try:
            return f"gas.{vocabulary.gas(spelling).casefold()}"
        except UnknownWord:
            continue
    return f"gas.{words.slug('gases', named[0])}"
