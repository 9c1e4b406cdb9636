"""The headline of a factor: the number that is meant when none is picked."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from factordb.model import gwp as gwp_tables
from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.numbers import plain
from factordb.model.pick import Pick

DEFAULT_METHOD = "AR5"
"""Asked for where the caller names no method and the publisher's own choice is not one."""


class Headline(NamedTuple):
    """One number of a factor, in kg of ``gas`` per unit."""

    value: str
    """Decimal string in plain digits."""
    gas: str
    """``CO2e``, or the one gas there is."""
    gwp: str | None
    """The GWP method of a ``CO2e``; nothing where neither publisher nor file tells."""
    computed: bool
    """True where it was summed from masses of gases."""
    pick: Pick | None
    """Which printed amount it is; nothing where computed."""
    left_out: tuple[str, ...] = ()
    """Gases that a computed sum leaves out: ``CO2 biogenic``."""


def headline(
    factor: Factor, method: str | None = None, inferred: str | None = None
) -> Headline | None:
    """Return the headline under ``method``, or nothing where the factor has none.

    ``inferred`` is the method that the dataset's manifest infers for totals that name none.
    In order: the printed CO2e of the whole boundary; the masses of the gases summed under the
    method; the one gas there is, by its name. Without ``method`` the publisher's own total is
    meant, and AR5 where he prints several totals or only masses of several gases.
    """
    amounts = [a for a in factor.amounts if a.part is None and not a.outside and a.range is None]
    totals = [a for a in amounts if a.gas == "CO2e" and a.origin is None]
    if method is None and len(totals) == 1:
        return _printed(totals[0], inferred)
    wanted = method or DEFAULT_METHOD
    same = [a for a in totals if (a.gwp or inferred) == wanted]
    if len(same) == 1:
        return _printed(same[0], inferred)
    masses = [a for a in amounts if a.kg is not None]
    if len({a.gas for a in masses}) == 1:
        return _one_gas(masses, method)
    return _summed(masses, wanted)


def _printed(amount: Amount, inferred: str | None) -> Headline:
    gwp = amount.gwp or (inferred if amount.gas == "CO2e" else None)
    return Headline(str(amount.value()), amount.gas, gwp, computed=False, pick=Pick.of(amount))


def _one_gas(masses: Sequence[Amount], method: str | None) -> Headline | None:
    """CO2 alone stays CO2: weighing it by 1 would pass it off as the sum of all gases."""
    if method is not None and masses[0].gas != "CO2":
        return _summed(masses, method)
    if len(masses) == 1:
        return _printed(masses[0], None)
    return None


def _summed(masses: Sequence[Amount], method: str) -> Headline | None:
    """Sum what is there; where the CO2 of several gases is missing there is no sum."""
    gases = {a.gas for a in masses}
    if not masses or (len(gases) > 1 and "CO2" not in gases):
        return None
    terms = list(_terms([a for a in masses if not _biogenic_co2(a)], method))
    if not terms or None in terms:
        return None
    left_out = tuple("CO2 biogenic" for a in masses if _biogenic_co2(a))
    value = plain(sum((t for t in terms if t is not None), Decimal(0)))
    return Headline(value, "CO2e", method, computed=True, pick=None, left_out=left_out)


def _terms(masses: Sequence[Amount], method: str) -> Iterator[Decimal | None]:
    for amount in masses:
        weight = gwp_tables.gwp100(method, amount.gas)
        yield None if weight is None or amount.kg is None else Decimal(amount.kg) * weight


def _biogenic_co2(amount: Amount) -> bool:
    return amount.gas == "CO2" and amount.origin == "biogenic"
