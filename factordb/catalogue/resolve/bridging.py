"""Properties that a caller names to cross from energy to mass or volume, and back."""

from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session

from factordb import units
from factordb.errors import Incommensurable
from factordb.model.property import Property
from factordb.store import documents
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


def relations(
    db: Session, digests: Sequence[str], edition: int, table: Units = units.TODAY
) -> tuple[Relation, ...]:
    """Return what the properties ``digests`` relate, in their order.

    Raises:
        DigestNotFound: one of them is no property of the edition.
        Incommensurable: one of them leads nowhere.
    """
    return tuple(
        relation(Property.of(documents.body(db, digest, ("property",), edition)), digest, table)
        for digest in digests
    )


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
