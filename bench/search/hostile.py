"""The longest and worst questions that could be thought of, of 300 characters each."""

import itertools
import random
from collections.abc import Iterable, Iterator

from bench.search import labels
from factordb.search import folding

_LONGEST = folding.LONGEST


def queries() -> list[str]:
    """Return questions that ask for as much as a question may."""
    return [query[:_LONGEST] for query in _every()]


def _every() -> Iterator[str]:
    chance = random.Random(3)  # noqa: S311  # the same questions each time
    runs = [run for label in labels.every() for run in folding.runs(label.query.casefold())]
    han = sorted({run for run in runs if folding.is_han(run)})
    latin = sorted({run for run in runs if run.isascii() and run.isalpha()}, key=len)
    characters = sorted({char for run in han for char in run})
    yield ""
    yield from (_many(latin[at:]) for at in range(0, len(latin), 40))  # many common words
    yield from (_many(f"{word[:-1]}q" for word in latin[at:]) for at in range(0, len(latin), 40))
    yield _many(word[::-1] for word in latin)
    yield _many(word[:3] for word in latin)
    yield _many(f"{first}{second}" for first, second in itertools.pairwise(latin))
    yield "".join(latin)
    yield "-".join(latin)
    yield "".join(han)
    yield from ("".join(chance.choices(characters, k=_LONGEST)) for _ in range(4))
    yield _many("".join(chance.sample(characters, 3)) for _ in range(200))
    yield _many(characters)
    yield _many("".join(chance.choices("bpmfdtnlgkhjqxrzcsyw", k=4)) for _ in range(90))
    yield from (_many([text] * _LONGEST) for text in ("ing", "电力", "diesel", "dianwang", "a"))
    yield from (
        text * _LONGEST for text in ("电", "aaa", "kg ", "CN 2023 ", "1.", "🔥", "ﷺ", "a\u0301")
    )
    yield from (text * _LONGEST for text in ("' OR 1=1 -- ", "(a+)+$", "%_\\", "عامل الانبعاث "))


def _many(words: Iterable[str]) -> str:
    return " ".join(words)
