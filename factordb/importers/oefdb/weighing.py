"""Gases that pose as masses: some publishers' columns hold kg CO2e of each gas.

The columns are headed kgCO2, kgCH4 and kgN2O; but in lines taken from the UK flat file CH4 and
N2O are weighted already, so that the three add up to the total as they stand. A line is held
against its total; a line without one is read as most lines of its publisher are.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from factordb.importers.headed import Headed, Record
from factordb.importers.printed import number
from factordb.model import gwp
from factordb.model.reading import Caution

_GASES = ("CO2", "CH4", "N2O")
_METHODS = ("AR4", "AR5", "AR6")
_NEAR = Decimal("0.005")
"""Of the total may be rounded away."""


class Weighing:
    """Which lines of one file hold weighted gases."""

    def __init__(self, table: Headed) -> None:
        self._lines: dict[int, bool] = {}
        votes: dict[str, Counter[bool]] = {}
        for record in table.records():
            weighted = _weighted(record)
            if weighted is not None:
                self._lines[record.number] = weighted
                votes.setdefault(record.cells["source"], Counter())[weighted] += 1
        self._sources = {source: count[True] > count[False] for source, count in votes.items()}
        self._votes = votes

    def weighted(self, record: Record) -> bool:
        """Say whether the gases of a line are kg CO2e."""
        usual = self._sources.get(record.cells["source"], False)
        return self._lines.get(record.number, usual) and bool(_present(record) - {"CO2"})

    def cautions(self) -> Iterator[Caution]:
        """Yield whose gases are weighted, and in how many lines that shows."""
        for source, count in sorted(self._votes.items()):
            if count[True]:
                yield Caution(
                    text=f"In {count[True]} lines of {source} kgCO2, kgCH4 and kgN2O add up to the "
                    "total as they stand: they are kg CO2e, and were read so."
                )


def _present(record: Record) -> set[str]:
    return {gas for gas in _GASES if number(record.cells.get(f"kg{gas}", ""))}


def _weighted(record: Record) -> bool | None:
    """Say whether a line's gases are weighted; nothing where its total does not tell."""
    cells = record.cells
    if _present(record) != set(_GASES):
        return None
    gases = {gas: Decimal(number(cells[f"kg{gas}"]) or 0) for gas in _GASES}
    totals = {m: number(cells.get(f"kgCO2e-{m}", "")) for m in _METHODS}
    near = [(m, Decimal(total)) for m, total in totals.items() if total]
    if not near:
        return None
    as_masses = any(_is_near(_summed(gases, method), total) for method, total in near)
    as_they_stand = any(_is_near(sum(gases.values(), Decimal(0)), total) for _, total in near)
    return as_they_stand if as_masses != as_they_stand else None


def _summed(gases: dict[str, Decimal], method: str) -> Decimal:
    weights = {gas: gwp.weight(method, gas) or Decimal(0) for gas in gases}
    return sum((mass * weights[gas] for gas, mass in gases.items()), Decimal(0))


def _is_near(summed: Decimal, total: Decimal) -> bool:
    return abs(summed - total) <= _NEAR * abs(total)
