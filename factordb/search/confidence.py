"""How sure a match is: a small model of few features, fitted on labelled lines, in one file."""

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from factordb.model.base import Model
from factordb.numbered import Family
from factordb.search import folding

FAMILY = Family("confidence", Path(__file__).with_name("tables"))
TABLE = FAMILY.newest()

Decision = Literal["accept", "review", "none"]


class Confidence(Model):
    version: str
    about: str
    accept: float
    """From this probability on a match may be taken without a look."""
    review: float
    """Below this one there is nothing worth a look."""
    held: tuple[str, ...]
    """Features with which nothing is accepted, however probable."""
    intercept: float
    weights: dict[str, float]
    """By feature, of the logit of the probability that the first candidate is right."""
    ranking: dict[str, float]
    """What counts, and how much, in the order of candidates."""
    breadth: dict[str, float]
    """By kind of region, where a line names none."""
    general: frozenset[str]
    """Words of activities that tell nothing from its like."""
    idle: frozenset[str]
    """Words of lines that say nothing of what is meant."""
    context: frozenset[str]
    """Words that say what a thing is for; at the end of a phrase they say what it is."""
    basis: dict[str, tuple[str, ...]]
    """Words for each calorific value, by how units note it."""

    def probability(self, features: Mapping[str, float]) -> float:
        """Return how probable it is that a candidate of these features is right."""
        logit = self.intercept + sum(self.weights[n] * features[n] for n in self.weights)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def decision(
        self, probability: float, features: Mapping[str, float], *, readable: bool = True
    ) -> Decision:
        """Return what to do with a match of this probability.

        Where a column could not be read nothing is accepted.
        """
        if probability >= self.accept and readable and not any(features[n] for n in self.held):
            return "accept"
        return "review" if probability >= self.review else "none"

    def without_idle(self, text: str) -> str:
        """Return ``text`` without idle words; empty where nothing else is there."""
        if folding.is_han(text):
            return _idle_han(self.idle).sub("", text)
        return " ".join(word for word in text.split() if word not in self.idle)


@cache
def _idle_han(idle: frozenset[str]) -> re.Pattern[str]:
    words = sorted((w for w in idle if folding.is_han(w)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@cache
def model() -> Confidence:
    """Return the model in force."""
    return Confidence.model_validate_json(FAMILY.file(TABLE).read_bytes())


def digest() -> str:
    """Return the digest of the model, as an edition records it."""
    return FAMILY.digest(TABLE)
