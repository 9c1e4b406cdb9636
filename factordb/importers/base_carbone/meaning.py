"""What an element is about: activity, facets, boundary, dates, names, scores."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from factordb.importers import words
from factordb.importers.base_carbone.columns import (
    ARCHIVED,
    CATEGORY,
    CHANGED,
    ID,
    LANGUAGES,
    POST,
    SCORES,
    STATUS,
    UNCERTAINTY,
    VALID,
)
from factordb.importers.base_carbone.lines import Line
from factordb.importers.printed import number, point
from factordb.importers.words import slug, tidy
from factordb.model.dates import year as whole_year

_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(?: ?- ?| )(?!\d)(.+)", re.ASCII)
_YEAR_TOLD = re.compile(r"(?:année|donnée) ((?:19|20)\d\d)$", re.IGNORECASE | re.ASCII)
_SERIAL = re.compile(r"[34]\d{4}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_QUOTES = '"""'
"""What is left where commas in a name were quoted twice."""
_AVOIDED = "emissions évitées"
_SERIAL_START = date(1899, 12, 30)
_LONGEST = 120
_ENERGY = ("electricity", "heat")


def said(name: str) -> Any:  # a part of the words
    """Return one part of the words of this importer."""
    return words.beside(__file__, "words.json")[name]


def group(cells: dict[str, str]) -> str:
    """Return the first word of the activity, by the publisher's category."""
    category = tidy(cells[CATEGORY])
    return next((word for start, word in said("groups") if category.startswith(start)), "other")


def identity(cells: dict[str, str], parts: Sequence[Line]) -> dict[str, Any]:
    """Return activity, facets, boundary and conventions of a factor."""
    attribute = tidy(cells.get("Nom attribut français", ""))
    frontier = tidy(cells.get("Nom frontière français", ""))
    known = said("frontiers").get(frontier, {})
    facets = dict(known.get("facets", {}))
    if frontier and not known and not _YEAR.fullmatch(frontier):
        facets["condition"] = frontier[:_LONGEST].strip()
    year_first = _YEAR_FIRST.fullmatch(attribute)
    if year_first and _is_grid(cells):
        attribute = year_first[2].strip()
    activity, more = _activity(cells, attribute)
    boundary = _boundary(cells, parts) or known.get("boundary", [])
    conventions = known.get("conventions")
    facets |= more
    return {
        "activity": activity,
        **({"facets": facets} if facets else {}),
        **({"boundary": boundary} if boundary else {}),
        **({"conventions": conventions} if conventions else {}),
    }


def is_avoided(cells: dict[str, str]) -> bool:
    """Say whether an element counts what recycling avoids, outside of any total."""
    return _AVOIDED in cells.get("Nom frontière français", "").casefold()


def _is_grid(cells: dict[str, str]) -> bool:
    grid = said("grid")
    return grid["category"] in cells[CATEGORY] and slug(cells["Nom base français"]) in grid["names"]


def _activity(cells: dict[str, str], attribute: str) -> tuple[str, dict[str, str]]:
    """Return the activity, and what the attribute tells apart."""
    grid = said("grid")
    if _is_grid(cells) and attribute == grid["average"]:
        return str(grid["activity"]), {"mix": "average"}
    kind = {"class": attribute[:_LONGEST].strip()} if attribute else {}
    if _is_grid(cells):
        return str(grid["activity"]), {"purpose": kind["class"]} if kind else {}
    return f"{group(cells)}.{slug(cells['Nom base français'])}", kind


def _boundary(cells: dict[str, str], parts: Sequence[Line]) -> list[str]:
    posts = said("posts")
    stages = {stage for line in parts for stage in posts.get(tidy(line.cells[POST]), ["", []])[1]}
    if stages:
        if "transmission" in stages and group(cells) not in _ENERGY:
            stages = (stages - {"transmission"}) | {"distribution"}
        return sorted(stages)
    return list(next((stages for word, stages in said("boundaries") if group(cells) == word), []))


def dates(cells: dict[str, str]) -> dict[str, Any]:
    """Return the period of the data, the dates an element holds for, and its last change."""
    found: dict[str, Any] = {}
    frontier = tidy(cells.get("Nom frontière français", ""))
    attribute = _YEAR_FIRST.fullmatch(tidy(cells.get("Nom attribut français", "")))
    told = _YEAR_TOLD.search(frontier)
    year = frontier if _YEAR.fullmatch(frontier) else told[1] if told else None
    year = year or (attribute[1] if attribute and _is_grid(cells) else None)
    if year:
        found["data"] = whole_year(year)
    if applies := _applies(tidy(cells.get(VALID, ""))):
        found["applies"] = applies
    if changed := _day(tidy(cells.get(CHANGED, ""))):
        found["published"] = changed
    return {"dates": found} if found else {}


def _applies(text: str) -> dict[str, str] | None:
    told = _YEAR_TOLD.search(text)
    if told:
        return whole_year(told[1])
    if _YEAR.fullmatch(text):
        return {"to": f"{text}-12-31"}
    last = _day(text)
    return {"to": last} if last else None


def _day(text: str) -> str | None:
    """Return an ISO day; also from a day as a spreadsheet counts them, or as French write it."""
    french = _DAY_FIRST.fullmatch(text)
    try:
        if _SERIAL.fullmatch(text):
            return (_SERIAL_START + timedelta(days=int(text))).isoformat()
        if french:
            return date(int(french[3]), int(french[2]), int(french[1])).isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def described(cells: dict[str, str], comma: bool) -> dict[str, Any]:  # noqa: FBT001  # of the file
    """Return names, ids, status, scores, uncertainty and classification."""
    scores = {word: _number(cells.get(column, ""), comma) for column, word in SCORES.items()}
    kept = {word: score for word, score in scores.items() if score and float(score)}
    percent = _number(cells.get(UNCERTAINTY, ""), comma)
    status = tidy(cells[STATUS])
    return {
        "ids": [cells[ID].strip()],
        "name": names(cells),
        "classification": {
            "base-carbone": [tidy(cells[CATEGORY]) or "-"],
            "base-carbone-status": [status or "-"],
        },
        **({"status": "archived"} if status == ARCHIVED else {}),
        **({"quality": {"scheme": "base-carbone", "scores": kept}} if kept else {}),
        **({"uncertainty": _uncertainty(percent)} if percent is not None else {}),
    }


def _uncertainty(percent: str) -> dict[str, Any]:
    return {"distribution": "interval", "parameters": {"half-range-percent": percent}}


def _number(text: str, comma: bool) -> str | None:  # noqa: FBT001  # of the file
    return number(point(text) if comma else text)


def names(cells: dict[str, str]) -> dict[str, str]:
    """Return base, attribute and boundary as one name, in each language that is printed."""
    found = {}
    for code, language in LANGUAGES.items():
        texts = (cells.get(f"Nom {part} {language}", "") for part in _NAME_PARTS)
        words_ = [tidy(text.replace(_QUOTES, "")) for text in texts]
        if words_[0]:
            found[code] = ", ".join(word for word in words_ if word)[:4000]
    return found or {"fr": f"{cells[ID].strip()}"}


_NAME_PARTS = ("base", "attribut", "frontière")


def synonyms(cells: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the publisher's tags, by language."""
    found = {}
    for code, language in LANGUAGES.items():
        tags = cells.get(f"Tags {language}", "").strip("\"' ").split(",")
        said_ = tuple(dict.fromkeys(tidy(tag)[:200] for tag in tags if tag.strip()))
        if said_:
            found[code] = said_
    return found


def source(cells: dict[str, str]) -> dict[str, Any]:
    """Return whom the publisher cites, and his comments."""
    columns = {
        "publisher": "Contributeur",
        "contributors": "Autres Contributeurs",
        "programme": "Programme",
        "url": "Url du programme",
        "source": "Source",
        "place": "Sous-localisation géographique français",
    }
    upstream = {word: _unquoted(cells.get(column, "")) for word, column in columns.items()}
    upstream = {word: text for word, text in upstream.items() if text}
    notes = [_unquoted(cells.get(f"Commentaire {lang}", "")) for lang in LANGUAGES.values()]
    notes = list(dict.fromkeys(note for note in notes if note))
    return {
        "document": "Base Carbone",
        "publisher": "ADEME",
        "url": "https://base-empreinte.ademe.fr",
        **({"upstream": upstream} if upstream else {}),
        **({"notes": notes} if notes else {}),
    }


def _unquoted(text: str) -> str:
    return text.strip().strip('"').strip()[:4000]
