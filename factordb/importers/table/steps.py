"""From the printed number to the amount: what the steps of a cell make, and whether they do."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from factordb.errors import Invalid
from factordb.importers.printed import number
from factordb.model.numbers import is_plain, places, times, total

READ = "read"
"""Key of a cell, until its document is made: the number where more is printed beside it."""


def value(given: str | None, cell: Mapping[str, Any], name: str) -> str:
    """Return the number given under ``name``, or what the steps make of the printed one.

    Where a number is given and the steps make one too, both must agree. Products, sums and
    differences make a number; a quotient that does not end only judges a given one.

    Raises:
        Invalid: nothing is printed; nothing is given or made; or they disagree.
    """
    if "printed" not in cell:
        raise Invalid("cell.printed: the number as it is printed is missing")
    printed = cell["printed"]
    start, steps = number(cell.get(READ, printed)), _plain(cell.get("steps", ()))
    made = None if start is None or steps is None else _made(start, steps)
    if given is None:
        if made is None:
            raise Invalid(f"{name}: is empty, and no steps make it of {printed[:60]!r}")
        return made
    if start is not None and steps is not None and not _agrees(given, start, steps):
        what = f"make of the printed number: {made}" if made else f"make of {start}"
        raise Invalid(f"{name}: {given[:60]} is not what the steps {what[:120]}")
    return given


def _plain(steps: object) -> list[tuple[str, str]] | None:
    """Return operations and operands; nothing where one is no plain number, or is a property."""
    if not isinstance(steps, Sequence) or isinstance(steps, str):
        return None
    found = []
    for step in steps:
        match step:
            case [str(operation), str(operand), *_] if is_plain(operand):
                found.append((operation, operand))
            case _:
                return None
    return found


def _made(value: str, steps: Sequence[tuple[str, str]]) -> str | None:
    """Return the number that the steps make, exact and with its zeros; nothing of a quotient."""
    for operation, operand in steps:
        if operation == "*":
            value = times(value, operand)
        elif operation in ("+", "-"):
            value = total([value, operand if operation == "+" else times(operand, "-1")])
        else:
            return None
    return value


def _agrees(given: str, start: str, steps: Sequence[tuple[str, str]]) -> bool:
    """Say whether ``given`` is what the steps make; a quotient may be rounded to its digits."""
    try:
        claimed = Fraction(Decimal(given)) if is_plain(given) else None
    except (InvalidOperation, ValueError, OverflowError):
        claimed = None
    if claimed is None:
        return False
    exact, slack = Fraction(Decimal(start)), Fraction(0)
    for operation, operand in steps:
        by = Fraction(Decimal(operand))
        if operation == "/" and by:
            exact, slack = exact / by, Fraction(1, 2 * 10 ** places(given))
        else:
            exact = {"*": exact * by, "+": exact + by, "-": exact - by}.get(operation, claimed)
    return abs(exact - claimed) <= slack
