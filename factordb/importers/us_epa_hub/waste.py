"""Table 9: materials by treatment, in metric tons of CO2e per short ton of material.

Transport and treatment are counted, nothing before and nothing avoided: a span that the
vocabulary has no word for, and that no life cycle may be compared with.
"""

import re
from collections.abc import Iterator

from factordb.importers.grid import Grid
from factordb.importers.us_epa_hub import words
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.columns import Column, factor_column
from factordb.importers.us_epa_hub.gathering import Said, Thing
from factordb.importers.us_epa_hub.rows import Label, Read, Weighing, amounts, label

_GWP = re.compile(r"\b(AR[4-6]) GWP")


def waste(grid: Grid, block: Block) -> Iterator[Read]:
    """Yield one factor a material and treatment; `NA` is where there is none."""
    header = _header(grid, block)
    if header is None:
        return
    top, column, name_at, treatments = header
    gwp = _GWP.search(" ".join(block.notes))
    for row in range(top, block.rows.stop):
        material = grid.row(row)[name_at - 1]
        if not material:
            continue
        for index, treatment in treatments.items():
            found = label(block, material, treatment.text)
            facets = (("treatment", words.slug("treatments", treatment.text)),)
            activity = f"waste.{words.slug('materials', found.text)}"
            thing = Thing(activity, "", facets, ("unknown",))
            notes = tuple(dict.fromkeys((*treatment.notes, *found.notes)))
            yield from amounts(
                grid,
                row,
                {index: (column, thing)},
                Said(f"{found.text}, {treatment.text}", notes, block.source),
                Weighing(gwp=gwp[1] if gwp else None),
            )


def _header(grid: Grid, block: Block) -> tuple[int, Column, int, dict[int, Label]] | None:
    """Return the first row of numbers, the unit of all, where materials stand, the treatments."""
    unit: Column | None = None
    for row in block.rows:
        texts = grid.row(row)
        unit = unit or next((c for text in texts if (c := factor_column(text))), None)
        if unit and "Material" in texts:
            name_at = texts.index("Material") + 1
            treatments = {
                i: label(block, text) for i, text in enumerate(texts, start=1) if i > name_at
            }
            return row + 1, unit, name_at, {i: t for i, t in treatments.items() if t.text}
    return None
