"""The real part of what is searched: the seeds, and publishers' files where they are at hand."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from factordb import shipped, units
from factordb.catalogue import seeding
from factordb.catalogue.hits import wording
from factordb.importers import registry
from factordb.importers.protocol import Intake
from factordb.model.canonical import digest
from factordb.model.dates import Dates
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.search.item import ALWAYS, Item

PUBLISHERS = Path(__file__).parents[3] / "shared" / "data"
_FILES = (
    ("uk-desnz/ghg-conversion-factors-2023-flat-file-update.xlsx", "uk-ghg-conversion-factors"),
    ("uk-desnz/ghg-conversion-factors-2024-FlatFormat_v1_1.xlsx", "uk-ghg-conversion-factors"),
    ("us-epa-hub/ghg-emission-factors-hub-2024_2024-06-05-erratum.xlsx", "us-epa-ghg-hub"),
)
_BASE_CARBONE = PUBLISHERS / "base-carbone/Base_Carbone_V23.6-v2.xlsx"


@cache
def seeds() -> tuple[Item, ...]:
    """Return the factors of the seeds."""
    found: list[Item] = []
    for edition, reference in enumerate(seeding.references(shipped.SEEDS), 1):
        files = seeding.files_of(shipped.SEEDS, reference)
        dataset = reference.partition("@")[0]
        intake = Intake(files.file, digest(b""), dataset, files.mapping)
        found += _read("table", intake, edition)
    return tuple(found)


def publishers() -> list[Item]:
    """Return the factors of publishers' files; none where they are not at hand."""
    found: list[Item] = []
    for edition, (name, dataset) in enumerate(_FILES, 100):
        file = PUBLISHERS / name
        if file.exists():
            layout = "uk-ghg-flat" if dataset.startswith("uk") else "us-epa-hub"
            found += _read(layout, Intake(file, digest(b""), dataset), edition)
    return found


def base_carbone() -> list[Item]:
    """Return the factors of Base Carbone; none where it is not at hand.

    They stand apart: they are named in French first, and many thousands are named alike.
    """
    if not _BASE_CARBONE.exists():
        return []
    return list(_read("base-carbone", Intake(_BASE_CARBONE, digest(b""), "base-carbone"), 110))


def _read(layout: str, intake: Intake, edition: int) -> Iterator[Item]:
    manifest, factors, labels = None, list[Factor](), dict[str, Label]()
    for item in registry.load(layout).read(intake):
        if isinstance(item, Manifest):
            manifest = item
        elif isinstance(item, Factor):
            factors.append(item)
        elif isinstance(item, Label):
            labels[item.about] = item
    assert manifest is not None  # noqa: S101  # every importer gives one
    for ordinal, factor in enumerate(factors, 1):
        yield _item(factor, labels.get(factor.digest()), manifest, edition, ordinal)


def _item(
    factor: Factor, label: Label | None, manifest: Manifest, edition: int, ordinal: int
) -> Item:
    shown = headline(factor, None, manifest.inferred_gwp())
    said = shown and f"{shown.value} {shown.gas} {shown.gwp}"
    return Item(
        release=edition,
        ordinal=ordinal,
        edition=edition,
        dataset=factor.dataset,
        text=wording.words(factor, label),
        group=factor.activity.partition(".")[0],
        activity=factor.activity,
        region=factor.region,
        years=_years(factor.dates),
        unit=factor.unit,
        dimension=units.dimension(factor.unit),
        uses=tuple(factor.use or manifest.purpose_of(factor.activity)),
        boundary=factor.boundary or (),
        facets=tuple(sorted((factor.facets or {}).items())),
        archived=factor.status == "archived",
        codes=tuple({*(factor.ids or ()), *(a.id for a in factor.amounts if a.id)}),
        identity=_word(f"{factor.dataset} {factor.identity()}"),
        number=_word(f"{factor.dataset} {factor.key()} {said or factor.identity()}"),
    )


def _years(dates: Dates | None) -> tuple[int, int]:
    """Read dates as the store's rows are read."""
    if dates is not None and dates.applies is not None:
        first, last = dates.applies.from_, dates.applies.to
        return (int(first[:4]) if first else ALWAYS[0], int(last[:4]) if last else ALWAYS[1])
    if dates is not None and dates.data is not None:
        return int(dates.data.from_[:4]), int(dates.data.to[:4])
    return ALWAYS


def _word(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
