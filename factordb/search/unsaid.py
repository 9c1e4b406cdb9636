"""What a name says that a line does not ask for: it may then be another thing than is meant."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from factordb.search import confidence, folding, thesaurus, tokens

_SUBJECT = {"direct", "combustion", "indirect", "life-cycle", "unknown"}
"""A boundary without any of these stands beside a factor, not for it."""
_BESIDE = {"upstream": "cwell-to-tank", "transmission": "ctransmission-distribution"}
"""By which concept a line asks for such a stage."""
_MILD = {"at", "sector", "application", "instrument"}
"""Facets that lines do not say, and that do not make another thing of a factor."""
_USUAL = {"mix": "average", "coverage": ""}
"""What a factor may say of these without being asked."""
_BY_MEANING = 0.25
"""How far a word of an activity is unsaid where only another for the same thing is there."""

Facet = tuple[str, str]
_Saying = tuple[frozenset[str], frozenset[str]]
"""The tokens that say a word, and those of the concepts that it is part of."""


def of_name(
    activity: str, stages: Iterable[str], facets: Sequence[Facet], asked: frozenset[str]
) -> dict[str, float]:
    """Return how far a name is narrower, of another kind, beside, unusual, and in more facets."""
    others = [one for one in facets if one[0] not in _MILD and not _tokens_of(one) & asked]
    return {
        "narrower": _narrower(activity, asked),
        "other": _of_another_kind(activity, asked),
        "beside": float(beside(set(stages), asked)),
        "unusual": float(sum(name in _USUAL and value != _USUAL[name] for name, value in others)),
        "facets": float(sum(name not in _USUAL for name, _ in others)),
    }


def telling(facets: Sequence[Facet]) -> int:
    """Return how many facets tell a factor from its plainest like."""
    return sum(
        name not in _MILD and (name not in _USUAL or value != _USUAL[name])
        for name, value in facets
    )


def beside(stages: set[str], asked: frozenset[str]) -> bool:
    """Say whether a boundary only stands beside a factor, and no token asks for it."""
    if stages & _SUBJECT:
        return False
    return not all(_BESIDE.get(stage, "") in asked for stage in stages)


def beside_of(asked: frozenset[str]) -> frozenset[str]:
    """Return those of the tokens that ask for what stands beside a factor."""
    return asked & frozenset(_BESIDE.values())


def meaning(token: str) -> tuple[str, ...]:
    """Return the concepts of a token that is a word: what was misspelt means them as well."""
    word = token.removeprefix("a")
    return _concepts_of(word[1:]) if word.startswith("w") else ()


@lru_cache(maxsize=8_192)
def _concepts_of(word: str) -> tuple[str, ...]:
    return tuple(f"c{found.concept}" for found in thesaurus.in_words([word]))


def _narrower(activity: str, asked: frozenset[str]) -> float:
    """Return the share of an activity's words that the line does not say."""
    parts = _parts_of(activity)
    lacks = sum(
        0.0 if says & asked else _BY_MEANING if means & asked else 1.0 for says, means in parts
    )
    return lacks / len(parts) if parts else 0.0


def _of_another_kind(activity: str, asked: frozenset[str]) -> float:
    """Say, 1 or 0, whether the line lacks what the activity is: a landfill, and not its gas."""
    kinds = _kinds_of(activity)
    return float(bool(kinds) and not kinds & asked)


@lru_cache(maxsize=4_096)
def _parts_of(activity: str) -> tuple[_Saying, ...]:
    """Return what says each word that tells an activity from its like."""
    general = confidence.model().general
    words = tokens.activity_words(f"{activity} ")
    every = zip(words, _saying(words), strict=True)
    return tuple(saying for word, saying in list(every)[1:] if word not in general)


@lru_cache(maxsize=4_096)
def _kinds_of(activity: str) -> frozenset[str]:
    """Return what says the last word of any part that tells an activity from its like."""
    general = confidence.model().general
    parts = (list(map(folding.stem, part.split("-"))) for part in activity.split(".")[1:])
    last = (_saying(words)[-1] for words in parts if words[-1] not in general)
    return frozenset(token for says, means in last for token in says | means)


def _saying(words: Sequence[str]) -> list[_Saying]:
    meant = thesaurus.in_words(words)
    saying = []
    for place, word in enumerate(words):
        concepts = [found.concept for found in meant if found.start <= place < found.end]
        means = {f"{kind}{concept}" for concept in concepts for kind in ("c", "ac")}
        saying.append((frozenset({f"aw{word}", f"w{word}"}), frozenset(means)))
    return saying


@lru_cache(maxsize=4_096)
def _tokens_of(facet: Facet) -> frozenset[str]:
    """Return what says a facet: its value, also with its name behind it, ``long haul``."""
    name, value = facet
    words = [folding.stem(word) for word in value.split("-")]
    said = [folding.stem(word) for word in name.split("-")]
    found = [*thesaurus.in_words(words), *thesaurus.in_words([*words, *said])]
    every = {f"w{word}" for word in words} | {f"c{one.concept}" for one in found}
    return frozenset(every | {f"a{token}" for token in every})
