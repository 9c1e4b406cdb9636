"""Signs: what takes greenhouse gas up where nothing can."""

from factordb.model.amount import Amount
from factordb.quality.checks import limits
from factordb.quality.checks.finding import Findings, Rule, Severity
from factordb.quality.checks.subject import Subject

NEVER_NEGATIVE = Rule(
    "negative-where-nothing-is-taken-up",
    Severity.HOLD,
    "The number is negative, and such an activity takes nothing up",
    "printed once: a wrong sign",
)
NEGATIVE = Rule(
    "negative-total",
    Severity.WARN,
    "The number is negative: is it a removal, or a burden avoided elsewhere?",
    "ISO 14067, 6.4.9: removals and avoided burdens stand apart",
)

_MAIN = frozenset({"CO2", "CO2e"})


def see(subject: Subject, found: Findings) -> None:
    """Look at the signs of one factor's numbers."""
    if not [value for value in subject.values if value is not None and value < 0]:
        return
    for amount, value in zip(subject.factor.amounts, subject.values, strict=True):
        if value is not None and value < 0 and not _is_apart(amount):
            # A trace of methane below zero is a remainder of somebody's subtraction.
            never = amount.gas in _MAIN and limits.never_negative(subject.stem)
            told = f"{amount.value()} kg {amount.gas} per {subject.factor.unit}"
            found.add(
                NEVER_NEGATIVE if never else NEGATIVE, subject.at(amount), told, subject.digest
            )


def _is_apart(amount: Amount) -> bool:
    return amount.outside is True or amount.part is not None or amount.origin is not None
