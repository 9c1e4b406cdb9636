"""Properties that a caller names to cross from energy to mass or volume, and back."""

from collections.abc import Sequence

from sqlmodel import Session

from factordb import units
from factordb.model.property import Property
from factordb.model.relating import relation
from factordb.store import documents
from factordb.units import Relation, Units


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
