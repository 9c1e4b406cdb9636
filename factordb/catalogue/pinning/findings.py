"""What an audit has to say, and how much it weighs."""

from typing import Literal

from factordb.lockfile.locked import Answer as Pinned
from factordb.lockfile.locked import Beside, Used
from factordb.model.base import Model

Rule = Literal["unknown", "withdrawn", "advisory", "superseded", "newer", "policy"]
Level = Literal["error", "warning", "note"]

LEVELS: dict[Rule, Level] = {
    "unknown": "error",
    "withdrawn": "error",
    "advisory": "error",
    "superseded": "warning",
    "policy": "warning",
    "newer": "note",
}
SAYS: dict[Rule, str] = {
    "unknown": "The pin stands in no release of this catalogue.",
    "withdrawn": "The factor, or its release, was withdrawn, or what its number rests on.",
    "advisory": "A public notice says that the factor is wrong, or what its number rests on.",
    "superseded": "The question has another answer today, or the number was corrected.",
    "policy": "The factor does not keep a rule of the policy.",
    "newer": "A newer release has another number, of another period.",
}


class Finding(Model):
    """One thing that has to be said of one alias."""

    alias: str
    """Empty where it is said of all at once."""
    rule: Rule
    level: Level
    says: str
    release: str | None = None
    digest: str | None = None
    old: str | None = None
    new: str | None = None
    change_percent: str | None = None
    """By how much the new number differs, or the right one from the wrong."""
    advisory: str | None = None
    instead: str | None = None
    """What to use: a release, or a digest."""


def finding_of(alias: str, rule: Rule, says: str, pin: Pinned | Beside | Used) -> Finding:
    """Return a finding of ``alias`` about what it pins."""
    return Finding(
        alias=alias,
        rule=rule,
        level=LEVELS[rule],
        says=says,
        release=pin.release,
        digest=pin.digest,
    )
