"""Limits as data: bands by kind and unit, and how far numbers may lie apart."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from factordb import units
from factordb.errors import Incommensurable, UnknownUnit
from factordb.numbered import Family
from factordb.quality.stems import Stems

FAMILY = Family("bands", Path(__file__).parent)
TABLE = FAMILY.newest()


class Band(NamedTuple):
    """What a number of one kind may be, per one of a factor's own unit."""

    id: str
    per: str
    scale: float
    """How many of ``per`` make one unit of the factor."""
    hold: tuple[float, float]
    usual: tuple[float, float]
    why: str


class Peers(NamedTuple):
    """How far one of many alike may lie from their middle."""

    least: int
    """How many there have to be."""
    usual: float
    """Times, or one part of so many."""
    hold: float
    share: float
    """Where more of them stand apart, none does: they are only many kinds of one thing."""


class Zeros(NamedTuple):
    """When a zero is remarkable among its neighbours."""

    least: int
    """How many neighbours are none."""
    partly: float
    """Which share of them, where the factor has other numbers that are none."""
    wholly: float
    """Which share of them, where all of the factor is zero."""


class Change(NamedTuple):
    """How far a number may move from one release to the next."""

    usual: float
    """Share of the old one."""
    hold: float
    """Times, or one part of so many."""
    share: float
    """Of all numbers; where so many move alike it is no coincidence."""
    least: int


def look_up() -> None:
    """Read the table and the units it is in, so that no first number waits for them."""
    _stems()
    units.ratio("t", "kg")


def digest() -> str:
    """Return the digest of the table."""
    return FAMILY.digest(TABLE)


def stem(activity: str) -> str:
    """Return the nearest activity that the table names; what it says goes by that alone."""
    stems = _stems()
    return activity if activity in stems else _stem_above(activity.rpartition(".")[0])


@lru_cache(maxsize=8192)
def _stem_above(activity: str) -> str:
    return _stems().nearest(activity)


@lru_cache(maxsize=8192)
def band(stem: str, unit: str, boundary: tuple[str, ...]) -> Band | None:
    """Return the band that a number of this kind lies in, or nothing where none is known."""
    for entry in _content()["bands"]:
        stages = entry.get("boundary")
        if not _names(entry["activities"], stem) or (stages and boundary != tuple(stages)):
            continue
        scale = _scale(unit, entry["per"])
        if scale is not None:
            hold, usual = (tuple(map(float, entry[name])) for name in ("hold", "usual"))
            return Band(entry["id"], entry["per"], scale, hold, usual, entry["why"])  # type: ignore[arg-type]  # two each
    return None


@lru_cache(maxsize=8192)
def property_band(name: str, unit: str) -> Band | None:
    """Return the band that a property of this name lies in, or nothing where none is known."""
    for entry in _content()["properties"]:
        scale = _scale(unit, entry["per"]) if name in entry["properties"] else None
        if scale is not None:
            hold, usual = (tuple(map(float, entry[end])) for end in ("hold", "usual"))
            return Band(entry["id"], entry["per"], scale, hold, usual, entry["why"])  # type: ignore[arg-type]  # two each
    return None


@lru_cache(maxsize=8192)
def property_fits(name: str, unit: str) -> bool:
    """Say whether such a property is measured in this unit."""
    found = (e["dimensions"] for e in _content()["property-dimensions"] if name in e["properties"])
    fitting = next(found, ())
    return not fitting or units.dimension(unit) in fitting


@cache
def property_never_negative(name: str) -> bool:
    """Say whether such a property is never below zero."""
    return name in _content()["properties-never-negative"]


@lru_cache(maxsize=8192)
def mass_band(unit: str, boundary: tuple[str, ...]) -> Band | None:
    """Return what the mass of any gas may be that is given off directly, whatever the activity."""
    for entry in _content()["masses"]:
        scale = _scale(unit, entry["per"])
        if scale is not None and list(boundary) in entry["boundary"]:
            low, high = map(float, entry["hold"])
            hold = (low, high)
            return Band(entry["id"], entry["per"], scale, hold, hold, entry["why"])
    return None


@lru_cache(maxsize=8192)
def fits(stem: str, unit: str) -> bool:
    """Say whether such an activity is measured in this unit."""
    fitting = _dimensions(stem)
    return not fitting or units.dimension(unit).partition(" ")[0] in fitting


def _dimensions(stem: str) -> tuple[str, ...]:
    for entry in _content()["dimensions"]:
        if _names(entry["activities"], stem):
            return tuple(entry["dimensions"])
    return ()


def never_negative(stem: str) -> bool:
    """Say whether such an activity takes nothing up."""
    return _names(_content()["never-negative"], stem)


@lru_cache(maxsize=8192)
def grew(activity: str) -> bool:
    """Say whether an activity burns what grew: its name has one of the table's words."""
    return any(word in activity for word in _content()["grew"])


def beyond_bands() -> tuple[float, int]:
    """Return the share, and the least number, beyond their bands that condemns a release."""
    found = _content()["beyond-bands"]
    return float(found["share"]), int(found["least"])


def sums() -> tuple[float, int]:
    """Return the share, and the least number, of sums that may miss their totals slightly."""
    found = _content()["sums"]
    return float(found["share"]), int(found["least"])


@cache
def parts_beside_gases() -> frozenset[str]:
    """Return the parts of a total that are no gas of their own, and stand beside the gases."""
    return frozenset(_content()["parts-beside-gases"])


def far_off() -> float:
    """Return the share of a total by which a sum that misses it is no matter of rounding."""
    return float(_content()["sums"]["far"])


def peers() -> Peers:
    """Return how far one of many alike may lie from their middle."""
    found = _content()["peers"]
    return Peers(
        int(found["least"]), float(found["usual"]), float(found["hold"]), float(found["share"])
    )


def zeros() -> Zeros:
    """Return when a zero is remarkable among its neighbours."""
    found = _content()["zeros"]
    return Zeros(int(found["least"]), float(found["partly"]), float(found["wholly"]))


def change() -> Change:
    """Return how far a number may move from one release to the next."""
    found = _content()["change"]
    return Change(
        float(found["usual"]), float(found["hold"]), float(found["share"]), int(found["least"])
    )


def coverage() -> tuple[float, int]:
    """Return which share of a release, and how many of its keys, may be gone from the next."""
    found = _content()["coverage"]
    return float(found["share"]), int(found["least"])


def mistake(ratio: float) -> str | None:
    """Return which mistake is known to move numbers by ``ratio``, either way."""
    times = max(ratio, 1 / ratio) if ratio > 0 else 0
    for entry in _content()["mistakes"]:
        if abs(times / float(entry["ratio"]) - 1) < 0.002:
            way = "" if ratio >= 1 else ", the other way"
            return f"{entry['why']}{way}"
    return None


@cache
def _content() -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(FAMILY.file(TABLE).read_bytes())
    return loaded


@cache
def _stems() -> Stems:
    """Return every activity that the table names."""
    content = _content()
    named = [entry["activities"] for entry in (*content["bands"], *content["dimensions"])]
    return Stems(stem for stems in (*named, content["never-negative"]) for stem in stems)


def _names(stems: list[str], activity: str) -> bool:
    return any(activity == stem or activity.startswith(f"{stem}.") for stem in stems)


def _scale(unit: str, per: str) -> float | None:
    """Return how many of ``per`` make one ``unit``, whatever its annotations say."""
    try:
        return float(units.ratio(units.bare(unit), per).number)
    except (Incommensurable, UnknownUnit):
        return None
