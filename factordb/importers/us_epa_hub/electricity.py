"""Table 6: eGRID subregions, total output beside non-baseload, in lb per MWh."""

import re
from collections.abc import Iterator

from factordb.importers.grid import Grid
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.columns import Column, factor_column
from factordb.importers.us_epa_hub.gathering import Said, Thing
from factordb.importers.us_epa_hub.rows import Read, Weighing, amounts

_EGRID = re.compile(r"eGRID\s?(20\d\d)")
_BOTH = re.compile(r"(?P<acronym>[A-Z]{4}) \((?P<name>.+)\)")
_OUTPUT = {"total output": "average", "non-baseload": "non-baseload"}


def data_year(block: Block) -> str | None:
    """Return the year of the data, where the source of the table names its eGRID."""
    found = _EGRID.search(block.source)
    return found[1] if found else None


def electricity(grid: Grid, block: Block) -> Iterator[Read]:
    """Yield two factors a subregion; the publisher keeps non-baseload for reductions."""
    year = data_year(block)
    header = _header(grid, block)
    if header is None:
        return
    top, columns, outputs = header
    for row in range(top, block.rows.stop):
        texts = grid.row(row)[: min(columns) - 1]
        said = [text for text in texts if text]
        if not said:
            continue
        for mix in sorted(set(outputs.values())):
            region, name = _place(said)
            thing = Thing(
                "electricity.grid", "", (("at", "busbar"), ("mix", mix)), ("direct",), region, year
            )
            what = "total output" if mix == "average" else mix
            yield from amounts(
                grid,
                row,
                {i: (c, thing) for i, c in columns.items() if outputs[i] == mix},
                Said(
                    f"{name}, {what}",
                    block.notes,
                    block.source,
                    None if mix == "average" else "offset-baseline",
                ),
                Weighing(),
            )


def _header(grid: Grid, block: Block) -> tuple[int, dict[int, Column], dict[int, str]] | None:
    """Return the first row of numbers, the columns, and which output each of them is of."""
    outputs: dict[int, str] = {}
    for row in block.rows[1:]:
        above, texts = grid.row(row - 1), grid.row(row)
        outputs = outputs or _outputs(above)
        columns = {
            i: column
            for i, text in enumerate(texts, start=1)
            if (column := factor_column(text) or factor_column(f"{above[i - 1]} {text}"))
        }
        if columns and outputs:
            known = {i: c for i, c in columns.items() if i in outputs}
            return (row + 1, known, outputs) if known else None
    return None


def _outputs(texts: tuple[str, ...]) -> dict[int, str]:
    """Return which output each column is of: a heading holds until the next."""
    found: dict[int, str] = {}
    held = ""
    for i, text in enumerate(texts, start=1):
        held = next((mix for words, mix in _OUTPUT.items() if words in text.casefold()), held)
        if held:
            found[i] = held
    return found


def _place(said: list[str]) -> tuple[str, str]:
    """Return region and name of a row: 2023 repeats the acronym before the name."""
    acronym, name = said[0], said[-1]
    if acronym == "US Average":
        return "US", "eGRID US average"
    both = _BOTH.fullmatch(name)
    return f"US-EGRID-{acronym}", f"eGRID subregion {both['name'] if both else name}"
