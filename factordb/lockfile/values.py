"""The number of an answer, recomputed from the document that its digest names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from factordb import numbered, units
from factordb.errors import Incommensurable, LockfileBroken
from factordb.model import gwp
from factordb.model.factor import Factor
from factordb.model.gwp import Gwp
from factordb.model.headline import headline
from factordb.model.numbers import plain
from factordb.model.pick import Pick
from factordb.units import Relation, Units


class Value(NamedTuple):
    """What a calculation multiplies by, and what it is of."""

    value: str
    unit: str
    gas: str
    gwp: str | None
    computed: bool


class Read(NamedTuple):
    """What numbers are read with: tables that a lockfile records, and properties that it pins."""

    gwp: Gwp = gwp.TODAY
    units: Units = units.TODAY
    via: tuple[Relation, ...] = ()


def recorded(tables: Mapping[str, str]) -> Read:
    """Return the tables that a lockfile records the digests of, out of those that are here.

    Raises:
        LockfileBroken: this version lacks one that numbers are read with.
    """
    found: dict[str, Any] = {}
    for family, named in ((gwp.FAMILY, gwp.named), (units.FAMILY, units.named)):
        name = next((n for n in tables if numbered.split(n)[0] == family.name), family.names()[0])
        if name not in family.names() or tables.get(name) not in (None, family.digest(name)):
            raise LockfileBroken(
                f"It was locked with {name} ({tables[name]}), which this version of factordb does "
                "not have as it was: verify with the version that locked it, or with a later one; "
                "--digests-only checks all but the numbers.",
                what="tables",
                table=name,
            )
        found[family.name] = named(name)
    return Read(**found)


def value(
    factor: Factor,
    question: Mapping[str, Any],
    pick: Pick | None,
    inferred: str | None,
    read: Read = Read(),  # noqa: B008  # nothing of it changes
) -> Value | None:
    """Return the headline, or the amount picked, in the unit that the question names.

    ``inferred`` is the GWP method that the release's manifest infers. Nothing where the factor has
    no such number.

    Raises:
        UnknownPick: no amount is picked, or several are.
        Incommensurable: the unit measures something else.
    """
    found = _of(factor, question.get("gwp"), pick, inferred, read.gwp)
    to = question.get("in")
    if found is None or to is None:
        return found
    wanted = units.canonical(to, read.units)
    if wanted == found.unit:
        return found
    number = Decimal(found.value)
    if read.via:
        converted = units.per_by(number, found.unit, wanted, read.via, read.units)
    else:
        converted = units.convert_per(number, found.unit, wanted, read.units)
    return found._replace(value=plain(converted.value), unit=converted.unit)


def beside(
    factor: Factor,
    question: Mapping[str, Any],
    pick: Pick | None,
    inferred: str | None,
    read: Read = Read(),  # noqa: B008  # likewise
) -> Value | None:
    """Return the same of what stands beside an answer: in its own unit where no other fits."""
    try:
        return value(factor, question, pick, inferred, read)
    except Incommensurable:
        own = {name: said for name, said in question.items() if name != "in"}
        return value(factor, own, pick, inferred, read)


def _of(
    factor: Factor, method: str | None, pick: Pick | None, inferred: str | None, table: Gwp
) -> Value | None:
    if pick is None:
        found = headline(factor, method, inferred, table)
        return found and Value(found.value, factor.unit, found.gas, found.gwp, found.computed)
    amount = pick.choose(factor.amounts)
    number = amount.value()
    if number is None:
        return None
    method = amount.gwp or (inferred if amount.kg_co2e is not None else None)
    return Value(number, factor.unit, amount.gas, method, False)  # noqa: FBT003  # not computed
