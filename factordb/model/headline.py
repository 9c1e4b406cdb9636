"""The headline of a factor: the number that is meant when none is picked."""

from collections.abc import Sequence
from typing import NamedTuple

from factordb.model import gwp as gwp_tables
from factordb.model import weighing
from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.gwp import Gwp
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
    """True where it was summed from single gases."""
    pick: Pick | None
    """Which printed amount it is; nothing where computed."""
    left_out: tuple[str, ...] = ()
    """What is kept apart, and so is not in the value: ``CO2 biogenic``."""
    steps: tuple[str, ...] = ()
    """How a computed value was found, a term each: ``CH4 0.001 × 28``."""
    rules: tuple[str, ...] = ()
    """By which rule a gas has its weight, where its method gives it several."""


def headline(
    factor: Factor,
    method: str | None = None,
    inferred: str | None = None,
    table: Gwp = gwp_tables.TODAY,
) -> Headline | None:
    """Return the headline under ``method``, or nothing where the factor has none.

    ``inferred`` is the method that the dataset's manifest infers for totals that name none;
    ``table`` has the weights of single gases.
    In order: the printed CO2e of the whole boundary; the single gases summed under the method;
    the one gas there is, by its name. Without ``method`` the publisher's own total is meant,
    then the method in which he weighed single gases, and AR5 where he prints several totals or
    masses of several gases.
    """
    amounts = [a for a in factor.amounts if a.part is None and not a.outside and a.range is None]
    totals = [a for a in amounts if a.gas == "CO2e" and a.origin is None]
    if method is None and len(totals) == 1:
        return _printed(totals[0], inferred)
    if method is None and len(amounts) == 1 and amounts[0].kg is not None:
        return _printed(amounts[0], None)  # the one gas there is, as most rows of a file have it
    gases = [a for a in amounts if a.gas != "CO2e"]
    wanted = method or _own_method(totals, gases, inferred)
    same = [a for a in totals if (a.gwp or inferred) == wanted]
    if len(same) == 1:
        return _printed(same[0], inferred)
    if len({a.gas for a in gases}) == 1 and not _can_be_weighed(gases, method):
        return _one_gas(factor, gases)
    found = weighing.weighed(factor, gases, wanted, inferred, table)
    if found is None:
        return None
    return Headline(
        found.value,
        "CO2e",
        wanted,
        computed=True,
        pick=None,
        left_out=found.left_out,
        steps=found.steps,
        rules=found.rules,
    )


def _own_method(
    totals: Sequence[Amount], gases: Sequence[Amount], inferred: str | None
) -> str | None:
    """Return the method that is meant where none is asked for."""
    if totals or any(a.kg is not None and a.gas != "CO2" for a in gases):
        return DEFAULT_METHOD
    stated = {a.gwp or inferred for a in gases if a.kg_co2e is not None}
    return stated.pop() if len(stated) == 1 else DEFAULT_METHOD


def _can_be_weighed(alone: Sequence[Amount], method: str | None) -> bool:
    """Say whether one gas alone stands for all: where a method is asked for, and it is not CO2."""
    return method is not None and alone[0].gas != "CO2" and any(a.kg is not None for a in alone)


def _printed(amount: Amount, inferred: str | None, left_out: tuple[str, ...] = ()) -> Headline:
    gwp = amount.gwp or (inferred if amount.gas == "CO2e" else None)
    value = str(amount.value())
    return Headline(value, amount.gas, gwp, False, Pick.of(amount), left_out)  # noqa: FBT003  # not computed


def _one_gas(factor: Factor, gases: Sequence[Amount]) -> Headline | None:
    """Return the mass of the one gas there is; of several origins the one not kept apart.

    CO2 alone stays CO2: weighing it by 1 would pass it off as the sum of all gases. A weighted
    gas alone is neither a mass nor a total.
    """
    masses = [a for a in gases if a.kg is not None]
    counted = [a for a in masses if not weighing.is_apart(factor, a.gas, a.origin)]
    meant = masses if len(masses) == 1 else counted
    if len(meant) != 1:
        return None
    apart = weighing.left_out(factor, [a for a in masses if a is not meant[0]])
    return _printed(meant[0], None, apart)
