"""One thing that is asked for, and the ways in which a name may have it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from factordb.search.rules import rules


class Way(NamedTuple):
    """One way of having a term: all of ``tokens``, or a share of them where ``part`` is said."""

    tokens: tuple[str, ...]
    quality: float
    says: str
    """The reason that an answer gives."""
    part: bool = False
    central: bool = False
    """Whether it is what the activity itself says."""


class Term(NamedTuple):
    """One thing that is asked for."""

    text: str
    ways: tuple[Way, ...]


def there(words: Sequence[str], text: str) -> list[Way]:
    """Return the ways of having the very words: in the activity, or elsewhere."""
    weights = rules().text
    return [
        Way(tuple(f"aw{w}" for w in words), weights.activity, f"is of {text!r}", central=True),
        Way(tuple(f"w{w}" for w in words), weights.exact, f"has {text!r}"),
    ]


def meant_by(text: str, concepts: Iterable[str], quality: float = 1.0) -> list[Way]:
    """Return the ways of having other words for it."""
    weights = rules().text
    ways = []
    for concept in concepts:
        says = f"{text!r} is {concept}"
        ways.append(Way((f"ac{concept}",), weights.activity * quality, says, central=True))
        ways.append(Way((f"c{concept}",), weights.concept * quality, says))
    return ways
