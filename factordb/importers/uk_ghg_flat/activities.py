"""What the words of one row mean: activity, facets, boundary and region.

The words themselves are data, in ``words.json``. Level 1 decides the boundary (without it the
combustion, the upstream and the transmission of one fuel would be one key); an average or an
unknown is the absence of a facet, so the plain question finds it.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from factordb.model import regions

_FILE = Path(__file__).with_name("words.json")
_YEAR = re.compile(r"(19|20)\d\d")
_ELECTRICITY = re.compile(r"electricity:\s*(?P<country>.+)", re.IGNORECASE)
_REFRIGERANT = re.compile(r"R-?(?P<number>\d+[A-Za-z]*)\b")
_FORMING = re.compile(r"\([^()]*forming\)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
UNKNOWN_GROUP = "other"
"""Where numbers are filed whose Level 1 and 2 are not in the words."""

_LEVELS = ("level2", "level3", "level4", "text")
Rule = Mapping[str, Any]


class Levels(NamedTuple):
    """The words of one row, as printed."""

    scope: str
    level1: str
    level2: str
    level3: str
    level4: str
    text: str

    def name(self) -> str:
        """Return the words as one name: ``Passenger vehicles: Cars (by size), Small car``."""
        words = [self.level2, self.level3, self.level4, self.text]
        rest = [w for w in words if w and w not in (self.level1, "kWh")]
        return f"{self.level1}: {', '.join(rest)}" if rest else self.level1


class Meaning(NamedTuple):
    """What one row is about."""

    activity: str
    facets: tuple[tuple[str, str], ...]
    """Sorted."""
    boundary: tuple[str, ...]
    region: str
    conventions: tuple[tuple[str, str], ...]

    def is_new(self) -> bool:
        """Say whether the words do not have it, so it was filed apart."""
        return self.activity.startswith(f"{UNKNOWN_GROUP}.")

    def outside(self) -> bool:
        """Say whether the publisher keeps it out of his scopes."""
        return ("coverage", "outside-of-scopes") in self.facets


@lru_cache(maxsize=16384)
def meaning(levels: Levels) -> Meaning:
    """Return what the words of a row mean.

    Raises:
        RegionNotFound: a country is named that the region table does not have.
    """
    first = _words()["level1"].get(normal(levels.level1))
    reading = _Reading(first if first is not None else _unlisted(levels.level1))
    reading.take("level2", levels.level2)
    reading.take_level3(levels.level3)
    reading.take("level4", levels.level4)
    reading.take("text", levels.text)
    return reading.meaning()


class _Reading:
    """The words of one row, read one after the other."""

    def __init__(self, first: Rule) -> None:
        self._activity: list[str] = []
        self._facets: dict[str, str] = {}
        self._conventions: dict[str, str] = {}
        self._boundary: tuple[str, ...] = ()
        self._slots: dict[str, str] = {}
        self._electric = False
        self._region = "GB"
        self._apply(first)

    def take(self, level: str, printed: str) -> None:
        """Read one word by its own rule, else by what unlisted words of its level become."""
        word = normal(printed)
        if not word or (level == "level4" and _YEAR.fullmatch(word)):
            return
        if level == "level2":
            word = word.removeprefix("wtt ").removeprefix("managed ")
        rule = _words()[level].get(word)
        if rule is not None:
            self._apply(rule)
        elif level != "level2" or "level2" in self._slots or not self._activity:
            self._take_unlisted(level, printed)

    def take_level3(self, printed: str) -> None:
        """Read Level 3, which may name a country."""
        electricity = _ELECTRICITY.fullmatch(printed)
        if electricity:
            self._region = _country(electricity["country"])
        elif self._slots.get("level3") == "region":
            self._region = _country(printed)
        else:
            self.take("level3", printed)

    def meaning(self) -> Meaning:
        """Return what was read."""
        if self._electric:
            whole = _words()["electric"].get(self._facets.get("fuel"))
            self._boundary = tuple(whole or self._boundary)
        return Meaning(
            ".".join(self._activity),
            tuple(sorted(self._facets.items())),
            self._boundary,
            self._region,
            tuple(sorted(self._conventions.items())),
        )

    def _apply(self, rule: Rule) -> None:
        if "activity" in rule:
            self._activity = [rule["activity"]]
        if "suffix" in rule:
            self._activity.append(rule["suffix"])
        self._boundary = tuple(rule.get("boundary", self._boundary))
        if self._boundary == ("combustion",):
            self._boundary = tuple(rule.get("burns", self._boundary))
        self._facets |= rule.get("facets", {})
        self._conventions |= rule.get("conventions", {})
        self._slots |= {k: rule[k] for k in _LEVELS if k in rule}
        self._electric = self._electric or "electric" in rule

    def _take_unlisted(self, level: str, printed: str) -> None:
        slot = self._slots.get(level, "suffix" if level in ("level2", "level3") else "class")
        if slot == "suffix" and not self._activity:
            self._activity = [UNKNOWN_GROUP, _suffix(printed, [])]
        elif slot == "suffix":
            self._activity.append(_suffix(printed, self._activity))
        else:
            self._facets[slot] = tidy(printed)


def normal(text: str) -> str:
    """Return ``text`` in lower case without punctuation: ``WTT- business travel (air)``."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def tidy(text: str) -> str:
    """Return ``text`` as the value of a facet: plain hyphens, no commas in numbers."""
    plain = text.replace("–", "-").replace("—", "-")
    return " ".join(_THOUSANDS.sub("", plain).split())


def slug(text: str) -> str:
    """Return ``text`` as a slug: ``Grass/straw`` is ``grass-straw``."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text.casefold()))[:60].strip("-") or "unnamed"


def _suffix(printed: str, activity: list[str]) -> str:
    """Return a printed word as the end of an activity: ``Paper and board: mixed``."""
    refrigerant = _REFRIGERANT.match(printed) if activity == ["refrigerant"] else None
    if refrigerant:
        return f"r-{refrigerant['number'].casefold()}"
    parts = [slug(part) for part in re.split(r":|\s-\s", _FORMING.sub("", printed)) if part.strip()]
    if len(parts) > 1 and parts[0] in _words()["prefixes"]:
        parts = parts[1:]
    return ".".join(parts) or "unnamed"


def _unlisted(level1: str) -> Rule:
    word = normal(level1)
    boundary = ["upstream"] if word.startswith("wtt ") else ["unknown"]
    return {
        "activity": f"{UNKNOWN_GROUP}.{slug(word.removeprefix('wtt '))}",
        "boundary": boundary,
        "level2": "suffix",
    }


def _country(printed: str) -> str:
    return _words()["regions"].get(normal(printed)) or regions.country(printed)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(_FILE.read_bytes())
    return words
