"""Makes the labelled queries: `python -m bench.search.labelling`. The same files each time.

From the names of the seeds come typos, other word orders, dropped words, traditional characters
and codes; from a list of trade words, written by hand, come synonyms, the other language, short
Chinese words, pinyin and initials. What is right follows from the factor that a name was taken
from, or from the activities that the list gives a word; no search is asked.
"""

import csv
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from bench.search import catalogue, labels
from factordb.model import regions
from factordb.search.item import Item

_WORDS = Path(__file__).with_name("data") / "words.csv"
_EACH = 130
_UNNAMED = {"at", "mix", "instrument", "sector", "losses"}
"""Facets that names do not say."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Line = dict[str, str]


def main() -> None:
    """Write one file a kind."""
    for number, (kind, made) in enumerate(_KINDS.items()):
        chance = random.Random(number)  # noqa: S311  # the same files each time
        lines = list({line["query"]: line for line in made(chance)}.values())
        labels.written(kind, lines[:_EACH])


def _typos(chance: random.Random) -> Iterator[Line]:
    for item, name in _sample(chance, "en"):
        words = name.split()
        long = [n for n, word in enumerate(words) if len(word) > 4 and word.isascii()]
        if long:
            for at in chance.sample(long, min(len(long), chance.choice((1, 1, 2)))):
                words[at] = _misspelt(chance, words[at])
            yield _line(item, " ".join(words))


def _misspelt(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word) - 1)
    slip = chance.choice(("dropped", "doubled", "swapped", "neighbour"))
    if slip == "dropped":
        return word[:at] + word[at + 1 :]
    if slip == "doubled":
        return word[:at] + word[at] + word[at:]
    if slip == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _beside(chance, word[at]) + word[at + 1 :]


def _beside(chance: random.Random, letter: str) -> str:
    row = next((row for row in _KEYS if letter in row), letter)
    at = row.find(letter)
    return chance.choice([row[n] for n in (at - 1, at + 1) if 0 <= n < len(row)] or [letter])


def _order(chance: random.Random) -> Iterator[Line]:
    for language in ("en", "zh"):
        for item, name in _sample(chance, language, _EACH // 2 + 10):
            parts = name.split() if language == "en" else re.findall(r"[^\s：，（）()]+", name)
            if len(parts) > 1:
                moved = parts[:]
                while moved == parts and len(set(parts)) > 1:
                    chance.shuffle(moved)
                yield _line(item, " ".join(moved))


def _dropped(chance: random.Random) -> Iterator[Line]:
    """Keep a word of the activity; what else has all the words that stay is right as well."""
    for item, name in _sample(chance, "en"):
        words = [word.strip(":,.()") for word in name.split()]
        slug = re.split(r"[.-]", item.activity)
        kept = [n for n, word in enumerate(words) if word.casefold().rstrip("s") in slug]
        free = [n for n in range(len(words)) if n not in kept[:2]]
        if len(words) > 3 and kept and free:
            gone = set(chance.sample(free, min(len(free), chance.choice((1, 2, 3)))))
            left = [word for n, word in enumerate(words) if n not in gone]
            yield _line(item, " ".join(left), activity=_having(left), facets="", boundary="")


def _having(words: list[str]) -> str:
    """Return the activities of all names that hold each of ``words``."""
    wanted = [word.casefold() for word in words]
    found = {
        item.activity
        for item in catalogue.seeds()
        if all(re.search(rf"\b{re.escape(w)}\b", item.text.casefold()) for w in wanted)
    }
    return "|".join(sorted(found))


def _traditional(chance: random.Random) -> Iterator[Line]:
    from opencc import OpenCC  # noqa: PLC0415  # as a writer in Taiwan or Hong Kong would

    convert = OpenCC("s2t").convert
    for activity, words, _ in _trade_words():
        for word in words:
            if convert(word) != word:
                yield _of_words(convert(word), activity)
    for item, name in _sample(chance, "zh"):
        if convert(name) != name:
            yield _line(item, convert(name))


def _synonyms(chance: random.Random) -> Iterator[Line]:
    """Every English word but the first of its line, some of them with a place or a boundary."""
    for activity, _, words in _trade_words():
        for word in words[1:]:
            yield _of_words(word, activity)
            if activity.startswith(("fuel.diesel", "fuel.petrol")):
                yield _of_words(f"{word} UK", activity, "GB")


def _cross_language(chance: random.Random) -> Iterator[Line]:
    """A place in one language and a thing in the other; or a Chinese word for English data."""
    places = [
        *(("China", "中国", "CN"), ("Shanghai", "上海", "CN-SH"), ("Germany", "德国", "DE")),
        *(("France", "法国", "FR"), ("Japan", "日本", "JP"), ("India", "印度", "IN")),
        *(("Brazil", "巴西", "BR"), ("Canada", "加拿大", "CA"), ("Guangdong", "广东", "CN-GD")),
    ]
    grids = _trade_words()[0]
    for en, zh, code in places:
        yield _of_words(f"{zh} {chance.choice(grids[2])}", grids[0], code)
        yield _of_words(f"{en} {chance.choice(grids[1][:5])}", grids[0], code)
    british = {item.activity for item in catalogue.seeds() if item.region == "GB"}
    for activity, chinese, english in _trade_words():
        if any(activity.split("|")[0].rstrip("*.") in one for one in british):
            yield _of_words(f"UK {chance.choice(chinese)}", activity, "GB")
            yield _of_words(f"英国 {chance.choice(english)}", activity, "GB")


def _short(chance: random.Random) -> Iterator[Line]:
    for activity, words, _ in _trade_words():
        for word in words:
            if len(word) <= 4:
                yield _of_words(word, activity)


def _pinyin(chance: random.Random) -> Iterator[Line]:
    for activity, words, _ in _trade_words():
        for word in words:
            said = _spoken(word)
            if len(said) > 1:
                yield _of_words(chance.choice(("", " ")).join(said), activity)
    grids = _trade_words()[0]
    for code in sorted(code for code in regions.codes() if code.startswith("CN-")):
        said = _spoken(f"{regions.region(code).name['zh']}电网")
        if any(item.region == code for item in catalogue.seeds()):
            yield _of_words("".join(said), grids[0], code)


def _initials(chance: random.Random) -> Iterator[Line]:
    """Of words of three and more characters: of two, initials say nothing."""
    for activity, words, _ in _trade_words():
        for word in words:
            said = _spoken(word)
            if len(said) > 2 and _stands(word):
                yield _of_words("".join(one[0] for one in said), _sounding(said, activity))
    places: dict[str, list[str]] = {}
    for code in (code for code in regions.codes() if code.startswith("CN-")):
        grid = f"{regions.region(code).name['zh'].removesuffix('电网')}电网"
        if _stands(grid):
            places.setdefault("".join(one[0] for one in _spoken(grid)), []).append(code)
    for letters, codes in places.items():
        yield _of_words(letters, "electricity.grid", "|".join(codes))


@cache
def _stands(word: str) -> bool:
    """Say whether any name has ``word`` as it is."""
    return any(word in item.text for item in catalogue.seeds())


def _sounding(said: list[str], activity: str) -> str:
    """Return ``activity`` and that of every word of the list with the same initials."""
    letters = [one[0] for one in said]
    others = [
        other
        for other, words, _ in _trade_words()
        if any([one[0] for one in _spoken(word)] == letters for word in words)
    ]
    return "|".join(dict.fromkeys([activity, *others]))


def _spoken(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  # slow to load

    said: list[str] = lazy_pinyin(text)
    return said


def _codes(chance: random.Random) -> Iterator[Line]:
    coded = [item for item in catalogue.seeds() if item.codes]
    for item in chance.sample(coded, 55):
        code = chance.choice(sorted(item.codes))
        yield _line(item, code.replace("_", chance.choice("_ -.")), facets="", boundary="")
    slugs = sorted({item.activity for item in catalogue.seeds()})
    for slug in chance.sample(slugs, 45):
        yield _of_words(slug.replace(".", chance.choice(". /")), f"{slug}*")
    for item in chance.sample([i for i in catalogue.seeds() if i.region.count("-")], 40):
        yield _of_words(f"{item.region} electricity", "electricity.*", item.region)


_KINDS: dict[str, Callable[[random.Random], Iterator[Line]]] = {
    "typos": _typos,
    "order": _order,
    "dropped": _dropped,
    "synonyms": _synonyms,
    "cross-language": _cross_language,
    "short": _short,
    "traditional": _traditional,
    "pinyin": _pinyin,
    "initials": _initials,
    "codes": _codes,
}


def _sample(chance: random.Random, language: str, most: int = 400) -> Iterator[tuple[Item, str]]:
    """Yield factors of different names in turn, with their first line in a language."""
    by_line: dict[str, Item] = {}
    for item in catalogue.seeds():
        line = next((one for one in item.text.split("\n") if _is_in(one, language)), None)
        if line is not None:
            by_line.setdefault(line, item)
    few = _one_an_activity(chance, list(by_line.items()))
    yield from ((item, line) for line, item in few[:most])


def _one_an_activity(
    chance: random.Random, found: list[tuple[str, Item]]
) -> list[tuple[str, Item]]:
    """Put one of each activity first, so that 550 grids do not crowd the rest out."""
    chance.shuffle(found)
    seen: dict[str, int] = {}
    turns = []
    for line, item in found:
        seen[item.activity] = seen.get(item.activity, 0) + 1
        turns.append((seen[item.activity], line, item))
    return [(line, item) for _, line, item in sorted(turns, key=lambda turn: turn[0])]


def _is_in(line: str, language: str) -> bool:
    han = bool(re.search(r"[\u4e00-\u9fff]", line))
    return han if language == "zh" else not han


def _line(item: Item, query: str, **changes: str) -> Line:
    named = regions.region(item.region).name.values()
    facets = [f"{n}={v}" for n, v in item.facets if n not in _UNNAMED]
    line = {
        "made": "generated",
        "query": query,
        "activity": item.activity,
        "region": item.region if any(name in query for name in named) else "",
        "facets": ";".join(facets),
        "boundary": ",".join(item.boundary),
    }
    return line | changes


def _of_words(query: str, activity: str, region: str = "") -> Line:
    made = {"made": "by hand", "query": query, "activity": activity}
    return made | {"region": region, "facets": "", "boundary": ""}


@cache
def _trade_words() -> tuple[tuple[str, list[str], list[str]], ...]:
    """Return activities with their Chinese and their English words."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return tuple(
            (line["activity"], line["zh"].split("|"), line["en"].split("|"))
            for line in csv.DictReader(file)
        )


if __name__ == "__main__":
    main()
