"""The rules of ranking, one versioned file: what counts, and how much."""

from functools import cache
from pathlib import Path

from factordb.model.base import Model
from factordb.model.canonical import digest as digest_of

TABLE = "ranking-1"
_FILE = Path(__file__).with_name("tables") / f"{TABLE}.json"


class Weights(Model):
    """Shares of a score; a perfect hit has their sum."""

    text: float
    region: float
    year: float
    newest: float
    use: float
    breadth: float


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


class Rules(Model):
    version: str
    about: str
    weights: Weights
    text: Text
    region_step: float
    """What one step up or down the chain of a region costs."""
    year_step: float
    """What one year away costs."""
    breadth: dict[str, float]
    """By kind of region, where no region is asked for."""
    passed_over: frozenset[str]
    """Words that say nothing here: every factor is one."""


@cache
def rules() -> Rules:
    """Return the rules in force."""
    return Rules.model_validate_json(_FILE.read_bytes())


def digest() -> str:
    """Return the digest of the rules, as an edition records it."""
    return digest_of(_FILE.read_bytes())
