"""Numbers of one key for successive years: marked up, shifted, jumping."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from factordb.model.factor import Factor
from factordb.model.numbers import is_plain, places
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.seen import Seen
from factordb.quality.checks.subject import Subject

COMPOUNDED = Rule(
    "mark-up-compounded",
    Severity.WARN,
    "The mark-up of each year is put on that of the year before, and others of the release are not",
    "printed once: 1.21 for 1.20 in five rows of default values",
)
SHIFTED = Rule(
    "shifted-by-columns",
    Severity.WARN,
    "The numbers of two years sum to that of the third: they belong into other columns",
    "printed once: direct, indirect and total of a cement under 2026, 2027 and 2028",
)


_Key = tuple[str, tuple[tuple[str, str], ...], str, str]
"""Activity, facets without the mark-up, region and unit; its hash is kept, as by `Alike`."""


class _Year(NamedTuple):
    begins: str
    value: float
    half: float
    """Half a unit in the last printed digit."""
    at: str
    digest: str


class Years:
    """Documents of a release whose activity dates follow each other, by their key."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._marked: dict[int, list[_Year]] = {}
        self._hashes, self._numbers = array("q"), array("l")
        self._added = 0

    def see(self, subject: Subject, number: int) -> None:
        """Take in one factor that is marked up, or what is."""
        factor, whole = subject.factor, subject.whole
        if whole is None or whole[1] <= 0 or not _is_of_a_kind(factor):
            return
        amount, value = whole
        if "mark-up" not in (factor.facets or {}):
            self._hashes.append(hash(_unmarked(factor)))
            self._numbers.append(number)
        elif factor.dates and factor.dates.applies and factor.dates.applies.from_:
            cell = subject.cell(amount)
            half = 0.0
            if is_plain(cell.printed) and (printed := float(cell.printed)):
                half = 0.5 * 10.0 ** -places(cell.printed) * value / printed
            year = _Year(
                factor.dates.applies.from_, value, half, subject.at(amount), subject.digest
            )
            self._marked.setdefault(hash(_unmarked(factor)), []).append(year)

    def close(self, found: Findings) -> None:
        """Say which years are compounded or shifted."""
        compounded, bases = [], self._bases()
        for key, years in self._marked.items():
            years.sort()
            if len(years) == 3 and key not in bases and _is_shifted(years):
                told = " + ".join(f"{y.value:g}" for y in years[:2]) + f" = {years[2].value:g}"
                found.add(SHIFTED, years[0].at, told, years[0].digest)
            base = bases.get(key)
            if base and len(years) > 1:
                if _is_compounded(base, years):
                    compounded.append((base, years))
                else:
                    self._added += 1
        if self._added > len(compounded):
            for base, years in compounded:
                told = ", ".join(f"{y.value / base:.4g}" for y in years) + f" times {base:g}"
                found.add(COMPOUNDED, years[1].at, told, years[1].digest)

    def _bases(self) -> dict[int, float]:
        """Return the numbers without mark-up, of what is marked up besides."""
        values, marked = self._seen.values, self._marked
        both = zip(self._hashes, self._numbers, strict=True) if marked else ()
        return {hash_: values[number] for hash_, number in both if hash_ in marked}


def _is_of_a_kind(factor: Factor) -> bool:
    return "mark-up" in (factor.facets or {}) or factor.dates is None or not factor.dates.applies


def _unmarked(factor: Factor) -> _Key:
    facets = factor.facets or {}
    told = sorted([item for item in facets.items() if item[0] != "mark-up"]) if facets else ()
    return factor.activity, tuple(told), factor.region, factor.unit


def _is_compounded(base: float, years: Sequence[_Year]) -> bool:
    """Say whether each year is as many times the one before as the first is of the base."""
    first = years[0].value / base
    if first <= 1.02:
        return False
    for number, year in enumerate(years[1:], start=2):
        as_power, as_sum = base * first**number, base * (1 + number * (first - 1))
        if abs(as_power - as_sum) <= 4 * year.half:
            return False  # too small to tell
        if abs(year.value - as_power) > abs(year.value - as_sum):
            return False
    return True


def _is_shifted(years: Sequence[_Year]) -> bool:
    direct, indirect, total = years
    free = direct.half + indirect.half + total.half
    return (
        abs(direct.value + indirect.value - total.value) <= free * (1 + 1e-9)
        and indirect.value < direct.value / 2
    )
