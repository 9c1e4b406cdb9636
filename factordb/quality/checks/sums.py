"""Sums: gases against their total, direct and indirect against the whole.

Each term may be half a unit off in its last printed digit. A workbook drops zeros at the end, so
there the middle one of the terms tells how exact the shorter ones are.
"""

from collections.abc import Iterable, Sequence
from statistics import median

from factordb.model.amount import Amount
from factordb.model.numbers import is_plain, places
from factordb.model.weighing import weighed
from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.subject import Subject

GASES = Rule(
    "gases-miss-their-total",
    Severity.HOLD,
    "The gases, weighed by the GWP method of their total, are far from it",
    "ISO 14064-1; printed once: CO2 alone labelled CO2e",
)
SLIGHTLY = Rule(
    "gases-nearly-their-total",
    Severity.WARN,
    "The gases, weighed by the GWP method of their total, miss it by more than their rounding",
    "ISO 14064-1; a term that was cut instead of rounded",
)
MANY_SLIGHTLY = Rule(
    "release-gases-miss-their-totals",
    Severity.HOLD,
    "So many sums of gases miss their totals that the file uses another GWP method than it says",
    "printed once: AR4 numbers in an AR5 column",
)
PARTS = Rule(
    "parts-miss-their-whole",
    Severity.HOLD,
    "Direct and indirect do not sum to the whole",
    "printed once: the indirect emissions of a cement in the column of years",
)
PARTS_SLIGHTLY = Rule(
    "parts-nearly-their-whole",
    Severity.WARN,
    "Direct and indirect miss the whole by more than their rounding",
    "a total that was rounded before its parts",
)
_NOISE = 1e-9
"""Of the total: what binary numbers of a workbook miss."""


class Sums:
    """How many totals have their gases beside them, and how many of those miss them."""

    def __init__(self) -> None:
        self.summed = self.missed = 0

    def see(self, subject: Subject, found: Findings) -> None:
        """Hold the sums of one factor against their totals."""
        if len(subject.factor.amounts) < 2:
            return
        counted = [a for a in subject.factor.amounts if not a.outside and a.range is None]
        totals = [a for a in counted if a.gas == "CO2e" and not (a.part or a.origin)]
        gases = [a for a in counted if a.gas != "CO2e" and a.part is None]
        if len(gases) > 1:
            gases += [a for a in counted if a.part in limits.parts_beside_gases()]
            for total in totals:
                self._gases(subject, total, gases, found)
        parts = {a.part: a for a in counted if a.gas == "CO2e" and a.part}
        if len(totals) == 1 and "direct" in parts and "indirect" in parts:
            _parts(subject, totals[0], (parts["direct"], parts["indirect"]), found)

    def close(self, found: Findings) -> None:
        """Say whether the release weighs by another method than it says."""
        share, least = limits.sums()
        if self.missed >= least and self.missed > share * self.summed:
            told = f"{self.missed} of {self.summed} totals are missed by the gases beside them"
            found.add(MANY_SLIGHTLY, "the whole release", told)

    def _gases(
        self, subject: Subject, total: Amount, gases: Sequence[Amount], found: Findings
    ) -> None:
        method = total.gwp or subject.inferred
        terms = [a for a in gases if a.kg is not None or (a.gwp or subject.inferred) == method]
        summed = _summed(subject, terms, method)
        if summed is None:
            return
        value, free = summed
        printed = float(str(total.value()))
        self.summed += 1
        off = abs(value - printed) - free - _half_a_unit(subject, total, gases)
        if off <= _NOISE * abs(printed):
            return
        self.missed += 1
        told = (
            f"{' + '.join(f'{a.gas} {a.value()}' for a in terms)} is {value:.6g} kg CO2e under "
            f"{method or 'the method of the file'}, and {printed:.6g} is printed"
        )
        rule = GASES if off > limits.far_off() * abs(printed) else SLIGHTLY
        found.add(rule, subject.at(total), told, subject.digest)


def _summed(
    subject: Subject, terms: Sequence[Amount], method: str | None
) -> tuple[float, float] | None:
    """Return the sum of ``terms`` and by how much it may be off; nothing where it is no total."""
    if all(a.kg is None for a in terms):  # weighed by the publisher already
        if len({(a.gas, a.origin, a.part) for a in terms}) < len(terms) or len(terms) < 2:
            return None
        free = sum(_half_a_unit(subject, a, terms) for a in terms)
        return sum(float(a.kg_co2e or 0) for a in terms), free
    sum_ = weighed(subject.factor, terms, method, subject.inferred)
    if sum_ is None or sum_.left_out:
        return None
    value, free = float(sum_.value), 0.0
    for amount in terms:
        alone = float(str(amount.value()))
        alone_weighed = weighed(subject.factor, [amount], method, subject.inferred)
        weight = float(alone_weighed.value) / alone if alone_weighed and alone else 1.0
        free += _half_a_unit(subject, amount, terms) * abs(weight)
    return value, free


def _parts(subject: Subject, whole: Amount, parts: tuple[Amount, Amount], found: Findings) -> None:
    terms = (whole, *parts)
    total, direct, indirect = (float(str(a.value())) for a in terms)
    free = sum(_half_a_unit(subject, a, terms) for a in terms)
    off = abs(direct + indirect - total) - free
    if off > _NOISE * max(abs(total), abs(direct)):
        told = f"{direct:g} direct + {indirect:g} indirect is not {total:g}"
        rule = PARTS if off > limits.far_off() * abs(total) else PARTS_SLIGHTLY
        found.add(rule, subject.at(whole), told, subject.digest)


def _half_a_unit(subject: Subject, amount: Amount, beside: Iterable[Amount]) -> float:
    """Return half a unit in the last printed digit, in the amount's own kg."""
    cell = subject.cell(amount)
    value = abs(float(str(amount.value())))
    if not is_plain(cell.printed) or not (printed := abs(float(cell.printed))):
        return 0.5 * 10.0 ** -places(str(amount.value()))
    digits = places(cell.printed)
    if "!" in subject.at(amount):
        digits = max(digits, int(median(places(subject.cell(a).printed) for a in beside)))
    return 0.5 * 10.0**-digits * value / printed
