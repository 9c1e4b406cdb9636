"""From one kind of measure to another by a measured number: energy from mass by a calorific value.

Nothing crosses from energy to mass or volume by itself. Whoever wants it names the number; net and
gross stay apart, since the unit of the number carries its basis.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from factordb.errors import Incommensurable
from factordb.units.conversion import Converted, convert_per, decimal_of, ratio
from factordb.units.spelling import canonical, dimension
from factordb.units.table import TODAY, Units


class Relation(NamedTuple):
    """How many ``above`` one ``below`` is worth: 26.7 TJ{NCV} in one Gg."""

    number: Decimal
    above: str
    below: str
    name: str
    """What is said of it in a step: ``net-calorific-value of fuel.coal.anthracite, sha256:…``."""

    def other(self, unit: str, table: Units = TODAY) -> str | None:
        """Return the unit on the other side of what ``unit`` measures; nothing where on neither."""
        measured = dimension(unit, table)
        if measured == dimension(self.below, table):
            return self.above
        return self.below if measured == dimension(self.above, table) else None


def per_by(
    value: Decimal, unit: str, to: str, relations: Sequence[Relation], table: Units = TODAY
) -> Converted:
    """Return ``value`` per ``unit`` as a value per ``to``, by ``relations`` in their order.

    Those that are not needed are not used: where the two measure the same thing, none is.

    Raises:
        Incommensurable: they do not lead there, or not on the same basis.
    """
    wanted = dimension(to, table)
    if dimension(unit, table) == wanted:
        return convert_per(value, unit, to, table)
    number, here, steps = Fraction(1), unit, []
    for relation in relations:
        there = relation.other(here, table)
        if there is None:
            continue
        number *= _across(relation, here, table)
        steps.append(
            f"{relation.number:f} {relation.above} in one {relation.below}: {relation.name}"
        )
        here = there
        if dimension(here, table) == wanted:
            break
    if here == unit or dimension(here, table) != wanted:
        raise Incommensurable(
            f"{unit} measures {dimension(unit, table)} and {to} {wanted}, and what is named does "
            "not lead from one to the other: name a calorific value or density that does.",
            unit=unit,
            to=to,
        )
    # How many of the last unit make one ``to``; its basis must be the number's own.
    number /= ratio(here, to, table).number
    product, exact = decimal_of(Fraction(value) * number)
    shown, _ = decimal_of(number)
    how = "exact" if exact else "rounded to 15 digits"
    steps.append(f"1 {canonical(to, table)} = {shown:f} {canonical(unit, table)} by it, {how}")
    return Converted(product, canonical(to, table), tuple(steps))


def by(
    value: Decimal, unit: str, to: str, relations: Sequence[Relation], table: Units = TODAY
) -> Converted:
    """Return an amount of ``unit`` counted in ``to``, by ``relations`` in their order.

    Raises:
        Incommensurable: they do not lead there, or not on the same basis.
    """
    # An amount in one unit is a value per the other, led back.
    return per_by(value, to, unit, relations[::-1], table)._replace(unit=canonical(to, table))


def _across(relation: Relation, here: str, table: Units) -> Fraction:
    """Return how many ``here`` one unit of the relation's other side is worth."""
    number = Fraction(relation.number)
    if dimension(here, table) == dimension(relation.above, table):
        return number * ratio(relation.above, here, table).number
    return ratio(relation.below, here, table).number / number
