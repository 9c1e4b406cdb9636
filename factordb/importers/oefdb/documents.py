"""What one line of the database says: activity, facets, boundary, region, dates, amounts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from factordb import units
from factordb.errors import UnknownUnit
from factordb.importers import gathering, words
from factordb.importers.gathering import Found, Number, Thing, rejected
from factordb.importers.headed import Record
from factordb.importers.oefdb.columns import Column
from factordb.importers.oefdb.weighing import Weighing
from factordb.importers.printed import number
from factordb.model import regions

NOT_SUPPLIED = frozenset({"not-supplied", "not_supplied", "not supplied"})
_YEAR = re.compile(r"(?P<first>[12]\d{3})(?:-(?P<last>[12]\d{3}))?", re.ASCII)
_OUTSIDE = "outside of scopes"
_LONGEST_NOTE = 4000
_FLAGS = re.compile(r"[a-z]")


class Lines:
    """The lines of one file."""

    def __init__(
        self, dataset: str, artifact: str, columns: Sequence[Column], weighing: Weighing
    ) -> None:
        self._dataset, self._artifact = dataset, artifact
        self._columns, self._weighing = columns, weighing

    def found(self, record: Record) -> Iterator[Found]:
        """Yield the factor of one line, or why there is none."""
        numbers, rest = gathering.read(self._numbers(record))
        cells = record.cells
        region = _region(cells["region"].strip())
        try:
            unit = units.canonical(cells["activity_unit"])
        except UnknownUnit as error:
            yield from rest
            yield from rejected(numbers, f"activity_unit: {error.detail}")
            return
        if region is None:
            yield from rest
            yield from rejected(numbers, f"region: {cells['region']!r} is no region that is known")
            return
        whole = _whole(cells, unit) | {"dataset": self._dataset, "region": region}
        whole["source"] = _source(cells) | {"artifact": self._artifact}
        yield from gathering.of(whole, rest)
        if numbers:
            yield Thing(whole, numbers, _told_apart(cells))

    def _numbers(self, record: Record) -> Iterator[Number]:
        cells = record.cells
        weighted = self._weighing.weighted(record)
        outside = cells.get("scope", "").strip().casefold() == _OUTSIDE
        for column in self._columns:
            text = cells[column.name]
            if text.strip() in NOT_SUPPLIED:
                text = ""
            says: dict[str, Any] = dict(column.says)
            if outside:
                says |= {"outside": True} | ({"origin": "biogenic"} if says["gas"] == "CO2" else {})
            unit = f"{column.name}/{cells['activity_unit']}"
            yield Number(
                record.at(column.name),
                text,
                says,
                unit,
                weighted=weighted and column.is_mass(),
            )


def _region(printed: str) -> str | None:
    """Return the region of the table; a place within a country is the country."""
    listed = words.beside(__file__, "words.json")["regions"].get(printed)
    country, _, place = printed.partition("-")
    for code in (listed, printed, f"US-EGRID-{place}" if country == "US" else None):
        if code and regions.exists(code):
            return str(code)
    is_place = re.fullmatch(r"[A-Z]{3}", place) and regions.exists(country)
    return country if is_place else None


def _whole(cells: dict[str, str], unit: str) -> dict[str, Any]:
    said = words.beside(__file__, "words.json")
    known = said["activities"].get(cells["activity_id"], {})
    stages = [stage for stage in cells["lca_activity"].split("-") if stage]
    facets = {"upstream": cells["source"], "upstream-year": cells["year_released"]}
    facets = {name: value.strip() for name, value in facets.items() if value.strip()}
    if known:
        at = next((said["at"][stage] for stage in stages if stage in said["at"]), None)
        facets |= known["facets"] | ({"at": at} if at else {})
    if cells.get("scope", "").strip().casefold() == _OUTSIDE:
        facets["coverage"] = "outside-of-scopes"
    boundary = {part for stage in stages for part in said["stages"].get(stage, ["unknown"])}
    ids = sorted({cells[c].strip() for c in ("activity_id", "uuid") if cells.get(c, "").strip()})
    return {
        "activity": known.get("activity") or _activity(cells, unit),
        "facets": facets,
        "boundary": sorted(boundary or {"unknown"}),
        "unit": unit,
        "name": {"en": cells["name"]},
        "classification": _classification(cells),
        **({"ids": ids} if ids else {}),
        **_dates(cells),
        **_judged(cells),
    }


def _activity(cells: dict[str, str], unit: str) -> str:
    """Return a group and the parts of the id: ``transport.passenger-train.route-type-rail``."""
    groups = words.beside(__file__, "words.json")["groups"]
    group = groups["category"].get(cells.get("category", ""))
    group = group or groups["sector"].get(cells.get("sector", ""), "other")
    if "currency" in units.dimension(unit):
        group = "spend"
    parts = [words.slug(part) for part in cells["activity_id"].split("-") if part.strip()]
    if parts and parts[0] == group:
        parts = parts[1:]
    return ".".join([group, *parts])[:200].strip(".-")


def _classification(cells: dict[str, str]) -> dict[str, list[str]]:
    said = {
        "oefdb-sector": cells.get("sector", ""),
        "oefdb-category": cells.get("category", ""),
        "oefdb-region": cells["region"],
        "ghg-scope": "" if cells.get("scope", "") in NOT_SUPPLIED else cells.get("scope", ""),
    }
    return {
        scheme: sorted({code.strip() for code in text.split("|") if code.strip()})
        for scheme, text in said.items()
        if text.strip()
    }


def _dates(cells: dict[str, str]) -> dict[str, Any]:
    dates: dict[str, Any] = {}
    for name, column in (("data", "years_calculated_from"), ("applies", "years_valid")):
        period = _YEAR.fullmatch(cells.get(column, "").strip())
        if period:
            last = period["last"] or period["first"]
            dates[name] = {"from": f"{period['first']}-01-01", "to": f"{last}-12-31"}
    if _YEAR.fullmatch(cells["year_released"].strip()):
        dates["published"] = cells["year_released"].strip()
    return {"dates": dates} if dates else {}


def _judged(cells: dict[str, str]) -> dict[str, Any]:
    """Return the uncertainty in percent and the flags of quality, where there are any."""
    said: dict[str, Any] = {}
    percent = number(cells.get("uncertainty", ""))
    if percent is not None:
        parameters = {"half-range-percent": percent}
        said["uncertainty"] = {"distribution": "interval", "parameters": parameters}
    flags = _FLAGS.findall(cells.get("data_quality", "").casefold())
    if flags:
        said["quality"] = {"scheme": "oefdb-flags", "scores": dict.fromkeys(flags, "1")}
    return said


def _source(cells: dict[str, str]) -> dict[str, Any]:
    upstream = {
        "publisher": cells["source"],
        "year": cells["year_released"],
        "dataset": cells.get("dataset", ""),
        "url": cells.get("source_link", ""),
        "accessed": cells.get("date_accessed", ""),
        "contributor": cells.get("contributor", ""),
    }
    upstream = {name: text.strip() for name, text in upstream.items() if text.strip()}
    note = cells.get("description", "").strip()[:_LONGEST_NOTE]
    return {
        "document": "Open Emission Factors Database",
        "publisher": "Climatiq",
        "url": "https://github.com/climatiq/Open-Emission-Factors-DB",
        **({"upstream": upstream} if upstream else {}),
        **({"notes": [note]} if note else {}),
    }


def _told_apart(cells: dict[str, str]) -> str:
    told = f"{cells['lca_activity']} {cells['region']} {cells['activity_id']}"
    return words.tidy(told)[:120].strip()
