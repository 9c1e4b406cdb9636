"""Picks: which amount of a factor a calculation used."""

from typing import Self

from factordb.errors import UnknownPick
from factordb.model.amount import Amount
from factordb.model.base import Model


class Pick(Model):
    """What tells one amount from the others of its factor; absent fields must be absent there."""

    gas: str
    part: str | None = None
    gwp: str | None = None
    origin: str | None = None

    @classmethod
    def of(cls, amount: Amount) -> Self:
        """Return the pick that names ``amount``."""
        return cls(gas=amount.gas, part=amount.part, gwp=amount.gwp, origin=amount.origin)

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
