"""A catalogue of any size around a real one: copies for other regions, and products invented.

The copies say what their originals say, of other regions and years. The products are made of plain
trade words, in both languages and after the manner of background databases, so that most of them
share words with what is searched for. Nothing here is a number that anybody published.
"""

import csv
import hashlib
import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from factordb.model import regions
from factordb.search.item import Item

NAMES_A_FACTOR = 0.115
"""Distinct names for each factor, as in the catalogues that were looked at."""
_COPIES = 0.3

_PARTS = Path(__file__).with_name("data") / "products.csv"
_UNITS = (("kg", "mass"), ("t", "mass"), ("m3", "volume"), ("kWh", "energy"), ("piece", "piece"))


def around(base: Sequence[Item], count: int, seed: int = 1) -> list[Item]:
    """Return ``base`` and as many invented factors as make ``count``."""
    chance = random.Random(seed)  # noqa: S311  # the same catalogue each time
    room = max(0, count - len(base))
    names = max(1, round(count * NAMES_A_FACTOR) - len({item.text for item in base}))
    products = _products(chance, names)
    copied = [item for item in base if not _names_its_region(item)]
    places = [code for code in regions.codes() if regions.region(code).kind == "country"]
    places += [code for code in regions.codes() if code.startswith("CN-")]
    made = list(base)
    edition = max(item.edition for item in base) + 1
    for number in range(room):
        place, year = chance.choice(places), chance.randint(2005, 2024)
        if number >= names and chance.random() < _COPIES:
            made.append(_copy(chance.choice(copied), number, place, year, edition))
        else:
            text, group, activity = products[number if number < names else chance.randrange(names)]
            made.append(_product(text, group, activity, number, place, year, edition))
    return made


def _names_its_region(item: Item) -> bool:
    """A factor whose name says where it holds is no factor of another place."""
    names = [item.region, *regions.region(item.region).name.values()]
    stems = [name.removesuffix("电网").removesuffix(" grid") for name in names]
    return item.group == "electricity" or any(stem in item.text for stem in stems)


def _copy(item: Item, number: int, place: str, year: int, edition: int) -> Item:
    return item._replace(
        release=1_000_000,
        ordinal=number,
        edition=edition,
        dataset="invented-national",
        region=place,
        years=(year, year),
        codes=(),
        identity=_word(f"copy {number}"),
        number=_word(f"copy number {number}"),
    )


def _product(  # noqa: PLR0913  # what an item is made of
    text: str, group: str, activity: str, number: int, place: str, year: int, edition: int
) -> Item:
    unit, dimension = _UNITS[number % len(_UNITS)]
    return Item(
        release=1_000_001,
        ordinal=number,
        edition=edition,
        dataset="invented-products",
        text=text,
        group=group,
        activity=activity,
        region=place,
        years=(year, year),
        unit=unit,
        dimension=dimension,
        uses=("product",),
        boundary=("cradle-to-gate",),
        facets=(),
        archived=False,
        codes=(f"INV-{number:07}",),
        identity=_word(f"product {number}"),
        number=_word(f"product number {number}"),
    )


def _products(chance: random.Random, names: int) -> list[tuple[str, str, str]]:
    """Return texts, groups and activities: products, then products of products where they end."""
    return [product for product, _ in zip(_every(chance), range(names), strict=False)]


def _every(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    pairs = list(itertools.product(*_parts()))
    chance.shuffle(pairs)
    for round_ in range(100):
        for (en, zh), (how, how_zh), (grade, grade_zh) in pairs:
            site = f", site {round_}" if round_ else ""
            slug = f"{en} {how} {grade}".replace(",", "").replace(" ", "-").lower()
            activity = f"process.{slug}"
            lines = (
                f"{en}, {how}, {grade}{site}",
                f"{zh}，{how_zh}，{grade_zh}{site}",
                f"{activity} {activity.replace('.', ' ').replace('-', ' ')}",
            )
            yield "\n".join(lines), "process", activity


def _parts() -> list[list[tuple[str, str]]]:
    """Return products, processes and grades, in English and Chinese."""
    with _PARTS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [
        [(line["en"], line["zh"]) for line in lines if line["part"] == part]
        for part in ("product", "process", "grade")
    ]


def _word(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
