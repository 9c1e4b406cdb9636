"""What makes one unit of another: exact ratios out of the one pint registry."""

from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from factordb.errors import Incommensurable
from factordb.units.spelling import Atom, Parsed, annotations, canonical, dimension, parsed
from factordb.units.table import TODAY, Units

if TYPE_CHECKING:
    import pint

_EXACT = Context(prec=400, traps=[Inexact])
_ROUNDED = Context(prec=15)
"""Where a ratio has no end in decimals, this many digits are given, and it is said."""


class Ratio(NamedTuple):
    """How many ``to`` make one ``unit``."""

    number: Fraction
    to: str
    """Canonical; it takes over the annotations of the unit where it has none."""


class Converted(NamedTuple):
    value: Decimal
    unit: str
    steps: tuple[str, ...]


@lru_cache(maxsize=4096)
def ratio(unit: str, to: str, table: Units = TODAY) -> Ratio:
    """Return how many ``to`` make one ``unit``, exactly: 1000 for ``MWh`` and ``kWh``.

    Raises:
        UnknownUnit: one of them is not in the table.
        Incommensurable: they do not measure the same thing, or not on the same basis.
    """
    if (ours := dimension(unit, table)) != (theirs := dimension(to, table)):
        raise Incommensurable(
            f"{unit} measures {ours} and {to} {theirs}: "
            "a calorific value, density or price index would be needed, and must be named.",
            unit=unit,
            to=to,
        )
    _same_basis(unit, to, table)
    one, other = (_magnitude(parsed(text, table), table) for text in (unit, to))
    return Ratio(one / other, _annotated_like(unit, to, table))


def convert(value: Decimal, unit: str, to: str, table: Units = TODAY) -> Converted:
    """Return ``value`` of ``unit`` counted in ``to``, with the step that was taken."""
    return _converted(value, _way(unit, to, table))


def convert_per(value: Decimal, unit: str, to: str, table: Units = TODAY) -> Converted:
    """Return ``value`` per ``unit`` as a value per ``to``: per MWh to per kWh divides by 1000."""
    return _converted(value, _way_per(unit, to, table))


class _Way(NamedTuple):
    """From one unit to another, once and for all values."""

    number: Fraction
    ends: Decimal | None
    """The number where it ends in decimals; nothing where it does not."""
    unit: str
    said: str
    """The step but for how exact it is."""


@lru_cache(maxsize=4096)
def _way(unit: str, to: str, table: Units) -> _Way:
    found = ratio(unit, to, table)
    return _led(found.number, (canonical(unit, table), found.to), found.to)


@lru_cache(maxsize=4096)
def _way_per(unit: str, to: str, table: Units) -> _Way:
    _same_basis(unit, to, table)
    found = ratio(_without_notes(to, table), _without_notes(unit, table), table)
    shown = _annotated_like(unit, to, table)
    return _led(found.number, (shown, canonical(unit, table)), shown)


def _led(number: Fraction, said: tuple[str, str], unit: str) -> _Way:
    shown, ends = decimal_of(number)
    return _Way(number, shown if ends else None, unit, f"1 {said[0]} = {shown:f} {said[1]}, ")


def _same_basis(unit: str, to: str, table: Units) -> None:
    wanted = annotations(to, table)
    if wanted and wanted != annotations(unit, table):
        raise Incommensurable(
            f"{unit} and {to} stand on different bases, which are never crossed in silence.",
            unit=unit,
            to=to,
        )


def _converted(value: Decimal, way: _Way) -> Converted:
    try:
        if way.ends is not None:
            product = _short(_EXACT.multiply(value, way.ends))
            return Converted(product, way.unit, (way.said + "exact",))
    except Inexact:
        pass  # more digits than anybody prints; fractions take any
    product, exact = decimal_of(Fraction(value) * way.number)
    how = "exact" if exact else "rounded to 15 digits"
    return Converted(product, way.unit, (way.said + how,))


def _short(number: Decimal) -> Decimal:
    """Return ``number`` without zeros that say nothing, and without an exponent."""
    short = _EXACT.plus(_EXACT.normalize(number))
    return short if short.as_tuple().exponent <= 0 else _EXACT.quantize(short, Decimal(1))  # type: ignore[operator]  # finite


def decimal_of(number: Fraction) -> tuple[Decimal, bool]:
    """Return ``number`` in decimals, all of them where they end, and whether they do."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return _ROUNDED.divide(Decimal(number.numerator), Decimal(number.denominator)), False
    places = max(twos, fives)
    whole = number.numerator * 10**places // number.denominator
    digits = tuple(int(digit) for digit in str(abs(whole)))
    return Decimal((int(whole < 0), digits, -places)), True


@lru_cache(maxsize=4096)
def _magnitude(unit: Parsed, table: Units) -> Fraction:
    """Return how many base units make one; both sides of a ratio share their base."""
    number = Fraction(1)
    for product, sign in ((unit.above, 1), (unit.below, -1)):
        for atom in product:
            number *= _of_symbol(atom.symbol, table) ** (sign * atom.power)
    return number


@cache
def _of_symbol(symbol: str, table: Units) -> Fraction:
    # The table's own words, so what pint evaluates here is never a foreign text.
    quantity: pint.Quantity[Fraction] = _registry(table).Quantity(table.symbols[symbol].is_)
    return Fraction(quantity.to_base_units().magnitude)


@cache
def _registry(table: Units) -> "pint.UnitRegistry[Fraction]":
    import pint  # noqa: PLC0415  # a third of a second that only conversions need

    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(non_int_type=Fraction)
    for definition in table.definitions:
        registry.define(definition)
    return registry


def _without_notes(unit: str, table: Units) -> str:
    whole = parsed(unit, table)
    return Parsed(*(tuple(a._replace(notes=()) for a in product) for product in whole)).text()


@lru_cache(maxsize=4096)
def _annotated_like(unit: str, to: str, table: Units) -> str:
    """Return ``to`` with the annotations of ``unit``, where it has none of its own."""
    if annotations(to, table) or not annotations(unit, table):
        return canonical(to, table)
    source, target = parsed(unit, table), parsed(to, table)
    products = []
    for ours, theirs in zip(source, target, strict=True):
        notes = tuple(note for atom in ours for note in atom.notes)
        products.append(_with_notes(theirs, notes))
    return Parsed(*products).text()


def _with_notes(atoms: tuple[Atom, ...], notes: tuple[str, ...]) -> tuple[Atom, ...]:
    return (atoms[0]._replace(notes=notes), *atoms[1:]) if atoms and notes else atoms
