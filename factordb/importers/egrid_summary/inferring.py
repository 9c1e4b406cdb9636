"""Which GWP method eGRID weighs its CO2e with: unsaid, but its gases betray it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from factordb.importers.egrid_summary.rates import Rates
from factordb.importers.printed import number
from factordb.model import gwp

_METHODS = ("AR4", "AR5", "AR6")
_ENOUGH = Decimal("0.9")
"""Of the rows must add up, since what is rounded away in heat rates is not known."""
_HALF_A_UNIT = Decimal("0.0005")
"""Of the third decimal, which is the last."""


def inferred(readings: Sequence[Rates]) -> dict[str, Any]:
    """Return the GWP method that the CO2e of most rows is summed with."""
    sums = [found for reading in readings for found in _sums(reading)]
    fits = {method: sum(_fits(gases, method) for gases in sums) for method in _METHODS}
    best = max(fits, key=fits.__getitem__)
    others = [count for method, count in fits.items() if method != best]
    if not sums or fits[best] < len(sums) * _ENOUGH or fits[best] in others:
        return {}
    beside = ", ".join(f"{n} with {method}" for method, n in fits.items() if method != best)
    evidence = (
        f"In {fits[best]} of {len(sums)} rows CO2, CH4 and N2O add up to the CO2e under {best} "
        f"within what is rounded away; {beside}."
    )
    return {"inferred": {"gwp": best, "evidence": evidence}}


def _sums(reading: Rates) -> Iterator[dict[str, Decimal]]:
    for row in reading.rows():
        for mix in dict.fromkeys(column.mix for column in reading.columns):
            texts = reading.grid.row(row.row)
            said = {c.gas: number(texts[c.place - 1]) for c in reading.columns if c.mix == mix}
            gases = {gas: Decimal(text) for gas, text in said.items() if text is not None}
            if gases.keys() >= {"CO2", "CH4", "N2O", "CO2e"}:
                yield gases


def _fits(gases: dict[str, Decimal], method: str) -> bool:
    """Say whether the gases make the CO2e, allowing for half a unit of the last decimal in each."""
    weights = {gas: gwp.weight(method, gas) or Decimal(0) for gas in ("CO2", "CH4", "N2O")}
    summed = sum((gases[gas] * weight for gas, weight in weights.items()), Decimal(0))
    allowed = _HALF_A_UNIT * (1 + sum(weights.values(), Decimal(0)))
    return abs(summed - gases["CO2e"]) <= allowed
