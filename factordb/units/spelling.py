"""How a unit is spelt: a small grammar over the table, behind which no foreign text gets.

    unit    := product ["/" product]
    product := atom {"*" atom}
    atom    := spelling ["^" digit] ["{" annotation {"," annotation} "}"]

The calorific basis, the price basis and "of what" are annotations: ``kWh{NCV}``,
``USD{2021,purchaser}``, ``t{waste}``. A basis of the table may be printed in parentheses instead:
``kWh (Net CV)``.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from factordb.errors import UnknownUnit
from factordb.units.table import TODAY, Units

LONGEST = 100
"""More characters than any unit has; what is longer is not looked at."""

_ATOM = re.compile(r"(?P<symbol>[^{}^]+?)\s*(\^(?P<power>[1-9]))?\s*(\{(?P<notes>[^{}]+)\})?")
_NOTE = re.compile(r"[\w .+%-]{1,40}")
_PRINTED = re.compile(r"(?P<unit>.*\S)\s*[(（](?P<note>[^()（）]+)[)）]")


class Atom(NamedTuple):
    symbol: str
    power: int
    notes: tuple[str, ...]

    def text(self) -> str:
        """Return the canonical spelling."""
        power = f"^{self.power}" if self.power != 1 else ""
        return self.symbol + power + (f"{{{','.join(self.notes)}}}" if self.notes else "")


class Parsed(NamedTuple):
    """A unit taken apart: what stands above and below the slash."""

    above: tuple[Atom, ...]
    below: tuple[Atom, ...]

    def text(self) -> str:
        """Return the canonical spelling."""
        above = "*".join(atom.text() for atom in self.above)
        below = "*".join(atom.text() for atom in self.below)
        return f"{above}/{below}" if below else above


@lru_cache(maxsize=4096)
def parsed(text: str, table: Units = TODAY) -> Parsed:
    """Return ``text`` taken apart.

    Raises:
        UnknownUnit: it is no unit of the table; the sentence names the nearest that is.
    """
    if len(text) > LONGEST:
        raise UnknownUnit(f"{text[:40]!r}… is too long for a unit.", unit=text[:40])
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    known = table.by_spelling.get(tidy)
    above, slash, below = (known or tidy).partition("/")
    if "/" in below or (slash and not below.strip()):
        raise _unknown(text, table)
    return Parsed(_product(above, text, table), _product(below, text, table) if slash else ())


@lru_cache(maxsize=4096)
def canonical(text: str, table: Units = TODAY) -> str:
    """Return the one spelling of a unit: ``kWh (Net CV)`` is ``kWh{NCV}``, ``吨公里`` is ``tkm``.

    Raises:
        UnknownUnit: it is no unit of the table.
    """
    return parsed(text, table).text()


@lru_cache(maxsize=4096)
def bare(text: str, table: Units = TODAY) -> str:
    """Return the canonical spelling without annotations: ``kWh{NCV}`` is ``kWh``."""
    above, below = (
        tuple(atom._replace(notes=()) for atom in product) for product in parsed(text, table)
    )
    return Parsed(above, below).text()


@lru_cache(maxsize=4096)
def annotations(text: str, table: Units = TODAY) -> tuple[str, ...]:
    """Return the annotations of a unit, sorted: ``("2021", "purchaser")``."""
    unit = parsed(text, table)
    return tuple(sorted(note for atom in unit.above + unit.below for note in atom.notes))


@lru_cache(maxsize=4096)
def dimension(text: str, table: Units = TODAY) -> str:
    """Return what a unit measures: ``energy``, ``length*mass``, ``energy/length``, ``1``."""
    unit, powers = parsed(text, table), Counter[str]()
    for product, sign in ((unit.above, 1), (unit.below, -1)):
        for atom in product:
            for name, power in table.symbols[atom.symbol].of.items():
                powers[name] += sign * atom.power * power
    above = [_powered(name, n) for name, n in sorted(powers.items()) if n > 0]
    below = [_powered(name, -n) for name, n in sorted(powers.items()) if n < 0]
    return ("*".join(above) or "1") + ("/" + "*".join(below) if below else "")


def fits(unit: str, asked: str, table: Units = TODAY) -> bool:
    """Say whether ``unit`` measures what ``asked`` does; an annotation asked for must be there."""
    wanted = annotations(asked, table)
    alike = dimension(unit, table) == dimension(asked, table)
    return alike and (not wanted or annotations(unit, table) == wanted)


def spellings(table: Units = TODAY) -> dict[str, tuple[str, ...]]:
    """Return every accepted spelling by canonical symbol."""
    found: dict[str, list[str]] = {}
    for spelling, unit in table.by_spelling.items():
        found.setdefault(unit, []).append(spelling)
    return {unit: tuple(names) for unit, names in found.items()}


def _product(text: str, whole: str, table: Units) -> tuple[Atom, ...]:
    whole_product = table.by_spelling.get(text.strip())
    parts = [whole_product] if whole_product else re.split(r"[*·×]", text)
    atoms = [_atom(part.strip(), whole, table) for part in parts]
    joined = _joined(atoms, table)
    if joined is not None:
        notes = [note for atom in atoms for note in atom.notes]
        return (Atom(joined, 1, _compatible(notes, whole, table)),)
    return tuple(sorted(atoms))


def _joined(atoms: list[Atom], table: Units) -> str | None:
    """Return the one symbol that a product of two spells: ``tkm`` for ``km`` and ``t``."""
    if len(atoms) != 2:  # the table joins two at most
        return None
    one, other = (atom.symbol for atom in atoms)
    known = table.by_spelling
    return known.get(f"{one}*{other}") or known.get(f"{other}*{one}")


def _atom(text: str, whole: str, table: Units) -> Atom:
    found = _ATOM.fullmatch(text)
    if found is None:
        raise _unknown(whole, table)
    spelling, beside = _without_basis(found["symbol"].strip(), table)
    power = int(found["power"] or 1)
    symbol = _symbol(f"{spelling}^{power}", whole, table) if power > 1 else None
    power = 1 if symbol else power
    symbol = symbol or _symbol(spelling, whole, table)
    if symbol is None:
        raise _unknown(whole, table)
    bare_symbol, _, printed = symbol.partition("{")
    said = (printed.rstrip("}"), found["notes"] or "")
    notes = [note for text in said for note in _notes(text, whole, table)] + beside
    return Atom(bare_symbol, power, _compatible(notes, whole, table))


def _without_basis(spelling: str, table: Units) -> tuple[str, list[str]]:
    """Take off a basis that is printed in parentheses; ``gal (US)`` has none."""
    printed = _PRINTED.fullmatch(spelling)
    note = printed and table.notes.get(printed["note"].strip().casefold())
    return (printed["unit"], [note]) if printed and note else (spelling, [])


def _symbol(spelling: str, whole: str, table: Units) -> str | None:
    exact, folded = table.by_spelling.get(spelling), spelling.casefold()
    if exact is None and folded in table.ambiguous:
        meant = table.ambiguous[folded]
        raise UnknownUnit(
            f"{whole!r} may mean {' or '.join(map(repr, meant))}: write which.",
            unit=whole,
            candidates=meant,
        )
    return exact or table.by_folded_spelling.get(folded)


def _notes(text: str, whole: str, table: Units) -> list[str]:
    notes = [note.strip() for note in text.split(",")] if text else []
    if any(not _NOTE.fullmatch(note) for note in notes):
        raise _unknown(whole, table)
    return [table.notes.get(note.casefold(), note) for note in notes]


def _compatible(notes: list[str], whole: str, table: Units) -> tuple[str, ...]:
    """Return ``notes`` sorted, each once: equal units have equal spellings."""
    for group in table.exclusive:
        if len(both := sorted(set(group) & set(notes))) > 1:
            raise UnknownUnit(
                f"{whole!r} is on {' and '.join(both)} at once: name one.", unit=whole
            )
    return tuple(sorted(set(notes)))


def _powered(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def _unknown(text: str, table: Units) -> UnknownUnit:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong unit needs it

    nearest = process.extractOne(
        text[:LONGEST], table.by_spelling.keys(), scorer=fuzz.ratio, score_cutoff=60
    )
    hint = (
        f" Did you mean {nearest[0]!r}?" if nearest else " factordb convert lists the known ones."
    )
    facts = {"suggestion": nearest[0]} if nearest else {}
    return UnknownUnit(f"{text!r} is not a known unit.{hint}", unit=text, **facts)
