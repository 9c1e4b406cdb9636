"""Small catalogues to search in: a test names only what it is about."""

import itertools
from pathlib import Path
from typing import Any

from factordb.search.columns import Filters
from factordb.search.generation import Generation
from factordb.search.item import ALWAYS, Item
from factordb.search.searching import Asked, Result, search
from factordb.search.shelf import Shelf

_NUMBERS = itertools.count(1)


def an_item(text: str, **changes: Any) -> Item:  # any field of an item
    """Return a factor that nothing else is like, named ``text``; ``changes`` replace its fields."""
    number = next(_NUMBERS)
    fields: dict[str, Any] = {
        "release": 1,
        "ordinal": number,
        "edition": 1,
        "dataset": "trade-office",
        "group": "fuel",
        "activity": "fuel.diesel",
        "region": "GLO",
        "years": ALWAYS,
        "unit": "kg",
        "dimension": "mass",
        "uses": (),
        "boundary": ("combustion",),
        "facets": (),
        "archived": False,
        "codes": (),
        "identity": number,
        "number": number,
    }
    return Item(text=text, **(fields | changes))


def indexed(folder: Path, *items: Item, edition: int = 1) -> Generation:
    """Return an index of ``items``."""
    return Shelf(folder).extend(edition, "mark", lambda _: items)


def asked(index: Generation, text: str = "", **more: Any) -> Result:  # fields of a question
    """Return what ``text`` finds."""
    given: dict[str, Any] = {"filters": Filters(), "edition": 1, "fallen": {}, "limit": 20} | more
    return search(index, Asked(text=text, **given))


def texts(index: Generation, result: Result) -> list[str]:
    """Return the first line of each hit, folded."""
    names = index.columns.arrays["name"]
    return [index.lines[int(names[hit.row])].split("\n")[0] for hit in result.found]
