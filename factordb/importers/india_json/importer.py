"""Reads the Open India Emission Factors: one JSON, an object a factor, with its sources.

Layout: ``{"metadata": …, "emission_factors": [{"id", "value", "unit", "geography", …}]}``. A unit
says of which gas (``kgCO2/kWh``, ``kgCH4/head/year``) or is percent, then it is a loss. Calorific
values and densities beside a value are properties; the other inputs of its calculation are not
ours. A cell is a JSON pointer: ``/emission_factors/3/value``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from factordb.errors import UnreadableFile
from factordb.importers import encodings, gathering
from factordb.importers.gathering import Found
from factordb.importers.india_json.content import LIST, content, numbers
from factordb.importers.india_json.entries import Entry
from factordb.importers.protocol import Intake, Item
from factordb.importers.words import beside
from factordb.model.manifest import Manifest
from factordb.model.reading import NotOurs


class IndiaJson:
    layout: ClassVar[str] = "india-json"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Open India Emission Factors, JSON, versions 1.0 and 1.1"

    def recognises(self, file: Path) -> bool:
        """Say whether it is a JSON object that lists emission factors of India."""
        try:
            if not encodings.head(file, 1 << 12).lstrip("\ufeff \r\n\t").startswith("{"):
                return False
            return bool(content(file))
        except UnreadableFile:
            return False

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield the manifest, the documents, and an account of all other numbers."""
        whole = content(intake.file)
        manifest = Manifest.model_validate(
            beside(__file__, "words.json")["manifest"]
            | ({"dataset": intake.dataset} if intake.dataset else {})
        )
        yield manifest
        same = {"dataset": manifest.dataset, "artifact": intake.artifact}
        yield from gathering.settled(_found(whole, same))


def _found(whole: dict[str, Any], same: dict[str, str]) -> Iterator[Found]:
    others = {key: value for key, value in whole.items() if key != LIST}
    for _ in numbers(others, ""):
        yield NotOurs(reason="the metadata", count=1)
    for index, entry in enumerate(whole[LIST]):
        yield from Entry(entry, f"/{LIST}/{index}", same).found()
