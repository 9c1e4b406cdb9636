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


class Relation(NamedTuple):
    """How many ``above`` one ``below`` is worth: 26.7 TJ{NCV} in one Gg."""

    number: Decimal
    above: str
    below: str
    name: str
    """What is said of it in a step: ``net-calorific-value of fuel.coal.anthracite, sha256:…``."""

    def other(self, unit: str) -> str | None:
        """Return the unit on the other side of what ``unit`` measures; nothing where on neither."""
        if dimension(unit) == dimension(self.below):
            return self.above
        return self.below if dimension(unit) == dimension(self.above) else None


def per_by(value: Decimal, unit: str, to: str, relations: Sequence[Relation]) -> Converted:
    """Return ``value`` per ``unit`` as a value per ``to``, by ``relations`` in their order.

    Those that are not needed are not used: where the two measure the same thing, none is.

    Raises:
        Incommensurable: they do not lead there, or not on the same basis.
    """
    if dimension(unit) == dimension(to):
        return convert_per(value, unit, to)
    number, here, steps = Fraction(1), unit, []
    for relation in relations:
        there = relation.other(here)
        if there is None:
            continue
        number *= _across(relation, here)
        steps.append(
            f"{relation.number:f} {relation.above} in one {relation.below}: {relation.name}"
        )
        here = there
        if dimension(here) == dimension(to):
            break
    if here == unit or dimension(here) != dimension(to):
        raise Incommensurable(
            f"{unit} measures {dimension(unit)} and {to} {dimension(to)}, and what is named does "
            "not lead from one to the other: name a calorific value or density that does.",
            unit=unit,
            to=to,
        )
    # How many of the last unit make one ``to``; its basis must be the number's own.
    number /= ratio(here, to).number
    product, exact = decimal_of(Fraction(value) * number)
    shown, _ = decimal_of(number)
    how = "exact" if exact else "rounded to 15 digits"
    steps.append(f"1 {canonical(to)} = {shown:f} {canonical(unit)} by it, {how}")
    return Converted(product, canonical(to), tuple(steps))


def by(value: Decimal, unit: str, to: str, relations: Sequence[Relation]) -> Converted:
    """Return an amount of ``unit`` counted in ``to``, by ``relations`` in their order.

    Raises:
        Incommensurable: they do not lead there, or not on the same basis.
    """
    # An amount in one unit is a value per the other, led back.
    return per_by(value, to, unit, relations[::-1])._replace(unit=canonical(to))


def _across(relation: Relation, here: str) -> Fraction:
    """Return how many ``here`` one unit of the relation's other side is worth."""
    number = Fraction(relation.number)
    if dimension(here) == dimension(relation.above):
        return number * ratio(relation.above, here).number
    return ratio(relation.below, here).number / number
