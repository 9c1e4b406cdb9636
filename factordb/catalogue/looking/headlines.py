"""Headlines of pinned factors: under the method and per the unit that a caller counts in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session

from factordb import units
from factordb.catalogue.hits.entries import manifests
from factordb.catalogue.resolve import bridging
from factordb.catalogue.tables import TODAY, Tables
from factordb.errors import FactordbError, NoHeadline
from factordb.model.base import Model
from factordb.model.canonical import raw, text_of
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.numbers import plain
from factordb.store import factors
from factordb.units import Relation


class Wish(NamedTuple):
    """How the numbers of a list are wanted; a factor's own bytes never change with it."""

    method: str | None = None
    """GWP method; the publisher's own where none is named."""
    unit: str | None = None
    """Canonical; the factor's own where none is named."""
    via: tuple[str, ...] = ()
    """Digests of properties by which the unit may be of another measure."""


State = tuple[int, Tables]
"""The edition that is asked, and the tables to answer with."""


class Headline(Model):
    """The number that is meant where none is picked, as it was wished for."""

    value: str
    """Kg of ``gas`` per ``unit``, a decimal string in plain digits."""
    unit: str
    gas: str
    gwp: str | None = None
    computed: bool
    """True where it was summed from masses of gases."""
    left_out: tuple[str, ...] = ()
    """What its publisher or the sum keeps apart: ``CO2 biogenic``."""
    steps: tuple[str, ...] = ()
    """How it was found: a term a gas, by which rule, and how the unit was counted."""


class Headlines:
    """Headlines of one edition kept in memory, since the same bill is counted again and again.

    What inferred a GWP method, and what weighs, belongs to an edition: of another one nothing is
    kept. Bounded: where there is no room, all go.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._kept: dict[Wish, dict[str, bytes | FactordbError]] = {}
        self._of: tuple[int, Tables] = (0, TODAY)
        self._size, self._most = 0, most

    def of(
        self, db: Session, state: State, bodies: Mapping[str, bytes], wish: Wish
    ) -> Mapping[str, bytes | FactordbError]:
        """Return for each digest of ``bodies`` its headline as JSON, or why it has none such.

        Others may be there as well, as they were asked for before.

        Raises:
            DigestNotFound: a property of ``wish.via`` is none of the edition.
            Incommensurable: a property of ``wish.via`` leads nowhere.
        """
        if state != self._of or self._size > self._most:
            self._kept, self._of, self._size = {}, state, 0
        known = self._kept.setdefault(wish, {})
        if new := {digest: body for digest, body in bodies.items() if digest not in known}:
            made = found(db, state, new, wish)
            known |= {digest: _written(one) for digest, one in made.items()}
            self._size += len(made)
        return known


def found(
    db: Session, state: State, bodies: Mapping[str, bytes], wish: Wish
) -> dict[str, Headline | FactordbError]:
    """Return for each digest its headline as wished for, or why it has none such.

    Raises:
        DigestNotFound: a property of ``wish.via`` is none of the edition.
        Incommensurable: a property of ``wish.via`` leads nowhere.
    """
    edition, tables = state
    via = bridging.relations(db, wish.via, edition, tables.units)
    inferred = _inferred(db, edition, [*bodies])
    return {
        digest: _one(Factor.of(body), inferred.get(digest), wish, _Ways(via, tables))
        for digest, body in bodies.items()
    }


def _written(found: Headline | FactordbError) -> bytes | FactordbError:
    return found if isinstance(found, FactordbError) else found.model_dump_json().encode()


def _inferred(db: Session, edition: int, digests: Sequence[str]) -> dict[str, str | None]:
    """Return the method that the newest release of each factor infers for it, by digest."""
    rows = factors.manifests_of(db, edition, [raw(digest) for digest in digests])
    known = manifests(db, rows.values())
    return {text_of(digest): known[name].inferred_gwp() for digest, name in rows.items()}


class _Ways(NamedTuple):
    """By what numbers are brought to what is wished."""

    via: Sequence[Relation]
    tables: Tables

    def counted(self, value: Decimal, unit: str, to: str) -> units.Converted:
        """Return a value per ``unit`` as one per ``to``."""
        table = self.tables.units
        if self.via:
            return units.per_by(value, unit, to, self.via, table)
        return units.convert_per(value, unit, to, table)


def _one(factor: Factor, inferred: str | None, wish: Wish, ways: _Ways) -> Headline | FactordbError:
    shown = headline(factor, wish.method, inferred, ways.tables.gwp)
    if shown is None:
        return NoHeadline(_why(factor, wish.method))
    said = Headline(
        value=shown.value,
        unit=factor.unit,
        gas=shown.gas,
        gwp=shown.gwp,
        computed=shown.computed,
        left_out=shown.left_out,
        steps=(*shown.steps, *shown.rules),
    )
    if wish.unit is None or wish.unit == factor.unit:
        return said
    try:
        counted = ways.counted(Decimal(shown.value), factor.unit, wish.unit)
    except FactordbError as error:
        return error
    return said.model_copy(
        update={
            "value": plain(counted.value),
            "unit": counted.unit,
            "steps": (*said.steps, *counted.steps),
        }
    )


def _why(factor: Factor, method: str | None) -> str:
    there = ", ".join(
        sorted({f"{a.gas} under {a.gwp}" if a.gwp else a.gas for a in factor.amounts})
    )
    under = f" under {method}" if method else ""
    return f"The factor gives no total{under}, and no masses to compute one from; it has {there}."
