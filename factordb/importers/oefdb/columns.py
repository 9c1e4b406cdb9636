"""The columns of the database that hold amounts: which gas, which GWP method, which part."""

import re
from collections.abc import Iterable
from typing import NamedTuple

NEEDED = (
    *("activity_id", "name", "activity_unit", "lca_activity"),
    *("source", "year_released", "region"),
)
"""Without these no line can be told from another."""

_GAS = re.compile(r"kg(?P<gas>CO2e|CO2|CH4|N2O)(?P<other>-OtherGHGs)?(-(?P<gwp>AR\d))?")


class Column(NamedTuple):
    name: str
    says: dict[str, str]
    """Fields of the amount."""

    def is_total(self) -> bool:
        """Say whether it is the CO2e of everything."""
        return self.says["gas"] == "CO2e" and "part" not in self.says

    def is_mass(self) -> bool:
        """Say whether its header promises the mass of one gas."""
        return self.says["gas"] != "CO2e"


def gas_columns(header: Iterable[str]) -> list[Column]:
    """Return the columns that hold amounts, the totals first as they are printed."""
    found = []
    for name in header:
        said = _GAS.fullmatch(name)
        if said:
            part = {"part": "other-ghgs"} if said["other"] else {}
            gwp = {"gwp": said["gwp"]} if said["gwp"] else {}
            found.append(Column(name, {"gas": said["gas"]} | part | gwp))
    return found
