"""Table 1, stationary combustion, and table 2, CO2 of mobile combustion.

Table 1 holds four lists, each under a row of units of its own, and headings between the rows.
mmBtu are of higher heating value, as its notes say. CO2 of fuels under a heading "Biomass" is
biogenic.
"""

import re
from collections.abc import Iterator

from factordb.importers.grid import Grid, Spot
from factordb.importers.us_epa_hub import words
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.columns import Column, Heat, factor_column, heat_column
from factordb.importers.us_epa_hub.gathering import Reading, Said, Thing
from factordb.importers.us_epa_hub.rows import Read, Weighing, amounts, label, values
from factordb.model.reading import Rejection

_COMBUSTION = ("combustion",)
_LIQUOR = "Kraft Pulping Liquor"
_MIXED = re.compile(r"Mixed \((?P<sector>.+)\)")


def stationary(grid: Grid, block: Block) -> Iterator[Read]:
    """Yield the factors and heat contents of table 1."""
    masses: dict[int, Column] = {}
    heats: dict[int, Heat] = {}
    heading = ""
    for row in block.rows:
        texts = grid.row(row)
        found = {i: c for i, text in enumerate(texts, start=1) if (c := factor_column(text))}
        if found:
            masses, heading = found, ""
            heats = {i: h for i, text in enumerate(texts, start=1) if (h := heat_column(text))}
            continue
        name = next((text for text in texts if text), "")
        columns = [*heats, *masses]
        if not name or not columns or texts.index(name) + 1 >= min(columns):
            continue
        if not any(texts[column - 1] for column in columns):
            heading = name
            continue
        yield from _fuel(grid, block, row, (masses, heats, heading, name))


def _fuel(
    grid: Grid,
    block: Block,
    row: int,
    told: tuple[dict[int, Column], dict[int, Heat], str, str],
) -> Iterator[Read]:
    masses, heats, heading, text = told
    printed = label(block, text)
    thing = _thing(heading, printed.text)
    name = _within(heading, printed.text)
    citation = block.source
    for found in values(grid, row, list(heats), printed.text[:100]):
        if isinstance(found, Rejection):
            yield found
            continue
        column, value = found
        yield Reading(
            thing=thing._replace(
                unit=f"mmBtu/{words.unit(heats[column].per)}",
                boundary=(),
                property="gross-calorific-value",
            ),
            said=Said(f"{name}, heat content (HHV)", printed.notes, citation),
            at=grid.at(Spot(row, column)),
            printed=value,
            unit=heats[column].printed_unit,
        )
    yield from amounts(
        grid,
        row,
        {index: (column, thing) for index, column in masses.items()},
        Said(f"{name}, stationary combustion", printed.notes, citation),
        Weighing(basis="GCV", origin="biogenic" if _is_biomass(heading) else None),
    )


def _thing(heading: str, name: str) -> Thing:
    """Liquor is told apart by its wood, mixed coal by who burns it; all else by its name."""
    if _LIQUOR in heading:
        furnish = words.slug("fuels", name)
        return Thing("fuel.black-liquor.kraft", "", (("furnish", furnish),), _COMBUSTION)
    mixed = _MIXED.fullmatch(name)
    if heading.startswith("Coal") and mixed:
        sector = words.slug("sectors", mixed["sector"])
        return Thing("fuel.coal.mixed", "", (("sector", sector),), _COMBUSTION)
    return Thing(f"fuel.{words.slug('fuels', name)}", "", (), _COMBUSTION)


def _within(heading: str, name: str) -> str:
    """Return a name that says what it is without the heading above it."""
    if _LIQUOR in heading:
        return f"{_LIQUOR}, {name}"
    return f"Coal, {name}" if heading.startswith("Coal") and _MIXED.fullmatch(name) else name


def _is_biomass(heading: str) -> bool:
    return heading.startswith("Biomass")


def biomass(grid: Grid, block: Block) -> frozenset[str]:
    """Return the labels that stand under a heading "Biomass" in table 1."""
    found, inside = set(), False
    for row in block.rows:
        texts = [text for text in grid.row(row) if text]
        if len(texts) == 1 or any(factor_column(text) for text in texts):
            inside = _is_biomass(texts[0])
        elif inside and texts:
            found.add(texts[0])
    return frozenset(found)
