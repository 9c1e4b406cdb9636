"""Numbers that say something of the same thing, made into one document."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from factordb.errors import ContradictoryRelease, FactordbError
from factordb.importers.printed import is_blank, number
from factordb.importers.us_epa_hub.columns import Steps
from factordb.model import identity, sure
from factordb.model.dates import year
from factordb.model.factor import Factor
from factordb.model.numbers import times
from factordb.model.property import Property
from factordb.model.reading import Blank, Rejection

URL = "https://www.epa.gov/climateleadership/ghg-emission-factors-hub"
PUBLISHER = "U.S. Environmental Protection Agency"


class Thing(NamedTuple):
    """What a number is of: all that is an identity but the publication."""

    activity: str
    """Or the subject of a property."""
    unit: str
    facets: tuple[tuple[str, str], ...] = ()
    boundary: tuple[str, ...] = ()
    region: str = "US"
    data_year: str | None = None
    property: str | None = None
    """Set where the number is no emission."""


class Said(NamedTuple):
    """What the sheet says beside a number."""

    name: str
    notes: tuple[str, ...] = ()
    citation: str = ""
    use: str | None = None


class Reading(NamedTuple):
    """One number, and what it is."""

    thing: Thing
    said: Said
    at: str
    printed: str
    unit: str
    """The printed spelling."""
    steps: Steps = ()
    gas: str = ""
    gwp: str | None = None
    origin: str | None = None

    def which(self) -> tuple[str, str | None, str | None]:
        """Return what tells it from the other numbers of its document."""
        return (self.gas, self.gwp, self.origin)

    def is_blank(self) -> bool:
        """Say whether its cell says "not available"."""
        return is_blank(self.printed)


class Release(NamedTuple):
    """What is the same for every document of one file."""

    dataset: str
    artifact: str
    document: str
    published: str | None


def documents(
    readings: list[Reading], release: Release
) -> Iterator[Factor | Property | Rejection | Blank]:
    """Yield one document per thing, in the order of their first numbers, or why there is none."""
    things: dict[Thing, list[Reading]] = {}
    for reading in readings:
        if reading.is_blank():
            yield _blank(reading, release)
            continue
        things.setdefault(reading.thing, []).append(reading)
    for thing, found in things.items():
        try:
            yield _document(thing, _by_which(found), release)
        except (ValidationError, FactordbError) as error:
            reason = _reason(error)
            yield from (rejection(r.at, r.printed, reason) for r in found)


def _blank(reading: Reading, release: Release) -> Blank:
    """Return what is known of a cell that could hold a number."""
    thing = reading.thing
    whole = _whole(thing, release)
    pick = thing.property or identity.pick(_weighing(reading))
    return Blank(at=reading.at, identity=identity.expected(whole), pick=pick)


def rejection(at: str, printed: str, reason: str) -> Rejection:
    """Return why the number at ``at`` became nothing; labels in the reason may hold anything."""
    visible = "".join(letter if letter.isprintable() else "\ufffd" for letter in reason[:1000])
    return Rejection(at=at, printed=printed[:200], reason=visible)


def _by_which(readings: list[Reading]) -> list[list[Reading]]:
    """Return the readings number by number: one printed twice is one, two different are none."""
    found: dict[tuple[str, str | None, str | None], list[Reading]] = {}
    for reading in readings:
        same = found.setdefault(reading.which(), [])
        if same and number(same[0].printed) != number(reading.printed):
            raise ContradictoryRelease(
                f"{same[0].at} says {same[0].printed} and {reading.at} says {reading.printed} "
                "of the same thing."
            )
        same.append(reading)
    return list(found.values())


def _document(thing: Thing, numbers: list[list[Reading]], release: Release) -> Factor | Property:
    said = [reading.said for same in numbers for reading in same]
    whole = _whole(thing, release) | {
        "name": {"en": said[0].name},
        "source": _source(said, release) | {"cells": [_cell(same) for same in numbers]},
    }
    if thing.property:
        whole["value"] = number(numbers[0][0].printed)
        return Property.model_validate(whole)
    if said[0].use:
        whole["use"] = (said[0].use,)
    whole["amounts"] = [_amount(same[0], place) for place, same in enumerate(numbers)]
    return sure.made(whole)


def _whole(thing: Thing, release: Release) -> dict[str, Any]:
    """Return what a thing is; its numbers, name and source come to it."""
    whole: dict[str, Any] = {
        "dataset": release.dataset,
        "region": thing.region,
        "unit": thing.unit,
    }
    if thing.facets:
        whole["facets"] = dict(thing.facets)
    dates = _dates(thing, release)
    if dates:
        whole["dates"] = dates
    if thing.property:
        return whole | {"subject": thing.activity, "property": thing.property}
    return whole | {"activity": thing.activity, "boundary": thing.boundary}


def _dates(thing: Thing, release: Release) -> dict[str, Any]:
    dates: dict[str, Any] = {}
    if thing.data_year:
        dates["data"] = year(thing.data_year)
    if release.published:
        dates["published"] = release.published
    return dates


def _amount(reading: Reading, cell: int) -> dict[str, Any]:
    value = number(reading.printed) or ""
    for _, operand, _ in reading.steps:
        value = times(value, operand)
    field = "kg_co2e" if reading.gas == "CO2e" else "kg"
    return _weighing(reading) | {"cell": cell, field: value}


def _weighing(reading: Reading) -> dict[str, Any]:
    """Return what tells an amount from the others of its factor."""
    said = {"gas": reading.gas, "gwp": reading.gwp, "origin": reading.origin}
    return {name: word for name, word in said.items() if word}


def _cell(same: list[Reading]) -> dict[str, Any]:
    places = tuple(reading.at for reading in same)
    cell: dict[str, Any] = {
        "at": places[0] if len(places) == 1 else places,
        "printed": same[0].printed.strip(),
        "unit": same[0].unit,
    }
    if same[0].steps:
        cell["steps"] = same[0].steps
    return cell


def _source(said: list[Said], release: Release) -> dict[str, Any]:
    source: dict[str, Any] = {
        "artifact": release.artifact,
        "document": release.document,
        "publisher": PUBLISHER,
        "url": URL,
    }
    notes = tuple(dict.fromkeys(note for one in said for note in one.notes))
    if notes:
        source["notes"] = notes
    citations = list(dict.fromkeys(one.citation for one in said if one.citation))
    if citations:
        source["upstream"] = {"citation": "\n".join(citations)}
    return source


def _reason(error: ValidationError | FactordbError) -> str:
    if isinstance(error, FactordbError):
        return error.detail
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
