"""What a property relates: a calorific value energy and mass, a density mass and volume."""

from decimal import Decimal

from factordb import units
from factordb.errors import Incommensurable
from factordb.model.property import Property
from factordb.units import Relation, Units

BASES = {"net-calorific-value": "NCV", "gross-calorific-value": "GCV"}
"""The basis that each calorific value gives to its energy."""

CROSSING = frozenset(
    {
        *BASES,
        "density",
        "standard-coal-coefficient",
        "energy-per-distance",
        "energy-per-tonne-distance",
    }
)
"""Properties that lead from one kind of measure to another."""


def relation(found: Property, digest: str, table: Units = units.TODAY) -> Relation:
    """Return which units ``found`` relates, and by how much.

    Raises:
        Incommensurable: it is a range, or nothing that leads from one measure to another.
    """
    above, slash, below = found.unit.partition("/")
    if found.property not in CROSSING or not slash or found.value is None:
        raise Incommensurable(
            f"{found.property} of {found.subject} in {found.unit} leads from no measure to "
            f"another: name one number of {', '.join(sorted(CROSSING))}.",
            property=found.property,
        )
    if Decimal(found.value) == 0:
        raise Incommensurable(
            f"{found.property} of {found.subject} is nought, and relates nothing."
        )
    basis = BASES.get(found.property)
    if basis is not None and basis not in units.annotations(above, table):
        above = units.canonical(f"{above}{{{basis}}}", table)
    name = f"{found.property} of {found.subject} ({found.dataset}), {digest}"
    return Relation(Decimal(found.value), above, below, name)
