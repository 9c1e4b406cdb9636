"""Tables 2 to 5, 8 and 10, and table 7: fuels and vehicles by mile, gallon and ton-mile."""

import re
from collections.abc import Callable, Iterator

from factordb.importers.grid import Grid
from factordb.importers.us_epa_hub import words
from factordb.importers.us_epa_hub.blocks import Block
from factordb.importers.us_epa_hub.gathering import Said, Thing
from factordb.importers.us_epa_hub.listed import Line, listed
from factordb.importers.us_epa_hub.rows import Label, Read, Weighing, amounts, label
from factordb.model.reading import NotOurs

Named = tuple[Thing, str]
"""What the numbers of a line are of, without the unit, and its name."""

_COMBUSTION = ("combustion",)
_HAUL = re.compile(r"Air Travel - (?P<haul>Short|Medium|Long) Haul\b.*", re.IGNORECASE)
_ENGINE = re.compile(
    r"(?P<fuel>.+?)( \((?P<strokes>\d) stroke\))?( (?P<vehicle>Off-Road Trucks|Equipment))?"
)
_OWN_FUEL = re.compile(r"(?P<fuel>Gasoline|Diesel) (?P<vehicle>.+)")


def mobile_co2(grid: Grid, block: Block, biomass: frozenset[str]) -> Iterator[Read | NotOurs]:
    """Yield the factors of table 2; CO2 of the fuels that table 1 calls biomass is biogenic."""

    def named(line: Line, found: Label) -> Named:
        facets = (("application", "mobile"),)
        thing = Thing(f"fuel.{words.slug('fuels', found.text)}", "", facets, _COMBUSTION)
        return thing, f"{found.text}, mobile combustion"

    yield from _read(grid, block, "fuel", named, biomass)


def on_road(grid: Grid, block: Block) -> Iterator[Read | NotOurs]:
    """Yield the CH4 and N2O factors of tables 3 and 4, by vehicle, fuel and model year."""

    def named(line: Line, found: Label) -> Named | None:
        own = _OWN_FUEL.fullmatch(found.text)
        vehicle, fuel = found.text, line.labels.get("fuel", "")
        if own and not fuel:
            vehicle, fuel = own["vehicle"], own["fuel"]
        if not fuel or (own and "year" not in line.labels):
            return None
        facets = {"fuel": words.slug("fuels", fuel)}
        name = found.text if own else f"{found.text}, {fuel}"
        if "year" in line.labels:
            facets["model-year"] = re.sub(r"\s*[–—-]\s*", "-", line.labels["year"])
            name += f", model year {facets['model-year']}"
        return _vehicle(vehicle, facets), name

    yield from _read(grid, block, "vehicle", named)


def non_road(grid: Grid, block: Block) -> Iterator[Read | NotOurs]:
    """Yield the CH4 and N2O factors of table 5, by vehicle and fuel."""

    def named(line: Line, found: Label) -> Named | None:
        fuel = line.labels.get("fuel", "")
        engine = _ENGINE.fullmatch(fuel)
        if engine is None:
            return None
        facets = {"fuel": words.slug("fuels", engine["fuel"])}
        if engine["strokes"]:
            facets["cycle"] = f"{engine['strokes']}-stroke"
        if engine["vehicle"]:
            facets["vehicle"] = words.slug("machines", engine["vehicle"])
        activity = f"transport.non-road.{words.slug('machines', found.text)}"
        return Thing(activity, "", tuple(facets.items()), _COMBUSTION), f"{found.text}, {fuel}"

    yield from _read(grid, block, "vehicle", named)


def travel(grid: Grid, block: Block) -> Iterator[Read | NotOurs]:
    """Yield the factors of tables 8 and 10, per mile of a vehicle, a passenger or a short ton."""

    def named(line: Line, found: Label) -> Named:
        flight = _HAUL.fullmatch(found.text)
        if flight:
            facets = (("haul", flight["haul"].casefold()),)
            return Thing("transport.passenger.air", "", facets, _COMBUSTION), found.text
        return _vehicle(found.text, {}), found.text

    yield from _read(grid, block, "vehicle", named)


def steam(grid: Grid, block: Block) -> Iterator[Read | NotOurs]:
    """Yield the factor of table 7, per mmBtu of steam or heat purchased."""

    def named(line: Line, found: Label) -> Named:
        return Thing("heat.steam", "", (), ("direct",)), found.text

    yield from _read(grid, block, "name", named)


def _vehicle(label_text: str, facets: dict[str, str]) -> Thing:
    """Passengers' trains run on fuel and electricity both, as the table's source says."""
    activity = f"transport.{words.slug('vehicles', label_text)}"
    by_train = activity.startswith("transport.passenger.rail")
    boundary = ("direct",) if by_train else _COMBUSTION
    return Thing(activity, "", tuple(sorted(facets.items())), boundary)


def _read(
    grid: Grid,
    block: Block,
    key: str,
    named: Callable[[Line, Label], Named | None],
    biomass: frozenset[str] = frozenset(),
) -> Iterator[Read | NotOurs]:
    table = listed(grid, block)
    if table is None:
        return
    yield from table.not_ours()
    for line in table.lines:
        if key not in line.labels:
            continue
        found = label(block, line.labels[key])
        what = named(line, found)
        if what is None:
            continue
        yield from amounts(
            grid,
            line.row,
            {index: (column, what[0]) for index, column in table.columns.items()},
            Said(what[1], found.notes, block.source),
            Weighing(
                unit=line.labels.get("unit", ""),
                origin="biogenic" if found.text in biomass else None,
            ),
        )
