"""The rules of ranking, one versioned file: what counts, and how much."""

from functools import cache
from pathlib import Path

from factordb.model.base import Model
from factordb.numbered import Family

FAMILY = Family("ranking", Path(__file__).with_name("tables"))
TABLE = FAMILY.newest()


class Weights(Model):
    """Shares of a score; a perfect hit has their sum."""

    text: float
    region: float
    year: float
    newest: float
    use: float
    breadth: float
    beside: float
    """What it costs to be what only stands beside a factor: upstream, transmission."""
    plainness: float
    """What each facet costs that tells a factor from a plainer one."""
    home: float
    """What it counts to be of the home of the query's language, where no place is named."""
    very: float
    """What the very unit or activity counts that the words name, beside its like."""
    again: float
    """What it costs each further one to be said in the same words, up to some."""


class Text(Model):
    """How the words of a query find names."""

    activity: float
    """A word of the activity, or another for the same thing."""
    exact: float
    """A word that stands elsewhere."""
    concept: float
    """Another word for the same thing, by the thesaurus."""
    sound: float
    """Pinyin."""
    initials: float
    prefix: float
    """The beginning of a word that stands there."""
    coverage: float
    """Share of how much of the query is there, in the score of a text."""
    focus: float
    """Share of how much of the activity is asked for, in the score of a text."""
    bm25: float
    alike: float
    """Share of how alike the query and the best line are."""
    misspelt: float
    """Least likeness of a word that may be meant."""
    least: int
    """Where fewer factors have every word, those that lack one follow."""
    retrieved: int
    """Names that BM25 puts in order."""
    compared: int
    """Names that are compared letter by letter."""


class Aside(Model):
    """A group that is rarely meant by the name of a thing: a steel beam is no steel in a tip."""

    costs: float
    unless: tuple[str, ...]
    """Concepts that ask for it."""


class Rules(Model):
    version: str
    about: str
    weights: Weights
    text: Text
    region_step: float
    """What one step up or down the chain of a region costs."""
    year_step: float
    """What one year away costs."""
    timeless: float
    """How near to any year a factor is that names none."""
    home: dict[str, str]
    """Regions by language."""
    aside: dict[str, Aside]
    """By group."""
    browsed: dict[str, float]
    """By group, what it counts where no words say what is looked for."""
    breadth: dict[str, float]
    """By kind of region, where no region is asked for."""
    passed_over: frozenset[str]
    """Words that say nothing here: every factor is one."""


@cache
def rules() -> Rules:
    """Return the rules in force."""
    return Rules.model_validate_json(FAMILY.file(TABLE).read_bytes())


def digest() -> str:
    """Return the digest of the rules, as an edition records it."""
    return FAMILY.digest(TABLE)
