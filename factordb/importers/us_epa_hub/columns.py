"""What the header of a column says: which gas, which mass, per what."""

import re
from typing import NamedTuple

from factordb.importers.us_epa_hub import words

_FACTOR = re.compile(
    r"((?P<named>CO2|CH4|N2O) Factor )?\(?"
    r"(?P<unit>(?P<mass>kg|g|lb|metric tons?)( (?P<gas>CO2e?|CH4|N2O))?"
    r" ?(/|per) ?(?P<per>[^()/]+?))"
    r" ?\)?",
    re.IGNORECASE,
)
_HEAT = re.compile(r"(Heat Content \(HHV\) )?(?P<unit>mmBtu per (?P<per>[^()/]+?))", re.IGNORECASE)
_STEPS = {
    "kg": (),
    "g": (("*", "0.001", "g→kg, exact"),),
    "lb": (("*", "0.45359237", "lb→kg, exact"),),
    "metric ton": (("*", "1000", "t→kg, exact"),),
    "metric tons": (("*", "1000", "t→kg, exact"),),
}
_GASES = {"co2": "CO2", "co2e": "CO2e", "ch4": "CH4", "n2o": "N2O"}

Steps = tuple[tuple[str, str, str], ...]


class Column(NamedTuple):
    """A column of masses of one gas."""

    gas: str
    steps: Steps
    """From the printed number to kg."""
    printed_unit: str
    """``lb CO2/MWh``"""
    per: str
    """``MWh``, as printed; ``unit`` where each row names its own."""

    def unit(self, of_the_row: str = "") -> str:
        """Return the canonical unit that the amounts are per."""
        return words.unit(of_the_row if self.varies() else self.per)

    def spelt(self, of_the_row: str = "") -> str:
        """Return the printed spelling of the unit: ``kg CO2/ton-mile``."""
        if not self.varies():
            return self.printed_unit
        return self.printed_unit.removesuffix(self.per) + of_the_row

    def varies(self) -> bool:
        """Say whether each row names its own unit."""
        return self.per.casefold() in ("unit", "units")


class Heat(NamedTuple):
    """A column of heat contents."""

    printed_unit: str
    """``mmBtu per short ton``"""
    per: str
    """``short ton``, as printed."""


def factor_column(header: str) -> Column | None:
    """Return what a header of masses says, or nothing where it is none."""
    found = _FACTOR.fullmatch(header)
    if found is None:
        return None
    said = {_GASES[gas.casefold()] for gas in (found["named"], found["gas"]) if gas}
    if len(said) != 1:
        return None
    unit = re.sub(r" ?/ ?", "/", found["unit"])
    return Column(said.pop(), _STEPS[found["mass"].casefold()], unit, found["per"])


def heat_column(header: str) -> Heat | None:
    """Return what a header of heat contents says, or nothing where it is none."""
    found = _HEAT.fullmatch(header)
    return Heat(found["unit"], found["per"]) if found else None
