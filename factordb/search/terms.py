"""What is left of a query as terms, each with the ways in which a name may have it."""

import re
from collections.abc import Sequence

import numpy as np

from factordb.search import folding, thesaurus, tokens
from factordb.search.generation import Generation
from factordb.search.hints import Words
from factordb.search.initials import by_initials, first_initials
from factordb.search.rules import Text, rules
from factordb.search.sounding import heard, of_sound
from factordb.search.term import Term, Way, meant_by, there

_MOST_BEGINNINGS = 40
_MOST_LIKE = 24


def of(words: Sequence[Words], index: Generation) -> list[Term]:
    """Return the terms of ``words``; none where all of them say nothing here."""
    found: list[Term] = []
    latin: list[str] = []
    for run in words:
        if folding.is_han(run.text):
            found += _of_latin(latin, index)
            latin = []
            found += _of_han(run.text)
        else:
            latin += _apart(run.text, index)
    found += _of_latin(latin, index)
    said = [term for term in found if term.text not in rules().passed_over]
    return [_best_first(term) for term in {term.text: term for term in said or found}.values()]


def pieces_of(terms: Sequence[Term]) -> list[str]:
    """Return the pieces of terms that no name has as they are written; BM25 finds them by these."""
    odd = (term.text for term in terms if not any(way.central for way in term.ways))
    words = {word for text in odd for word in text.split() if not folding.is_han(word)}
    return sorted({f"g{piece}" for word in words for piece in tokens.pieces(word)})


def _best_first(term: Term) -> Term:
    return Term(term.text, tuple(sorted(term.ways, key=lambda way: -way.quality)))


def _apart(run: str, index: Generation) -> list[str]:
    """Return a joined run as the names have it: whole, without its hyphens, or in parts."""
    parts = folding.parts(run)
    if len(parts) == 1 or f"w{run}" in index.tokens:
        return [folding.stem(run)]
    joint = "".join(parts)
    if f"w{joint}" in index.tokens or thesaurus.in_words([joint]):
        return [joint]
    return [folding.stem(part) for part in parts]


def _of_latin(words: list[str], index: Generation) -> list[Term]:
    words = _rejoined(words, index)
    found = thesaurus.longest(thesaurus.in_words(words))
    terms: list[Term] = []
    place = 0
    while place < len(words):
        here = [one for one in found if one.start == place]
        spoken = 0 if here else heard(words[place:], index)
        if here:
            end = max(one.end for one in here)
            terms.append(_concept(words[place:end], [o.concept for o in here if o.end == end]))
            place = end
        elif spoken:
            terms += of_sound(words[place : place + spoken], index)
            place += spoken
        else:
            terms += _plain(words[place], index)
            place += 1
    return terms


def _rejoined(words: list[str], index: Generation) -> list[str]:
    """Join ``r 410a`` where ``r410a`` is a word of the names, or a refrigerant."""
    joined: list[str] = []
    for word in words:
        both = f"{joined[-1]}{word}" if joined else ""
        if (
            any(c.isdigit() for c in both)
            and both[0].isalpha()
            and (f"w{both}" in index.tokens or thesaurus.in_words([both]))
        ):
            joined[-1] = both
        else:
            joined.append(word)
    return joined


def _concept(words: Sequence[str], concepts: Sequence[str]) -> Term:
    text = " ".join(words)
    return Term(text, (*there(words, text), *meant_by(text, concepts)))


def _plain(word: str, index: Generation) -> list[Term]:
    """Return a word that no concept has; two terms where two words were run together."""
    weights = rules().text
    together = _together(word)
    if together:
        return _of_latin(list(together), index)
    if f"w{word}" in index.tokens:
        return [Term(word, tuple(there([word], word)))]
    ways = [*_beginnings(word, index, weights), *by_initials(word, index, weights)]
    if not ways or not by_initials(word, index, weights):
        split = _split(word, index)
        if split and not ways:
            return [term for half in split for term in _of_latin([half], index)]
        ways += _misspelt(word, index, weights) or first_initials(word, index, weights)
    return [Term(word, tuple(ways))]


def _together(word: str) -> tuple[str, str] | None:
    """Return two words that are one concept and were written as one: ``naturalgas``."""
    for at in range(3, len(word) - 2):
        both = word[:at], word[at:]
        if any(found.end - found.start == 2 for found in thesaurus.in_words(both)):
            return both
    return None


def _beginnings(word: str, index: Generation, weights: Text) -> list[Way]:
    if len(word) < 3:
        return []
    places = index.tokens.texts.beginning(f"w{word}", _MOST_BEGINNINGS)
    longer = (index.tokens.texts[place] for place in places)
    return [Way((one,), weights.prefix, f"{word!r} begins {one[1:]!r}") for one in longer]


def _split(word: str, index: Generation) -> tuple[str, str] | None:
    """Return two words of the names that were written as one."""
    for at in range(len(word) - 3, 2, -1):
        left, right = word[:at], folding.stem(word[at:])
        if f"w{left}" in index.tokens and f"w{right}" in index.tokens:
            return left, right
    return None


def _misspelt(word: str, index: Generation, weights: Text) -> list[Way]:
    """Return the words of the names that may be meant, the likest first."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415  # only a misspelt word needs it

    if len(word) < 4:
        return []
    places = np.concatenate([index.pieces.of(f"g{piece}") for piece in tokens.pieces(word)])
    shared = np.bincount(places, minlength=1)
    some = np.flatnonzero(shared)
    most = some[np.argsort(-shared[some], kind="stable")[:_MOST_LIKE]].tolist()
    likely = [index.tokens.texts[place][1:] for place in most]
    alike = sorted(((OSA.normalized_similarity(word, one), one) for one in likely), reverse=True)
    best = alike[0][0] if alike else 0.0
    return [
        _meant(word, one, likeness)
        for likeness, one in alike
        if likeness >= max(weights.misspelt, best - 0.08)
    ]


def _meant(word: str, one: str, likeness: float) -> Way:
    return Way((f"w{one}",), round(likeness, 3), f"{word!r} read as {one!r}")


def _of_han(run: str) -> list[Term]:
    """Take concepts out of a Chinese run, the longest first; what is between stands for itself."""
    terms: list[Term] = []
    for stretch in _saying(run):
        start = 0
        for one in _apart_from_each_other(thesaurus.longest(thesaurus.in_han(stretch))):
            terms += _characters(stretch[start : one.start])
            terms.append(_han_concept(stretch[one.start : one.end]))
            start = one.end
        terms += _characters(stretch[start:])
    return terms


def _saying(run: str) -> list[str]:
    """Return ``run`` without words that every factor has; as it is where nothing is left."""
    idle = sorted((w for w in rules().passed_over if folding.is_han(w)), key=len, reverse=True)
    left = [part for part in re.split("|".join(map(re.escape, idle)), run) if part]
    return left or [run]


def _apart_from_each_other(found: list[thesaurus.Found]) -> list[thesaurus.Found]:
    kept: list[thesaurus.Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _han_concept(text: str) -> Term:
    weights = rules().text
    concepts = {one.concept for one in thesaurus.in_han(text) if one.end - one.start == len(text)}
    there = Way(_tokens(text), weights.exact, f"has {text!r}")
    return Term(text, (there, *meant_by(text, sorted(concepts))))


def _characters(text: str) -> list[Term]:
    if not text:
        return []
    weights = rules().text
    ways = [Way(_tokens(text), weights.exact, f"has {text!r}")]
    if len(text) > 2:
        ways.append(Way(_tokens(text), weights.exact, f"has parts of {text!r}", part=True))
    return [Term(text, tuple(ways))]


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(f"h{pair}" for pair in tokens.pairs(text)) or (f"h{text}",)
