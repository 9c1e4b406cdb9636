"""Reads Agribalyse's food products: the synthesis, or the detail by stage.

Layout: a CSV, one line a food. The synthesis has its climate change as one column beside other
impacts; the detail has a column a stage (``Changement climatique - Agriculture``). Unit: kg CO2e
per kg of food. Blank lines may follow. Source: https://agribalyse.ademe.fr
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import gathering, headed, words
from factordb.importers.gathering import Found, Number, Thing
from factordb.importers.headed import Record
from factordb.importers.printed import number
from factordb.importers.protocol import Intake, Item
from factordb.model.manifest import Manifest
from factordb.model.reading import Caution

CODE, GROUP, NAME, LCI, DQR = (
    "Code AGB",
    "Groupe d'aliment",
    "Nom du Produit en Français",
    "LCI Name",
    "DQR",
)
TOTAL = "Changement climatique"
_NEEDED = (CODE, GROUP, NAME, LCI)
_SOURCE = {"document": "Agribalyse", "publisher": "ADEME", "url": "https://agribalyse.ademe.fr"}


class Agribalyse:
    layout: ClassVar[str] = "agribalyse"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "ADEME Agribalyse: food products, synthesis or detail by stage"

    def recognises(self, file: Path) -> bool:
        """Say whether the first line has the codes of foods and a climate change."""
        found = headed.columns(file)
        return set(_NEEDED) <= set(found) and bool(_amounts(found))

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, a factor a food, and an account of all other numbers."""
        table = headed.opened(intake.file, _NEEDED)
        columns = _amounts(table.columns)
        if not columns:
            raise UnreadableFile(
                f"{table.name} line 1 has no column {TOTAL!r}, nor one of a stage of it.",
                file=table.name,
            )
        manifest = Manifest.model_validate(
            words.beside(__file__)["manifest"]
            | ({"dataset": intake.dataset} if intake.dataset else {})
        )
        yield manifest
        yield from table.cautions()
        if table.empty():
            yield Caution(text=f"{table.empty()} lines hold nothing.")
        same = {"dataset": manifest.dataset, "source": _SOURCE | {"artifact": intake.artifact}}
        found = chain.from_iterable(_found(r, columns, same) for r in table.records())
        others = table.others(columns, _others(table.columns))
        yield from gathering.settled(chain(found, others))


def _amounts(header: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return the columns of climate change, and of which part each is."""
    stages = words.beside(__file__)["stages"]
    parts = {f"{TOTAL} - {stage}": {"part": part} for stage, part in stages.items()}
    parts[TOTAL] = {}
    return {column: parts[column] for column in header if column in parts}


def _others(header: tuple[str, ...]) -> dict[str, str]:
    codes = words.beside(__file__)["codes"]
    said = dict.fromkeys(header, "another impact than climate change")
    said |= dict.fromkeys(codes, "a code, kept as classification")
    return said | {CODE: "the publisher's id", DQR: "the publisher's score, kept as quality"}


def _found(
    record: Record, columns: dict[str, dict[str, str]], same: dict[str, Any]
) -> Iterator[Found]:
    cells = record.cells
    numbers, rest = gathering.read(
        Number(record.at(column), cells[column], {"gas": "CO2e"} | part)
        for column, part in columns.items()
    )
    whole = _whole(cells) | same
    yield from gathering.of(whole, rest)
    if numbers:
        yield Thing(whole, numbers, cells[CODE].strip() or None)


def _whole(cells: dict[str, str]) -> dict[str, Any]:
    codes = words.beside(__file__)["codes"]
    told = {scheme: words.tidy(cells.get(column, "")) for column, scheme in codes.items()}
    names = {"fr": words.tidy(cells[NAME]), "en": words.tidy(cells[LCI])}
    score = number(cells.get(DQR, ""))
    return {
        "activity": f"food.{words.slug(cells[GROUP])}.{words.slug(cells[NAME] or cells[LCI])}",
        "boundary": ["cradle-to-shelf", "use"],
        "region": "FR",
        "unit": "kg",
        "name": {language: name for language, name in names.items() if name},
        "classification": {scheme: [code] for scheme, code in told.items() if code},
        **({"ids": [cells[CODE].strip()]} if cells[CODE].strip() else {}),
        **({"quality": {"scheme": "agribalyse-dqr", "scores": {"dqr": score}}} if score else {}),
    }
