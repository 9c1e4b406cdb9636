"""A release against the last: what moved too far, what is gone, what cannot be compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from factordb.quality.checks import limits
from factordb.quality.checks.finding import Finding, Findings, Rule, Severity

MOVED = Rule(
    "changed-by-much",
    Severity.WARN,
    "The number changed by much since the last release",
    f"{limits.TABLE}, change; printed once: a passenger car at 0.175 for 0.306 kg per mile",
)
LEAPT = Rule(
    "changed-out-of-proportion",
    Severity.HOLD,
    "The number is many times what it was in the last release, or a small part of it",
    f"{limits.TABLE}, change; printed once: kg/kWh for kg/MWh, g for kg, lost decimal points",
)
ALIKE = Rule(
    "changed-all-alike",
    Severity.HOLD,
    "Many numbers changed by one and the same ratio, and it is that of a known mistake",
    f"{limits.TABLE}, mistakes; printed once: MWh for GJ, kgC for kgCO2, short tons for tonnes",
)
GONE_TO_ZERO = Rule(
    "zero-now",
    Severity.WARN,
    "The number is zero, and was none in the last release",
    "printed once: the methane of a motorcycle as `0 `",
)
BLANK_NOW = Rule(
    "blank-now",
    Severity.WARN,
    "The cell is blank, and held a number in the last release",
    "a number that is withdrawn without a word, or lost where a sheet was filled in",
)
REGION_GONE = Rule(
    "coverage-lost",
    Severity.WARN,
    "A region or an activity of the last release is not in this one",
    "a country that disappeared from a table",
)
MUCH_GONE = Rule(
    "much-coverage-lost",
    Severity.HOLD,
    "So much of the last release is not in this one that a part of the file may be missing",
    f"{limits.TABLE}, coverage",
)
NOT_COMPARABLE = Rule(
    "not-comparable",
    Severity.WARN,
    "Numbers cannot be compared with those of the last release",
    "GWP method, unit, price year or conventions changed: AR4 to AR5 between two years of one file",
)


class Moved(NamedTuple):
    """One number that stands in both releases."""

    at: str
    """Its cell in the release under check."""
    digest: str | None
    old: float
    new: float
    is_trace: bool = False
    """Whether it is a gas beside CO2: of few measurements, and revised by much."""
    told: str = ""
    """What it is and both numbers as they stand: ``electricity.grid CN-BJ kWh CO2: 0.6 → 0.61``."""

    def change(self) -> str:
        """Return what it is and how it changed."""
        return self.told or f"{self.old:g} → {self.new:g}"


class Coverage(NamedTuple):
    """What a release speaks of."""

    keys: frozenset[str]
    regions: frozenset[str]
    activities: frozenset[str]


class Succession(NamedTuple):
    """Two releases, the last one and the one under check."""

    moved: Sequence[Moved]
    unchanged: int
    not_comparable: Iterable[str]
    """Why, for each number that is not."""
    before: Coverage
    after: Coverage
    blank_now: Sequence[tuple[str, str]] = ()
    """Cells that held a number, and which."""


def against(last: Succession) -> tuple[Finding, ...]:
    """Return what all rules have to say about a release after the last one."""
    found = Findings()
    _moved(last, found)
    _gone(last, found)
    for at, told in last.blank_now:
        found.add(BLANK_NOW, at, told)
    for why, count in sorted(Counter(last.not_comparable).items()):
        found.add(NOT_COMPARABLE, why, f"{count} numbers")
    return found.all()


def _moved(last: Succession, found: Findings) -> None:
    said = limits.change()
    ratios: Counter[str] = Counter()
    for one in last.moved:
        if one.new == 0 and one.old != 0:
            found.add(GONE_TO_ZERO, one.at, one.change(), one.digest)
        if not (one.old and one.new):
            continue
        times = one.new / one.old
        cause = limits.mistake(times)
        if cause is not None:
            ratios[cause] += 1
        most = said.hold**2 if one.is_trace else said.hold
        far = times <= 0 or not 1 / most < times < most
        if far or abs(times - 1) > said.usual:
            told = f"{one.change()}, {_counted(times)} times" + (f": {cause}?" if cause else "")
            found.add(LEAPT if far else MOVED, one.at, told, one.digest)
    compared = len(last.moved) + last.unchanged
    for cause, count in ratios.items():
        if count >= said.least and count > said.share * compared:
            found.add(ALIKE, cause, f"{count} of {compared} numbers")


def _counted(times: float) -> str:
    return f"{times:,.0f}" if abs(times) >= 1000 else f"{times:.4g}"


def _gone(last: Succession, found: Findings) -> None:
    for kind in ("regions", "activities"):
        for one in sorted(getattr(last.before, kind) - getattr(last.after, kind)):
            found.add(REGION_GONE, one, f"none of its numbers is here: {kind} lost")
    gone = len(last.before.keys - last.after.keys)
    share, least = limits.coverage()
    if gone >= least and gone > share * len(last.before.keys):
        told = f"{gone} of {len(last.before.keys)} keys of the last release are gone"
        found.add(MUCH_GONE, "the whole release", told)
