"""Elements with their parts made into things: a factor each, or a property where it is data."""

from collections.abc import Iterator, Sequence
from typing import Any

from factordb import units
from factordb.errors import UnknownUnit
from factordb.importers import gathering
from factordb.importers.base_carbone import amounts, meaning
from factordb.importers.base_carbone.columns import (
    ARCHIVED,
    CATEGORY,
    ELEMENT,
    ID,
    KIND,
    PLACE,
    POSTE,
    SOURCE_DATA,
    STATUS,
    TOTAL,
    TYPE,
    UNIT,
    VALUES,
)
from factordb.importers.base_carbone.lines import File, Line
from factordb.importers.base_carbone.places import region
from factordb.importers.gathering import Found, Number, Thing, rejected
from factordb.importers.words import slug, tidy
from factordb.model import vocabulary

_PER = "kgCO2e/"


def found(file: File, same: dict[str, Any]) -> Iterator[Found]:
    """Yield a thing for every element, with the parts below it."""
    element: Line | None = None
    parts: list[Line] = []
    for line in file.lines:
        if line.cells[TYPE].strip() == ELEMENT:
            if element:
                yield from _thing(file, element, parts, same)
            element, parts = line, []
        elif line.cells[TYPE].strip() == POSTE and _belongs(line, element):
            parts.append(line)
        else:
            yield from _no_part(file, line)
    if element:
        yield from _thing(file, element, parts, same)


def _belongs(part: Line, element: Line | None) -> bool:
    return element is not None and part.cells[ID].strip() == element.cells[ID].strip()


def _no_part(file: File, line: Line) -> Iterator[Found]:
    reason = f"{TYPE}: {line.cells[TYPE]!r} stands below no element of its id"
    for column in VALUES:
        if file.is_number(line.cells.get(column, "")):
            yield gathering.rejection(line.places[column], line.cells[column], reason)


def _thing(
    file: File, element: Line, parts: Sequence[Line], same: dict[str, Any]
) -> Iterator[Found]:
    cells = element.cells
    numbers, rest = amounts.of_element(file, element, parts)
    yield from rest
    if not numbers:
        return
    place = region(cells)
    if place is None:
        yield from rejected(numbers, f"{PLACE}: {cells[PLACE]!r} is no place that is known")
        return
    whole = meaning.described(cells, file.comma) | meaning.dates(cells) | {"region": place}
    whole |= same | {"source": meaning.source(cells) | same["source"]}
    make = _property if cells[KIND].strip() == SOURCE_DATA else _factor
    try:
        whole, numbers, others = make(cells, parts, whole, numbers)
    except UnknownUnit as error:
        yield from rejected(numbers, f"{UNIT}: {error.detail}")
        return
    yield from others
    archived = cells[STATUS].strip() == ARCHIVED
    yield Thing(whole, numbers, cells[ID].strip(), archived, meaning.synonyms(cells))


def _unit(printed: str) -> str:
    """Return the canonical unit of what stands behind ``kgCO2e/``, price basis and all."""
    listed = meaning.said("units")
    name, _, price = printed.partition(" (")
    if price and name in listed and printed not in listed:
        year, _, tax = price.partition(")")
        notes = [year, *(["without VAT"] if tax.strip() == "HT" else [])]
        return units.canonical(f"{listed[name]}{{{','.join(notes)}}}")
    return units.canonical(listed.get(printed, printed))


Made = tuple[dict[str, Any], list[Number], list[Found]]


def _factor(
    cells: dict[str, str], parts: Sequence[Line], whole: dict[str, Any], numbers: list[Number]
) -> Made:
    printed = tidy(cells[UNIT])
    if not printed.startswith(_PER):
        raise UnknownUnit(f"{printed!r} is no unit of a factor: it begins not with {_PER}")
    if meaning.is_avoided(cells):
        numbers = [one._replace(says={**one.says, "outside": True}) for one in numbers]
    told = meaning.identity(cells, parts) | {"unit": _unit(printed.removeprefix(_PER))}
    return whole | told, numbers, []


def _property(
    cells: dict[str, str], parts: Sequence[Line], whole: dict[str, Any], numbers: list[Number]
) -> Made:
    """Source data are one number; what stands beside it is rejected."""
    category = cells[CATEGORY]
    name = next((word for start, word in meaning.said("properties") if start in category), None)
    subject = f"{meaning.group(cells)}.{slug(cells['Nom base français'])}"
    facets = dict(meaning.identity(cells, parts).get("facets", {}))
    unit = _unit(tidy(cells[UNIT]))
    if name == "gwp-100":
        for report, method in meaning.said("methods").items():
            facets |= {"method": method} if report in category else {}
        subject, unit = _gas(cells), "kg{CO2e}/kg"
    keep = ("ids", "name", "dates", "region", "dataset", "source")
    whole = {key: value for key, value in whole.items() if key in keep} | {
        "subject": subject,
        "property": name or "statistic",
        "unit": unit,
        **({"facets": facets} if facets else {}),
    }
    value = [one._replace(says={}) for one in numbers[:1]]
    reason = f"stands beside source data, which are one number ({TOTAL})"
    return whole, value, list(rejected(numbers[1:], reason))


def _gas(cells: dict[str, str]) -> str:
    printed = tidy(cells["Nom base français"])
    try:
        return f"gas.{slug(vocabulary.gas(printed))}"
    except ValueError:
        return f"gas.{slug(printed)}"
