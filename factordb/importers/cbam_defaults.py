"""Reads the European Commission's CBAM default values: country, CN code and production route.

Layout: a CSV of Windows-1252 parted by semicolons, one line a country, CN code and route; direct,
indirect and total emissions, then the total with mark-up for each year. A line without values is a
heading, or a product without a default. Unit: t CO2e per t of goods, made kg.
Source: https://taxation-customs.ec.europa.eu/carbon-border-adjustment-mechanism_en
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from factordb.errors import RegionNotFound
from factordb.importers import gathering, headed, words
from factordb.importers.gathering import Found, Number, Steps, Thing, rejected
from factordb.importers.headed import Headed, Record
from factordb.importers.printed import is_blank, number
from factordb.importers.protocol import Intake, Item
from factordb.model import regions
from factordb.model.dates import year as whole_year
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution

COUNTRY, SECTOR, CODE, GOODS = "Country", "Sector", "Product CN Code", "Description"
ROUTE = "Underlying production route determining CBAM BM"
DIRECT = "Default Value (direct emissions)"
INDIRECT = "Default Value (Indirect emissions)"
TOTAL = "Default Value (total emissions)"
_MARKED_UP = re.compile(r"(?P<year>20\d\d) Default Value \(Including mark-up\)")
_NEEDED = (COUNTRY, SECTOR, CODE, GOODS, DIRECT, INDIRECT, TOTAL, ROUTE)

_REST = "RoW"
_MARKED = {"mark-up": "included"}
_STEPS: Steps = (("*", "1000", "t CO2e per t of goods → kg, exact"),)
_HUNDREDTH = Decimal("0.01")
_WIDE = Context(prec=300)
"""Of two numbers with exponents, one may be very many times the other."""
_LISTED = 10
"""How many lines a caution names."""
_SOURCE = {
    "document": "CBAM default values",
    "publisher": "European Commission",
    "url": "https://taxation-customs.ec.europa.eu/carbon-border-adjustment-mechanism_en",
}


class CbamDefaults:
    layout: ClassVar[str] = "cbam-defaults"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "European Commission: CBAM default values by country, CN code and route"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line has the default values and a year with mark-up."""
        found = headed.columns(file, ";")
        return set(_NEEDED) <= set(found) and any(map(_MARKED_UP.fullmatch, found))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, a factor a line and one a year with mark-up, and the rest."""
        table = headed.opened(intake.file, _NEEDED, ";")
        years = {c: m["year"] for c in table.columns if (m := _MARKED_UP.fullmatch(c))}
        manifest = _manifest(intake.dataset, table)
        yield manifest
        yield from table.cautions()
        yield from _cautions(table, years)
        lines = _Lines(
            {"dataset": manifest.dataset, "source": _SOURCE | {"artifact": intake.artifact}}, years
        )
        found = chain.from_iterable(lines.found(record) for record in table.records())
        codes = table.others(
            (DIRECT, INDIRECT, TOTAL, *years), {CODE: "a code, kept as classification"}
        )
        yield from gathering.settled(chain(found, codes))


def _manifest(asked: str | None, table: Headed) -> Manifest:
    """Return the manifest; "other countries" are those that the file does not name."""
    named = dict.fromkeys(_region(record.cells[COUNTRY]) for record in table.records())
    listed = sorted(code for code in named if code not in (None, _REST))
    said = words.beside(__file__)["manifest"] | ({"dataset": asked} if asked else {})
    return Manifest.model_validate(
        said | ({"complements": {_REST: listed}} if listed and _REST in named else {})
    )


@lru_cache(maxsize=1024)
def _region(printed: str) -> str | None:
    country = words.tidy(printed)
    try:
        return str(words.beside(__file__)["regions"].get(country) or regions.country(country))
    except RegionNotFound:
        return None


class _Lines:
    """What lines say; dataset, source and years are the same for all of them."""

    def __init__(self, same: dict[str, Any], years: Mapping[str, str]) -> None:
        self._same, self._years = same, years

    def found(self, record: Record) -> Iterator[Found]:
        """Yield the factor of one line, and the totals with mark-up, each of its year."""
        cells = record.cells
        if all(is_blank(cells[column]) for column in (DIRECT, INDIRECT, TOTAL, *self._years)):
            return
        none: dict[str, str] = {}
        parts = ((TOTAL, none), (DIRECT, {"part": "direct"}), (INDIRECT, {"part": "indirect"}))
        numbers, rest = gathering.read(_number(record, column, part) for column, part in parts)
        stages = ["direct", *(["indirect"] if "indirect" in map(_part, numbers) else [])]
        whole, route = self._whole(record, stages), _route(record.cells)
        yield from gathering.of(whole | {"facets": route}, rest)
        yield from _thing(record, whole | ({"facets": route} if route else {}), numbers)
        for column, year in self._years.items():
            marked, rest = gathering.read([_number(record, column, {})])
            about = {"facets": route | _MARKED, "dates": {"applies": whole_year(year)}}
            yield from gathering.of(whole | about, rest)
            yield from _thing(record, whole | about, marked)

    def _whole(self, record: Record, stages: list[str]) -> dict[str, Any]:
        cells = record.cells
        code = "".join(cells[CODE].split())
        return {
            **self._same,
            "activity": f"material.{words.slug(cells[SECTOR])}.cn-{words.slug(code, 20)}",
            "boundary": stages,
            "region": _region(cells[COUNTRY]),
            "unit": "t",
            "name": {"en": _name(cells)},
            "classification": {"cn": [code]} if code else {},
        }


def _thing(record: Record, whole: dict[str, Any], numbers: list[Number]) -> Iterator[Found]:
    country = record.cells[COUNTRY]
    if numbers and whole["region"] is None:
        yield from rejected(numbers, f"Country: {country!r} is no country that is known")
    elif numbers:
        yield Thing(whole, numbers)


def _route(cells: dict[str, str]) -> dict[str, str]:
    route = cells[ROUTE].strip().strip("()")
    return {"route": route} if route else {}


def _number(record: Record, column: str, part: dict[str, str]) -> Number:
    says = {"gas": "CO2e"} | part
    return Number(record.at(column), record.cells[column], says, steps=_STEPS)


def _part(number: Number) -> str | None:
    part: str | None = number.says.get("part")
    return part


def _name(cells: dict[str, str]) -> str:
    goods, route = words.tidy(cells[GOODS]), cells[ROUTE].strip()
    return f"{words.tidy(cells[SECTOR])}: {goods}, CN {cells[CODE]}{route and ' ' + route}"[:4000]


def _cautions(table: Headed, years: Mapping[str, str]) -> Iterator[Caution]:
    """Yield what looks wrong and is kept as printed, and how many lines have no values."""
    values = (DIRECT, INDIRECT, TOTAL)
    records = list(table.records())
    empty = [r for r in records if all(is_blank(r.cells[c]) for c in (*values, *years))]
    shifted = [r for r in records if all(is_blank(r.cells[c]) for c in values) and r not in empty]
    lacking = [r for r in records if not is_blank(r.cells[DIRECT]) and is_blank(r.cells[TOTAL])]
    if empty:
        yield Caution(text=f"{len(empty)} lines have no values: headings, or no default.")
    yield from _told(shifted, "have values in the years of mark-up only, as if shifted")
    yield from _told(lacking, "have direct emissions and no total")
    yield from _told(_odd(records, years), "have other mark-ups than the other lines of the sector")


def _told(records: Sequence[Record], what: str) -> Iterator[Caution]:
    if records:
        lines = ", ".join(str(r.number) for r in records[:_LISTED])
        more = " …" if len(records) > _LISTED else ""
        yield Caution(text=f"Lines {lines}{more} {what}: kept as printed; check them.")


def _odd(records: Sequence[Record], years: Mapping[str, str]) -> list[Record]:
    """Return the lines whose mark-ups are not those of most lines of their sector."""
    found = [(r, ratios) for r in records if (ratios := _ratios(r, years))]
    usual: dict[str, Counter[tuple[Decimal, ...]]] = {}
    for record, ratios in found:
        usual.setdefault(record.cells[SECTOR], Counter())[ratios] += 1
    return [
        record
        for record, ratios in found
        if ratios != usual[record.cells[SECTOR]].most_common(1)[0][0]
    ]


def _ratios(record: Record, years: Mapping[str, str]) -> tuple[Decimal, ...] | None:
    """Return how many times the total each year's number is, to two places."""
    texts = [number(record.cells[column]) for column in (TOTAL, *years)]
    if None in texts or not Decimal(texts[0] or 0):
        return None
    total, *marked = (Decimal(text or 0) for text in texts)
    return tuple((value / total).quantize(_HUNDREDTH, context=_WIDE) for value in marked)
