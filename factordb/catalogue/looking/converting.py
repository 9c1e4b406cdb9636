"""Units converted for callers, with the steps."""

from collections.abc import Sequence
from decimal import Decimal

from factordb import units
from factordb.errors import Invalid
from factordb.importers.printed import number
from factordb.model.base import Model
from factordb.model.numbers import plain
from factordb.units import Relation, Units


class Conversion(Model):
    value: str
    """Decimal string in plain digits."""
    unit: str
    steps: tuple[str, ...]


def convert(
    value: str, from_: str, to: str, via: Sequence[Relation] = (), table: Units = units.TODAY
) -> Conversion:
    """Return ``value`` of the unit ``from_`` counted in ``to``, by what ``via`` relates.

    Raises:
        Invalid: ``value`` is no number.
        UnknownUnit: one of the units is not known.
        Incommensurable: they do not measure the same thing on the same basis.
    """
    read = number(value) if len(value) <= 100 else None  # as long as any number
    if read is None:
        raise Invalid(f"{value[:40]!r} is no number: write plain digits, such as 0.5500.")
    same = units.dimension(from_, table) == units.dimension(to, table)
    if same or not via:
        converted = units.convert(Decimal(read), from_, to, table)
    else:
        converted = units.by(Decimal(read), from_, to, via, table)
    return Conversion(value=plain(converted.value), unit=converted.unit, steps=converted.steps)
