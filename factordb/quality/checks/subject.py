"""A factor as checks look at it: its numbers read once, and the places they were printed in."""

from typing import NamedTuple

from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.source import Cell
from factordb.quality.checks import limits


class Subject(NamedTuple):
    """One factor under check."""

    digest: str
    factor: Factor
    inferred: str | None
    """The GWP method that the release's manifest infers."""
    values: tuple[float | None, ...]
    """The numbers of its amounts, in their order; nothing for a range."""

    whole: tuple[Amount, float] | None
    """The number that stands for all of it: its total, else its one fossil CO2.

    Of several totals the first will do: GWP methods differ by less than any band is wide."""
    stem: str = ""
    """The nearest of its activity that the limits name."""

    @classmethod
    def of(cls, digest: str, factor: Factor, inferred: str | None = None) -> "Subject":
        """Return ``factor`` with its numbers read."""
        values = tuple(
            [
                float(text) if (text := amount.kg or amount.kg_co2e) else None
                for amount in factor.amounts
            ]
        )
        whole = _whole(factor.amounts, values)
        return cls(digest, factor, inferred, values, whole, limits.stem(factor.activity))

    def cell(self, amount: Amount) -> Cell:
        """Return the cell an amount was printed in."""
        return self.factor.source.cells[amount.cell]

    def at(self, amount: Amount | None = None) -> str:
        """Return the place of an amount, or the first of the factor."""
        at = self.factor.source.cells[amount.cell if amount else 0].at
        return at if isinstance(at, str) else at[0]


def _whole(
    amounts: tuple[Amount, ...], values: tuple[float | None, ...]
) -> tuple[Amount, float] | None:
    alone: tuple[Amount, float] | None = None
    for amount, value in zip(amounts, values, strict=True):
        if value is None or amount.part or amount.outside:
            continue
        if amount.gas == "CO2e" and amount.origin is None:
            return amount, value
        if amount.gas == "CO2" and amount.origin in (None, "fossil") and alone is None:
            alone = (amount, value)
    return alone
