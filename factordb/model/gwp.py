"""Global warming potentials over 100 years, by method, from one numbered table.

AR6 gives methane three values: 27.9 for a mix, 29.8 with the later oxidation of fossil carbon,
27.0 without. Where a CO2 factor assumes complete oxidation, as combustion factors do, the
oxidation is counted already; so only fugitive fossil methane takes the higher value.
"""

from decimal import Decimal
from functools import cache

from factordb.model import numbered

TABLE = "gwp-1"


@cache
def _values() -> dict[tuple[str, str, str | None], Decimal]:
    return {
        (entry["method"], entry["gas"], entry.get("origin")): Decimal(entry["gwp100"])
        for entry in numbered.content(TABLE)["values"]
    }


def gwp100(method: str, gas: str, origin: str | None = None) -> Decimal | None:
    """Return kg CO2e per kg of ``gas`` under ``method``, or nothing where the table has none.

    ``origin`` asks for the value of methane of fossil or biogenic origin, where the method
    gives one; pass it for fugitive methane only.
    """
    split = _values().get((method, gas, origin))
    return split if split is not None else _values().get((method, gas, None))


def methods() -> tuple[str, ...]:
    """Return the methods that the table has values for, sorted."""
    return tuple(sorted({method for method, _, _ in _values()}))


def digest() -> str:
    """Return the digest of the table."""
    return numbered.digest_of(TABLE)
