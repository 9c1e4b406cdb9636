"""Numbers of one key for successive years: marked up, shifted, jumping."""

from collections.abc import Sequence
from typing import NamedTuple

from factordb.model.factor import Factor
from factordb.model.numbers import is_plain, places
from factordb.quality.checks.finding import Findings, Rule, Severity
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


_Key = tuple[str, frozenset[tuple[str, str]], str, str]
"""Activity, facets without the mark-up, region and unit."""


class _Year(NamedTuple):
    begins: str
    value: float
    half: float
    """Half a unit in the last printed digit."""
    at: str
    digest: str


class Years:
    """Documents of a release whose activity dates follow each other, by their key."""

    def __init__(self) -> None:
        self._marked: dict[_Key, list[_Year]] = {}
        self._bases: dict[_Key, float] = {}
        self._added = 0

    def see(self, subject: Subject) -> None:
        """Take in one factor that is marked up, or what is."""
        factor, whole = subject.factor, subject.whole
        if whole is None or whole[1] <= 0 or not _is_of_a_kind(factor):
            return
        amount, value = whole
        if "mark-up" not in (factor.facets or {}):
            self._bases[_unmarked(factor)] = value
        elif factor.dates and factor.dates.applies and factor.dates.applies.from_:
            cell = subject.cell(amount)
            half = 0.0
            if is_plain(cell.printed) and (printed := float(cell.printed)):
                half = 0.5 * 10.0 ** -places(cell.printed) * value / printed
            year = _Year(
                factor.dates.applies.from_, value, half, subject.at(amount), subject.digest
            )
            self._marked.setdefault(_unmarked(factor), []).append(year)

    def close(self, found: Findings) -> None:
        """Say which years are compounded or shifted."""
        compounded = []
        for key, years in self._marked.items():
            years.sort()
            if len(years) == 3 and key not in self._bases and _is_shifted(years):
                told = " + ".join(f"{y.value:g}" for y in years[:2]) + f" = {years[2].value:g}"
                found.add(SHIFTED, years[0].at, told, years[0].digest)
            base = self._bases.get(key)
            if base and len(years) > 1:
                if _is_compounded(base, years):
                    compounded.append((base, years))
                else:
                    self._added += 1
        if self._added > len(compounded):
            for base, years in compounded:
                told = ", ".join(f"{y.value / base:.4g}" for y in years) + f" times {base:g}"
                found.add(COMPOUNDED, years[1].at, told, years[1].digest)


def _is_of_a_kind(factor: Factor) -> bool:
    return "mark-up" in (factor.facets or {}) or factor.dates is None or not factor.dates.applies


def _unmarked(factor: Factor) -> _Key:
    facets = factor.facets or {}
    told = frozenset(item for item in facets.items() if item[0] != "mark-up")
    return factor.activity, told, factor.region, factor.unit


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
