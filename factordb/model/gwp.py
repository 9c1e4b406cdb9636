"""Global warming potentials over 100 years, by method, from one numbered table."""

from decimal import Decimal
from functools import cache

from factordb.model import numbered

TABLE = "gwp-1"

PRECURSORS = frozenset({"CO", "H2", "NOx", "VOC"})
"""Gases that warm only through others: no method of the table weighs them."""


@cache
def _values() -> dict[tuple[str, str, str | None], Decimal]:
    return {
        (entry["method"], entry["gas"], entry.get("origin")): Decimal(entry["gwp100"])
        for entry in numbered.content(TABLE)["values"]
    }


def gwp100(method: str, gas: str, origin: str | None = None) -> Decimal | None:
    """Return kg CO2e per kg of ``gas`` under ``method``, or nothing where the table has none.

    ``origin`` asks for the value of methane of fossil or biogenic origin, where the method
    gives one.
    """
    split = _values().get((method, gas, origin))
    return split if split is not None else _values().get((method, gas, None))


def methods() -> tuple[str, ...]:
    """Return the methods that the table has values for, sorted."""
    return tuple(sorted({method for method, _, _ in _values()}))


def digest() -> str:
    """Return the digest of the table."""
    return numbered.digest_of(TABLE)
