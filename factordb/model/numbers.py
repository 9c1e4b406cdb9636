"""Numbers as they are printed: decimal strings in plain digits, every zero kept, no exponent."""

import re
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact
from typing import Annotated

from pydantic import StringConstraints

from factordb.errors import Invalid

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_EXACT = Context(prec=400, traps=[Inexact])

Number = Annotated[
    str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", max_length=100)
]
"""A decimal string in plain digits: ``0.5500``."""


def plain(value: Decimal) -> str:
    """Return ``value`` in plain digits, never with an exponent: ``1E+3`` is ``1000``.

    Raises:
        Invalid: it is not finite.
    """
    if not value.is_finite():
        raise Invalid(f"{value} is not a number that can be kept.")
    return format(value, "f")


def is_plain(text: str) -> bool:
    """Say whether ``text`` is a decimal number in plain digits."""
    return _PLAIN.fullmatch(text) is not None


def times(number: str, factor: str) -> str:
    """Return the exact product in plain digits, its zeros kept: ``0.06`` times 1000 is ``60.00``.

    Raises:
        Invalid: one of them is not a plain number, or their product is too long to be exact.
    """
    if not (is_plain(number) and is_plain(factor)):
        raise Invalid(f"{number[:40]!r} times {factor[:40]!r} is not a product of plain numbers.")
    try:
        return plain(_EXACT.multiply(Decimal(number), Decimal(factor)))
    except Inexact as error:
        raise Invalid(f"{number[:40]} times {factor[:40]} has too many digits.") from error


def total(numbers: Iterable[str]) -> str:
    """Return the exact sum in plain digits: ``53.06`` and ``0.028`` are ``53.088``.

    Raises:
        Invalid: it is too long to be exact.
    """
    found = Decimal(0)
    try:
        for number in numbers:
            found = _EXACT.add(found, Decimal(number))
    except Inexact as error:
        raise Invalid("These numbers have too many digits for one sum.") from error
    return plain(found)


def ordered(low: str | None, high: str | None) -> bool:
    """Say whether ``low`` is no more than ``high``, where both are given."""
    return low is None or high is None or Decimal(low) <= Decimal(high)


def places(number: str) -> int:
    """Return how many digits stand behind the point: two in ``60.00``."""
    return len(number.partition(".")[2])
