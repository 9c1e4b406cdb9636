"""The closed words of documents, from one numbered table."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from factordb.errors import UnknownWord
from factordb.model import text
from factordb.numbered import Family, Table

FAMILY = Family("vocabulary", Path(__file__).with_name("tables"))
LONGEST_VALUE = 120

_LINE_BREAK = re.compile(r"[\t\n]")


class Vocabulary(Table):
    """One numbered table of words; what was once valid stays readable in all that follow."""

    def __init__(self, name: str) -> None:
        super().__init__(FAMILY, name)

    def words(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the words of a kind, with what is said of each."""
        found: dict[str, dict[str, Any]] = self.content[kind]
        return found

    def contains(self, whole: str, part: str) -> bool:
        """Say whether the stage ``whole`` is or contains ``part``: any ``upstream``."""
        return whole == part or part in self.words("boundary").get(whole, {}).get("contains", ())

    def label(self, kind: str, word: str, language: str) -> str:
        """Return the name of a word for people, or the word itself: ``facets``, ``mix``, ``zh``."""
        return str(self.words(kind).get(word, {}).get(language, word))


@cache
def named(name: str) -> Vocabulary:
    """Return the table ``name``: ``vocabulary-1``."""
    return Vocabulary(name)


TODAY = named(FAMILY.newest())
"""The newest table: what documents are read with, and queries that name no edition."""

COLUMNS = named("vocabulary-1")
"""The table whose names stand in stored words, for good: rows never change."""

contains, label = TODAY.contains, TODAY.label


def check_gas(name: str) -> str:
    """Return ``name`` where it is a gas in the vocabulary's spelling.

    Raises:
        UnknownWord: it is not; the sentence gives the spelling that is.
    """
    if name in _words("gases"):
        return name
    known = gas(name)
    raise UnknownWord(f"write the gas {name!r} as {known!r}", word=name, suggestion=known)


@lru_cache(maxsize=2048)
def gas(name: str) -> str:
    """Return the vocabulary's spelling of a gas: ``R134a`` is ``HFC-134a``.

    Raises:
        UnknownWord: it is no gas of the vocabulary.
    """
    spelt = _gas_spellings()
    found = spelt.get(name) or spelt.get(_folded(name))
    if found is None:
        raise _unknown("gas", name, _words("gases"))
    return found


def check_gwp_method(name: str) -> str:
    """Return ``name`` where it is a GWP method of the vocabulary: ``AR5``, ``AR5-20``.

    Raises:
        UnknownWord: it is not; what has another horizon is never taken for what was meant.
    """
    known: list[str] = TODAY.content["gwp-methods"]
    report, _, years = name.rpartition("-")
    if name not in known and report in known and years.isdecimal():
        there = [m for m in known if m == report or m.removeprefix(f"{report}-").isdecimal()]
        raise UnknownWord(
            f"{name[:80]!r} is no GWP method of the vocabulary. {report} itself is over 100 years; "
            f"there are {', '.join(there)}.",
            word=name,
            **({"suggestion": report} if years == "100" else {}),
        )
    return _checked("GWP method", name, known)


def check_origin(name: str) -> str:
    """Return ``name`` where it is an origin of carbon: ``biogenic``."""
    return _checked("origin", name, _words("origins"))


def check_status(name: str) -> str:
    """Return ``name`` where it is a publisher's status: ``archived``."""
    return _checked("status", name, _words("statuses"))


def check_property(name: str) -> str:
    """Return ``name`` where it is a property of the vocabulary: ``net-calorific-value``."""
    return _checked("property", name, _words("properties"))


def check_use(name: str) -> str:
    """Return ``name`` where it is a use of the vocabulary: ``organisation``."""
    return _checked("use", name, _words("uses"))


def sorted_uses(uses: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``uses`` sorted, each once."""
    return tuple(sorted({check_use(use) for use in uses}))


@lru_cache(maxsize=4096)
def check_facet(name: str, value: str) -> None:
    """Hold one facet against the vocabulary.

    Raises:
        UnknownWord: no facet has this name, or it has closed values and this is none of them.
    """
    known = _words("facets").get(name)
    if known is None:
        raise _unknown("facet", name, _words("facets"))
    closed = known.get("values")
    if closed is not None and value not in closed:
        raise _unknown(f"value of the facet {name}", value, closed)
    if not _can_be_a_value(value):
        raise UnknownWord(f"{value[:40]!r} cannot be the value of the facet {name}.", word=name)


def _can_be_a_value(value: str) -> bool:
    """A value is part of an identity, so only its one spelling will do."""
    try:
        tidy = text.clean(value)
    except ValueError:
        return False
    return tidy == value and 0 < len(value) <= LONGEST_VALUE and not _LINE_BREAK.search(value)


def check_facets(facets: dict[str, str]) -> dict[str, str]:
    """Return ``facets`` where every name and value is of the vocabulary."""
    for name, value in facets.items():
        check_facet(name, value)
    return facets


def check_conventions(conventions: dict[str, str]) -> dict[str, str]:
    """Return ``conventions`` where every name and value is of the vocabulary."""
    for name, value in conventions.items():
        known = _words("conventions").get(name)
        if known is None:
            raise _unknown("convention", name, _words("conventions"))
        _checked(f"value of the convention {name}", value, known["values"])
    return conventions


@lru_cache(maxsize=1024)
def sorted_boundary(stages: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``stages`` in the vocabulary's order, each once."""
    order = _stage_order()
    for stage in stages:
        _checked("boundary", stage, order)
    return tuple(sorted(set(stages), key=order.__getitem__))


def _words(kind: str) -> dict[str, dict[str, Any]]:
    return TODAY.words(kind)


@cache
def _stage_order() -> dict[str, int]:
    return {stage: place for place, stage in enumerate(_words("boundary"))}


@cache
def _gas_spellings() -> dict[str, str]:
    spelt = {}
    for name, known in _words("gases").items():
        for spelling in (name, *known["also"]):
            spelt[spelling] = spelt[_folded(spelling)] = name
    return spelt


def _folded(name: str) -> str:
    return re.sub(r"[\s‐–-]", "", name).casefold()


def _checked(kind: str, word: str, known: Iterable[str]) -> str:
    if word not in known:
        raise _unknown(kind, word, known)
    return word


def _unknown(kind: str, word: str, known: Iterable[str] | Mapping[str, Any]) -> UnknownWord:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a wrong word needs it

    nearest = process.extractOne(word[:80], list(known), scorer=fuzz.ratio, score_cutoff=60)
    hint = f" Did you mean {nearest[0]!r}?" if nearest else f" Known are {', '.join(known)}."[:400]
    facts = {"suggestion": nearest[0]} if nearest else {}
    return UnknownWord(f"{word[:80]!r} is no {kind} of the vocabulary.{hint}", word=word, **facts)
