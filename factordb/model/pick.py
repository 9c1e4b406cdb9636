"""Picks: which amount of a factor a calculation used."""

from functools import lru_cache

from factordb.errors import UnknownPick
from factordb.model.amount import Amount
from factordb.model.base import Model


class Pick(Model):
    """What tells one amount from the others of its factor; absent fields must be absent there."""

    gas: str
    part: str | None = None
    gwp: str | None = None
    origin: str | None = None

    @staticmethod
    def of(amount: Amount) -> "Pick":
        """Return the pick that names ``amount``."""
        return _of(amount.gas, amount.part, amount.gwp, amount.origin)

    def choose(self, amounts: tuple[Amount, ...]) -> Amount:
        """Return the one amount that is meant.

        Raises:
            UnknownPick: none is, or several are; the sentence lists what there is.
        """
        meant = [amount for amount in amounts if Pick.of(amount) == self]
        if len(meant) == 1:
            return meant[0]
        there = "; ".join(", ".join(Pick.of(a).plain().values()) for a in amounts)
        raise UnknownPick(f"{len(meant)} amounts are {self.plain()}; there are: {there}.")


@lru_cache(maxsize=4096)
def _of(gas: str, part: str | None, gwp: str | None, origin: str | None) -> Pick:
    """Return one pick for the many amounts that it names."""
    return Pick(gas=gas, part=part, gwp=gwp, origin=origin)
