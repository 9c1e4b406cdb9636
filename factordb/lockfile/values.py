"""The number of an answer, recomputed from the document that its digest names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from factordb import units
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.numbers import plain
from factordb.model.pick import Pick


class Value(NamedTuple):
    """What a calculation multiplies by, and what it is of."""

    value: str
    unit: str
    gas: str
    gwp: str | None
    computed: bool


def value(
    factor: Factor, question: Mapping[str, Any], pick: Pick | None, inferred: str | None
) -> Value | None:
    """Return the headline, or the amount picked, in the unit that the question names.

    ``inferred`` is the GWP method that the release's manifest infers. Nothing where the factor has
    no such number.

    Raises:
        UnknownPick: no amount is picked, or several are.
        Incommensurable: the unit measures something else.
    """
    found = _of(factor, question.get("gwp"), pick, inferred)
    to = question.get("in")
    if found is None or to is None or units.canonical(to) == found.unit:
        return found
    converted = units.convert_per(Decimal(found.value), found.unit, units.canonical(to))
    return found._replace(value=plain(converted.value), unit=converted.unit)


def _of(
    factor: Factor, method: str | None, pick: Pick | None, inferred: str | None
) -> Value | None:
    if pick is None:
        found = headline(factor, method, inferred)
        return found and Value(found.value, factor.unit, found.gas, found.gwp, found.computed)
    amount = pick.choose(factor.amounts)
    number = amount.value()
    if number is None:
        return None
    gwp = amount.gwp or (inferred if amount.kg_co2e is not None else None)
    return Value(number, factor.unit, amount.gas, gwp, False)  # noqa: FBT003  # not computed
