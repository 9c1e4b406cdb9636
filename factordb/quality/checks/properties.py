"""Properties under check: unit, band and sign by what they are, doubles, peers, what is printed."""

from typing import NamedTuple

from factordb import units
from factordb.errors import FactordbError
from factordb.model.property import Property
from factordb.model.source import Cell
from factordb.quality.checks import limits, spelt, warming
from factordb.quality.checks.bands import Banded
from factordb.quality.checks.doubles import Doubles
from factordb.quality.checks.finding import Findings
from factordb.quality.checks.peers import Kind, Peers
from factordb.quality.checks.seen import Seen
from factordb.quality.checks.signs import NEVER_NEGATIVE


class Held(NamedTuple):
    """One property under check: its numbers read once, and the places they were printed in."""

    digest: str
    property: Property
    values: tuple[float, ...]
    """The number, or low and high."""

    @classmethod
    def of(cls, digest: str, found: Property) -> "Held":
        """Return ``found`` with its numbers read."""
        given = (found.value, found.low, found.high)
        return cls(digest, found, tuple(float(text) for text in given if text is not None))

    def cell(self, place: int = 0) -> Cell:
        """Return the cell of one of its numbers; both may stand in one."""
        cells = self.property.source.cells
        return cells[min(place, len(cells) - 1)]

    def at(self, place: int = 0) -> str:
        """Return the place of one of its numbers."""
        at = self.cell(place).at
        return at if isinstance(at, str) else at[0]


class Properties:
    """What a release's properties are held against, beside its factors."""

    def __init__(self, seen: Seen, banded: Banded, peers: Peers, doubles: Doubles) -> None:
        self._seen, self._banded = seen, banded
        self._peers, self._doubles = peers, doubles

    def see(self, digest: str, property_: Property, found: Findings) -> None:
        """Check one property, and remember of it what the release is checked by."""
        held = Held.of(digest, property_)
        _dimension(held, found)
        _sign(held, found)
        _printed(held, found)
        warming.see_property(digest, property_, found)
        self._band(held, found)
        if len(held.values) != 1:
            return
        (value,) = held.values
        number = self._seen.enter(value, property_.dates, held.at(), digest)
        self._doubles.see_property(property_, number)
        if value > 0:
            kind = Kind(property_.subject, property_.unit, (), property_.property)
            self._peers.take(kind, number)

    def _band(self, held: Held, found: Findings) -> None:
        band = limits.property_band(held.property.property, held.property.unit)
        if band is None:
            return
        for place, value in enumerate(held.values):
            what = f"{held.property.property} of {held.property.subject}"
            self._banded.take(band, (value, what), (held.at(place), held.digest), found)


def _dimension(held: Held, found: Findings) -> None:
    name, unit = held.property.property, held.property.unit
    if not limits.property_fits(name, unit):
        told = f"{name} in {unit}, which is {units.dimension(unit)}"
        found.add(spelt.DIMENSION, held.at(), told, held.digest)


def _sign(held: Held, found: Findings) -> None:
    if limits.property_never_negative(held.property.property):
        for place, value in enumerate(held.values):
            if value < 0:
                told = f"{held.property.property} is {value:g} {held.property.unit}"
                found.add(NEVER_NEGATIVE, held.at(place), told, held.digest)


def _printed(held: Held, found: Findings) -> None:
    """Hold the numbers against what stands in their cells, and beside it."""
    unit = held.property.unit
    for place, value in enumerate(held.values):
        cell = held.cell(place)
        is_its_own = len(held.property.source.cells) == len(held.values)
        if is_its_own and not spelt.is_as_printed(value, cell):
            told = f"{cell.printed} is printed, and {value:g} {unit} was made of it"
            found.add(spelt.NUMBER, held.at(place), told, held.digest)
        times = _times(cell, unit)
        if times != 1:
            told = f"{cell.printed} is printed in {cell.unit!r}, and was taken in {unit}"
            found.add(spelt.SCALE, held.at(place), f"{told}: {times:g} times", held.digest)


def _times(cell: Cell, unit: str) -> float:
    """Return how many times too large a number is for the unit that is printed beside it."""
    taken = spelt.taken(cell.steps or ())
    if cell.unit is None or taken is None:
        return 1
    try:
        said, meant = units.bare(cell.unit), units.bare(unit)
        if units.dimension(said) != units.dimension(meant):
            return 1
        off = taken / float(units.ratio(said, meant).number)
    except FactordbError:
        return 1
    return 1 if abs(off - 1) < 1e-6 else off
