"""Bands: numbers that are too large, or too small, to be of their kind."""

from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.limits import Band
from factordb.quality.checks.subject import Subject

BEYOND_BAND = Rule(
    "beyond-band",
    Severity.HOLD,
    "The number is beyond anything of its kind",
    f"{limits.TABLE}; printed once: kg/kWh for kg/MWh, g for kg, kgC for kgCO2, coal at 24,618,182",
)
UNUSUAL = Rule(
    "unusual-for-its-kind",
    Severity.WARN,
    "The number is outside of what is usual for its kind",
    limits.TABLE,
)
MANY_BEYOND = Rule(
    "release-beyond-bands",
    Severity.HOLD,
    "So many numbers are beyond their bands that the whole file is suspect",
    f"{limits.TABLE}; a national export whose decimal points were lost",
)


class Banded:
    """How many numbers have a band, and how many are beyond it."""

    def __init__(self) -> None:
        self.held = self.beyond = 0

    def see(self, subject: Subject, found: Findings) -> None:
        """Hold one factor against the band of its kind."""
        factor, whole = subject.factor, subject.whole
        if whole is None:
            self._see_masses(subject, found)
            return
        band = limits.band(subject.stem, factor.unit, factor.boundary or ())
        if band is None:
            return
        amount, value = whole
        self.held += 1
        counted = value / band.scale
        if band.usual[0] <= counted <= band.usual[1]:
            return
        low = band.hold[0] if _leaves_carbon_in(subject) else min(band.hold[0], 0.0)
        if low == 0 <= counted <= band.usual[1]:
            return
        possible = low <= counted <= band.hold[1]
        self.beyond += not possible
        least, most = band.usual if possible else (low, band.hold[1])

        def told() -> str:
            return (
                f"{counted:.6g} kg {amount.gas} per {band.per}, where {least:g} to {most:g} is "
                f"{'usual' if possible else 'possible'} ({band.id}: {band.why})"
            )

        # What the publisher archived he took back himself: it is told, and keeps nothing waiting.
        rule = UNUSUAL if possible or factor.status == "archived" else BEYOND_BAND
        found.add(rule, subject.at(amount), told, subject.digest)

    def take(
        self, band: Band, number: tuple[float, str], where: tuple[str, str], found: Findings
    ) -> None:
        """Hold a property, and what it is, against ``band``; ``where`` is its place and digest.

        It is in its unit, and not per one of it as a factor is.
        """
        value, what = number
        self.held += 1
        counted = value * band.scale
        if band.usual[0] <= counted <= band.usual[1]:
            return
        possible = band.hold[0] <= counted <= band.hold[1]
        self.beyond += not possible
        least, most = band.usual if possible else band.hold
        told = (
            f"{what} is {counted:.6g} {band.per}, where {least:g} to {most:g} is "
            f"{'usual' if possible else 'possible'} ({band.id}: {band.why})"
        )
        found.add(UNUSUAL if possible else BEYOND_BAND, where[0], told, where[1])

    def _see_masses(self, subject: Subject, found: Findings) -> None:
        """Hold gases without a CO2 or total against what any mass may be."""
        factor = subject.factor
        band = limits.mass_band(factor.unit, factor.boundary or ())
        masses = [
            (amount, value)
            for amount, value in zip(factor.amounts, subject.values, strict=True)
            if amount.kg is not None and value is not None
        ]
        if band is None or not masses:
            return
        self.held += 1
        amount, value = max(masses, key=lambda mass: abs(mass[1]))
        counted = value / band.scale
        if band.hold[0] <= counted <= band.hold[1]:
            return
        self.beyond += 1
        told = (
            f"{counted:.6g} kg {amount.gas} per {band.per}, where {band.hold[1]:g} is possible "
            f"({band.id}: {band.why})"
        )
        found.add(BEYOND_BAND, subject.at(amount), told, subject.digest)

    def close(self, found: Findings) -> None:
        """Say whether the release as a whole is suspect."""
        share, least = limits.beyond_bands()
        if self.beyond >= least and self.beyond > share * self.held:
            told = f"{self.beyond} of {self.held} numbers that have a band are beyond it"
            found.add(MANY_BEYOND, "the whole release", told)


def _leaves_carbon_in(subject: Subject) -> bool:
    """Say whether its CO2 is counted: of what grew, most is kept outside, and little is left."""
    factor = subject.factor
    if any(a.outside or a.origin == "biogenic" for a in factor.amounts):
        return False
    facets = factor.facets or {}
    return not (limits.grew(factor.activity) or "blend" in facets or "gases" in facets)
