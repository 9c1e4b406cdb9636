"""One object of the list: a factor or a loss, and the properties beside it."""

import re
from collections.abc import Iterator
from typing import Any

from factordb import units
from factordb.errors import UnknownUnit
from factordb.importers.gathering import Found, Number, Thing, rejected, rejection
from factordb.importers.india_json.content import Printed, escaped, numbers
from factordb.importers.words import beside, slug, tidy
from factordb.model.dates import year as whole_year
from factordb.model.reading import Blank, NotOurs
from factordb.model.text import showable

_UNIT = re.compile(r"kg(?P<gas>CO2e|CO2|CH4|N2O)/(?P<per>.+)")
_FISCAL = re.compile(r"FY (?P<first>20\d\d)-(?P<last>\d\d)")
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_METHOD = re.compile(r"\bAR[456]\b")
_BIOGENIC = "CO2_biogenic_kgCO2_per_tonne"
_LONGEST_NOTE = 4000


def _said(name: str) -> Any:  # a part of the words
    return beside(__file__, "words.json")[name]


class Entry:
    """One object of the list; what is read of it is taken, the rest is counted."""

    def __init__(self, entry: Any, at: str, same: dict[str, str]) -> None:  # any JSON
        self._entry: dict[str, Any] = entry if isinstance(entry, dict) else {"entry": entry}
        self._at, self._same = at, same
        self._left = dict(numbers(entry, at))

    def found(self) -> Iterator[Found]:
        """Yield the value, what stands beside it, and how many numbers are not ours."""
        region = _said("regions").get(slug(self._text("geography")))
        value = self._number("value", {})
        if value is not None:
            self._left.pop(value.at)
            if region is None:
                reason = f"geography: {self._text('geography')!r} is no region that is known"
                yield from rejected([value], reason)
            else:
                yield from self._value(value, region)
                yield from self._properties(region)
        elif self._entry.get("value") is not None:
            printed = str(self._entry["value"])
            yield rejection(f"{self._at}/value", printed, "value: is no number")
        elif "value" in self._entry:
            yield Blank(at=f"{self._at}/value")
        for place in self._left:
            key = place.removeprefix(self._at).rpartition("/")[2]
            yield NotOurs(
                reason=f"{showable(key, 100)}: an input or year of the compiler's", count=1
            )

    def _text(self, key: str) -> str:
        value = self._entry.get(key)
        return tidy(value) if isinstance(value, str) else ""

    def _number(self, key: str, says: dict[str, Any]) -> Number | None:
        value = self._entry.get(key)
        if not isinstance(value, Printed):
            return None
        return Number(f"{self._at}/{escaped(key)}", str(value), says, self._text("unit") or None)

    def _value(self, value: Number, region: str) -> Iterator[Found]:
        printed = self._text("unit")
        if printed == "percent":
            told = {"subject": "electricity.grid", "property": "loss", "unit": "%"}
            facets = {"basis": "aggregate technical and commercial"}
            yield Thing(self._whole(region) | told | {"facets": facets}, [value])
            return
        unit = _UNIT.fullmatch(printed)
        try:
            per = units.canonical(_said("units").get(unit["per"], unit["per"])) if unit else ""
        except UnknownUnit as error:
            yield from rejected([value], f"unit: {error.detail}")
            return
        if not unit:
            yield from rejected([value], f"unit: {printed!r} says no kg of a gas per something")
            return
        gwp = self._gwp() if unit["gas"] == "CO2e" else None
        says = {"gas": unit["gas"]} | ({"gwp": gwp} if gwp else {})
        numbers = [value._replace(says=says), *self._components()]
        yield Thing(self._factor(region) | {"unit": per}, numbers, self._text("id") or None)

    def _components(self) -> Iterator[Number]:
        """Yield gases that the compiler keeps out of his value: those of biomass."""
        inner = self._entry.get("ghg_components")
        if not isinstance(inner, dict) or _BIOGENIC not in inner:
            return
        for key, says in _said("components").items():
            at = f"{self._at}/ghg_components/{key}"
            if isinstance(inner.get(key), Printed) and self._left.pop(at, None) is not None:
                weighted = "CO2e" in key
                unit = "kgCO2e/tonne" if weighted else "kgCO2/tonne"
                yield Number(at, str(inner[key]), says | {"outside": True}, unit, weighted=weighted)

    def _factor(self, region: str) -> dict[str, Any]:
        first = self._text("id").partition("-")[0]
        grid = _said("grid").get(self._text("id"), {"facets": {"mix": "average"}})
        is_grid = first == "grid"
        basis = self._basis()
        boundary = _said("boundaries").get(first)
        return {
            **self._whole(region),
            "activity": "electricity.grid" if is_grid else self._activity(first),
            "classification": self._classification(),
            **({"facets": grid["facets"]} if is_grid else {}),
            **({"use": grid["use"]} if is_grid and "use" in grid else {}),
            **({"boundary": boundary} if boundary else {}),
            **({"conventions": {"gases": "co2-only"}} if basis.startswith("CO2 only") else {}),
        }

    def _activity(self, first: str) -> str:
        group = _said("groups").get(first, "other")
        rest = self._text("id").removeprefix(f"{first}-")
        return f"{group}.{slug(rest)}"

    def _classification(self) -> dict[str, list[str]]:
        said = {"india-sector": self._text("sector"), "ghg-scope": self._text("scope")}
        return {scheme: [text] for scheme, text in said.items() if text}

    def _basis(self) -> str:
        inner = self._entry.get("ghg_components")
        basis = inner.get("GWP_basis") if isinstance(inner, dict) else None
        return basis if isinstance(basis, str) else ""

    def _gwp(self) -> str | None:
        """Return the GWP method that is named, where one only is."""
        for text in (self._basis(), self._text("reference_year"), self._text("methodology")):
            named = set(_METHOD.findall(text))
            if named:
                return named.pop() if len(named) == 1 else None
        return None

    def _whole(self, region: str) -> dict[str, Any]:
        name, id_ = self._text("factor_name"), self._text("id")
        return {
            "dataset": self._same["dataset"],
            "region": region,
            "name": {"en": name or id_ or self._at},
            **({"ids": [id_]} if id_ else {}),
            **self._dates(),
            "source": self._source(),
        }

    def _dates(self) -> dict[str, Any]:
        dates: dict[str, Any] = {}
        told = str(self._entry.get("reference_year", ""))
        fiscal = _FISCAL.fullmatch(told)
        if fiscal:
            last = int(fiscal["first"]) + 1
            dates["data"] = {"from": f"{fiscal['first']}-04-01", "to": f"{last}-03-31"}
        elif _YEAR.fullmatch(told):
            dates["data"] = whole_year(told)
        if _YEAR.fullmatch(str(self._entry.get("publication_year", ""))):
            dates["published"] = str(self._entry["publication_year"])
        return {"dates": dates} if dates else {}

    def _source(self) -> dict[str, Any]:
        upstream = {
            "document": self._text("source_document"),
            "url": self._text("source_url"),
            "primary-url": self._text("primary_source_url"),
        }
        upstream = {word: text for word, text in upstream.items() if text}
        notes = [self._text(key)[:_LONGEST_NOTE] for key in ("methodology", "notes")]
        notes = list(dict.fromkeys(note for note in notes if note))
        return {
            "artifact": self._same["artifact"],
            "document": "Open India Emission Factors",
            "publisher": "Batchwise",
            **({"upstream": upstream} if upstream else {}),
            **({"notes": notes} if notes else {}),
        }

    def _properties(self, region: str) -> Iterator[Found]:
        """Yield calorific values and densities of the fuel."""
        first = self._text("id").partition("-")[0]
        for key, (name, unit) in _said("properties").items():
            number = self._number(key, {})
            if number is not None:
                self._left.pop(number.at)
                told = {"subject": self._activity(first), "property": name, "unit": unit}
                yield Thing(self._whole(region) | told, [number._replace(unit=unit)])
